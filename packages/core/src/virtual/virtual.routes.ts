import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, ProblemReply, refuse } from '../http/index.js'
import { Nullable } from '../orders/index.js'
import { addCodes, changeKind, goodsView, retireFree, saveGoods } from './goods.js'
import { VIRTUAL_ERRORS } from './virtual.errors.js'
import { findKind } from './virtual.queries.js'

const closed = { additionalProperties: false }
const OfSku = Type.Object({ storeId: IdText('sto'), skuId: IdText('sku') })
const OfProduct = Type.Object({ storeId: IdText('sto'), productId: IdText('prd') })
const ProductKind = Type.Union([Type.Literal('physical'), Type.Literal('virtual')])
const Kind = Type.Union([Type.Literal('codes'), Type.Literal('text')])
const Returns = Type.Union([Type.Literal('unseen'), Type.Literal('never')])

const GoodsReply = Type.Object({
  skuId: Type.String(),
  kind: Kind,
  text: Type.String(),
  howTo: Type.String(),
  lowUnits: Type.Integer(),
  returns: Returns,
  codes: Type.Object({ free: Type.Integer(), sold: Type.Integer(), retired: Type.Integer() }),
})
const CODES_TEXT_MAX = 240_000
const CODES = {
  not_codes: 'VIRTUAL_NO_CODES',
  too_many: 'CODES_TOO_MANY',
  too_long: 'CODES_TOO_LONG',
  empty: 'CODES_EMPTY',
} as const

/** What virtual goods deliver, for the shop's staff. Codes go in and are never shown again. */
export function virtualRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/products/:productId/delivery-kind',
      {
        schema: {
          summary: '发货方式 Whether a product goes by parcel or is virtual',
          params: OfProduct,
          response: {
            200: Type.Object({ kind: ProductKind, isSold: Type.Boolean() }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'catalog:read' },
      },
      async (request, reply) => {
        const productId = asId('prd', request.params.productId)
        const found = await withTenant(app.db, storeOf(request).storeId, (tx) => findKind(tx, productId))
        return found ?? refuse(request, reply, VIRTUAL_ERRORS, 'VIRTUAL_NO_PRODUCT')
      },
    )
    server.put(
      '/products/:productId/delivery-kind',
      {
        schema: {
          summary: '改发货方式 Make a product physical or virtual before anybody buys it',
          params: OfProduct,
          body: Type.Object({ kind: ProductKind }, closed),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'catalog:write' },
      },
      async (request, reply) => {
        const productId = asId('prd', request.params.productId)
        const change = { productId, kind: request.body.kind, actor: actorOf(request), at: request.at }
        const result = await changeKind(app, storeOf(request).storeId, change)
        if (result === 'changed') return reply.code(204).send(null)
        const code = result === 'sold' ? 'PRODUCT_KIND_SOLD' : 'VIRTUAL_NO_PRODUCT'
        return refuse(request, reply, VIRTUAL_ERRORS, code)
      },
    )
    server.get(
      '/skus/:skuId/virtual',
      {
        schema: {
          summary: '虚拟商品设置 What a variant delivers, and how many codes it has',
          params: OfSku,
          response: { 200: Type.Object({ goods: Nullable(GoodsReply) }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'catalog:read' },
      },
      async (request, reply) => {
        const goods = await goodsView(app, storeOf(request), asId('sku', request.params.skuId))
        return goods === 'not_virtual'
          ? refuse(request, reply, VIRTUAL_ERRORS, 'VIRTUAL_NO_PRODUCT')
          : { goods }
      },
    )
    server.put(
      '/skus/:skuId/virtual',
      {
        schema: {
          summary: '设置发放内容 Say what a variant delivers',
          params: OfSku,
          body: Type.Object(
            {
              kind: Kind,
              text: Type.Optional(Type.String({ maxLength: 1000 })),
              howTo: Type.Optional(Type.String({ maxLength: 500 })),
              lowUnits: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
              returns: Type.Optional(Returns),
            },
            closed,
          ),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'catalog:write' },
      },
      async (request, reply) => {
        const { kind, text = '', howTo = '', lowUnits = 5, returns = 'unseen' } = request.body
        const skuId = asId('sku', request.params.skuId)
        const goods = { skuId, kind, text, howTo, lowUnits, returns, actor: actorOf(request), at: request.at }
        const result = await saveGoods(app, storeOf(request), goods)
        if (result.done) return reply.code(204).send(null)
        const code = result.reason === 'not_virtual' ? 'VIRTUAL_NOT' : 'VIRTUAL_TEXT'
        return refuse(request, reply, VIRTUAL_ERRORS, code)
      },
    )
    server.post(
      '/skus/:skuId/codes',
      {
        schema: {
          summary: '添加卡密 Add codes, one a line',
          params: OfSku,
          body: Type.Object({ codes: Type.String({ minLength: 1, maxLength: CODES_TEXT_MAX }) }, closed),
          response: {
            200: Type.Object({ added: Type.Integer(), repeated: Type.Integer(), delivered: Type.Integer() }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'stock:write' },
      },
      async (request, reply) => {
        const skuId = asId('sku', request.params.skuId)
        const ask = { skuId, text: request.body.codes, actor: actorOf(request), at: request.at }
        const result = await addCodes(app, storeOf(request), ask)
        return 'refused' in result ? refuse(request, reply, VIRTUAL_ERRORS, CODES[result.refused]) : result
      },
    )
    server.post(
      '/skus/:skuId/codes/retire',
      {
        schema: {
          summary: '作废未售卡密 Take free codes off the shelf for good',
          params: OfSku,
          body: Type.Object({ units: Type.Integer({ minimum: 1, maximum: 100_000 }) }, closed),
          response: { 200: Type.Object({ retired: Type.Integer() }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'stock:write' },
      },
      async (request, reply) => {
        const skuId = asId('sku', request.params.skuId)
        const ask = { skuId, units: request.body.units, actor: actorOf(request), at: request.at }
        const retired = await retireFree(app, storeOf(request).storeId, ask)
        return retired === 'not_virtual'
          ? refuse(request, reply, VIRTUAL_ERRORS, 'VIRTUAL_NO_PRODUCT')
          : { retired }
      },
    )
  }
}

const storeOf = (request: FastifyRequest) => must(request.store, 'the route has its store')
const actorOf = (request: FastifyRequest) => must(request.staff, 'staff').staffId
