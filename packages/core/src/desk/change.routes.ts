import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must, toFen } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, Instant, localeOf, ProblemReply, refuse } from '../http/index.js'
import { Money, ORDER_ERRORS, type OrderErrorCode, type Providers, providerAware } from '../orders/index.js'
import { listAddressChanges } from './address.queries.js'
import { NOTES_MAX } from './annotate.js'
import { changePrice, PRICE_CHANGES_MAX } from './change-price.js'
import { DESK_ERRORS } from './desk.errors.js'
import { listNotes, readBeside } from './desk.queries.js'
import {
  closed,
  NoteReply,
  noteReply,
  OfOrder,
  RiskReply,
  riskReply,
  TagReply,
  tagReply,
} from './desk.schema.js'
import { editAddress } from './edit-address.js'
import { listPriceChanges } from './price.queries.js'
import { findRisks } from './risks.js'

const ADDRESS_CHANGES_MAX = 20
const Amount = Type.Object(
  { amount: Type.Integer({ minimum: 0, maximum: 100_000_000 }), currency: Type.String({ maxLength: 3 }) },
  closed,
)
const PriceBody = Type.Object(
  { goods: Amount, shipping: Amount, reason: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }) },
  closed,
)
const AddressBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 40 }),
    phone: Type.String({ minLength: 1, maxLength: 30 }),
    /** Both where the order goes to an address. */
    regionCode: Type.Optional(Type.String({ pattern: '^\\d{6}$' })),
    street: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
  },
  closed,
)
const DeskReply = Type.Object({
  notes: Type.Array(NoteReply),
  tags: Type.Array(TagReply),
  risks: Type.Array(RiskReply),
  priceChanges: Type.Array(
    Type.Object({ from: Money, to: Money, reason: Type.String(), actor: Type.String(), at: Instant }),
  ),
  addressChanges: Type.Array(
    Type.Object({ parts: Type.Array(Type.String()), actor: Type.String(), at: Instant }),
  ),
})

/** What staff wrote beside one order, and what they may change of it while it is not too late. */
export function deskChangeRoutes(app: App, providers: Providers): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders/:orderId/desk',
      {
        schema: {
          summary: '订单台 Notes, tags and changes of one order',
          params: OfOrder,
          response: { 200: DeskReply, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request, reply) => {
        const orderId = asId('ord', request.params.orderId)
        const { storeId, currency } = storeOf(request)
        const found = await withTenant(app.db, storeId, async (tx) => {
          const beside = (await readBeside(tx, [orderId])).get(orderId)
          return (
            beside && {
              tags: beside.tags,
              risks: (await findRisks(tx, [orderId])).get(orderId) ?? [],
              notes: await listNotes(tx, orderId, NOTES_MAX),
              prices: await listPriceChanges(tx, orderId, PRICE_CHANGES_MAX),
              addresses: await listAddressChanges(tx, orderId, ADDRESS_CHANGES_MAX),
            }
          )
        })
        if (!found) return refuse(request, reply, ORDER_ERRORS, 'ORDER_NOT_FOUND')
        return {
          notes: found.notes.map(noteReply),
          tags: found.tags.map(tagReply),
          risks: found.risks.map((risk) => riskReply(risk, localeOf(request))),
          priceChanges: found.prices.map(({ payableBeforeFen, payableAfterFen, reason, actor, at }) => ({
            from: { amount: payableBeforeFen, currency },
            to: { amount: payableAfterFen, currency },
            reason,
            actor,
            at: at.toISOString(),
          })),
          addressChanges: found.addresses.map(({ parts, actor, at }) => ({
            parts: parts.split(','),
            actor,
            at: at.toISOString(),
          })),
        }
      },
    )

    server.post(
      '/orders/:orderId/price',
      {
        schema: {
          summary: '改价 Lower what an unpaid order costs; open payments are closed first',
          params: OfOrder,
          body: PriceBody,
          response: { 200: Type.Object({ payable: Money }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:refund' },
      },
      async (request, reply) => {
        const { storeId, currency } = storeOf(request)
        const { goods, shipping, reason } = request.body
        if (goods.currency !== currency || shipping.currency !== currency)
          return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED', { fields: { body: currency } })
        const ask = {
          orderId: asId('ord', request.params.orderId),
          goodsFen: toFen(goods.amount),
          shippingFen: toFen(shipping.amount),
          reason: reason.trim(),
          ...by(request),
        }
        const result = await providerAware(request, reply, () => changePrice(app, providers, storeId, ask))
        if (result === null) return reply
        return result.changed
          ? { payable: { amount: result.payableFen, currency } }
          : refuseEither(request, reply, result.reason)
      },
    )

    server.post(
      '/orders/:orderId/address',
      {
        schema: {
          summary: '修改收货信息 Send an order of which nothing has gone to another door',
          params: OfOrder,
          body: AddressBody,
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:ship' },
      },
      async (request, reply) => {
        const orderId = asId('ord', request.params.orderId)
        const { regionCode = '', street = '', ...who } = request.body
        const ask = { orderId, contact: { ...who, regionCode, street }, ...by(request) }
        const result = await editAddress(app, storeOf(request), ask)
        return result.edited ? reply.code(204).send(null) : refuseEither(request, reply, result.reason)
      },
    )
  }
}

type DeskCode = keyof typeof DESK_ERRORS

function refuseEither(request: FastifyRequest, reply: FastifyReply, code: OrderErrorCode | DeskCode) {
  return code in DESK_ERRORS
    ? refuse(request, reply, DESK_ERRORS, code as DeskCode)
    : refuse(request, reply, ORDER_ERRORS, code as OrderErrorCode)
}

const storeOf = (request: FastifyRequest) => must(request.store, 'the route has its store')
const by = (request: FastifyRequest) => ({
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
})
