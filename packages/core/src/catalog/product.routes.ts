import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, idPattern, must, parseId } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { GUARD_ERRORS, refusedWords } from '../compliance/index.js'
import { HTTP_ERRORS, localeOf, parseWhole, refuse } from '../http/index.js'
import { CATALOG_ERRORS } from './catalog.errors.js'
import { listProducts } from './list-products.js'
import {
  NewProduct,
  Nullable,
  ProductReply,
  ProductUpdate,
  productInputOf,
  productReplyOf,
  Saved,
  StatusBody,
  SummaryReply,
  summaryReplyOf,
} from './product.schema.js'
import { findProduct } from './product.view.js'
import { selectTags } from './product-list.queries.js'
import { createProduct, type SaveResult, setProductStatus, updateProduct } from './save-product.js'

export const StoreParams = Type.Object({ storeId: Type.Optional(Type.String()) })
const ProductParams = Type.Object({
  storeId: Type.Optional(Type.String()),
  productId: Type.String({ pattern: idPattern('prd') }),
})
const ListQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 100 })),
  status: Type.Optional(Type.String({ maxLength: 20 })),
  category: Type.Optional(Type.String({ maxLength: 40 })),
  tag: Type.Optional(Type.String({ maxLength: 30 })),
  after: Type.Optional(Type.String({ maxLength: 40 })),
  limit: Type.Optional(Type.String({ maxLength: 4 })),
})

const STATUSES = ['draft', 'active', 'archived'] as const

const read = { audience: 'staff', scope: 'catalog:read' } as const
const write = { audience: 'staff', scope: 'catalog:write' } as const

export const storeOf = (request: FastifyRequest) => must(request.storeId, 'a store is named')
export const currencyOf = (request: FastifyRequest) => request.store?.currency ?? 'CNY'
export const editOf = (request: FastifyRequest) => ({
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
})

const standing = (request: FastifyRequest, { acknowledged }: { acknowledged?: readonly string[] }) => ({
  ...editOf(request),
  ...(acknowledged ? { acknowledged } : {}),
})

/** A merchant's products, below `/api/admin/v1/stores/:storeId`. */
export function productAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/products',
      {
        config: read,
        schema: {
          summary: 'Products, newest first, by words, status, category and tag',
          params: StoreParams,
          querystring: ListQuery,
          response: {
            200: Type.Object({ products: Type.Array(SummaryReply), next: Nullable(Type.String()) }),
          },
        },
      },
      async (request, reply) => {
        const { q = '', status, category, tag, after, limit = '20' } = request.query
        const byStatus = STATUSES.find((one) => one === status) ?? null
        const wanted = parseWhole(limit, { min: 1, max: 100 })
        const categoryId = category === undefined ? null : parseId('cat', category)
        const before = after === undefined ? null : parseId('prd', after)
        if ((status && !byStatus) || wanted === null || (category && !categoryId) || (after && !before))
          return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED')
        const query = {
          text: q,
          status: byStatus,
          categoryId,
          tag: tag ?? null,
          before,
          limit: wanted,
          at: request.at,
        }
        const page = await withTenant(app.db, storeOf(request), (tx) => listProducts(tx, query))
        const currency = currencyOf(request)
        return {
          products: page.products.map((product) => summaryReplyOf(product, currency)),
          next: page.next,
        }
      },
    )

    server.get(
      '/products/:productId',
      {
        config: read,
        schema: { summary: 'One product', params: ProductParams, response: { 200: ProductReply } },
      },
      async (request, reply) => {
        const id = asId('prd', request.params.productId)
        const product = await withTenant(app.db, storeOf(request), (tx) => findProduct(tx, id))
        if (!product) return refuse(request, reply, CATALOG_ERRORS, 'PRODUCT_NOT_FOUND')
        return productReplyOf(product, currencyOf(request))
      },
    )

    server.post(
      '/products',
      {
        config: write,
        schema: {
          summary: 'Make a product with its variants',
          params: StoreParams,
          body: NewProduct,
          response: { 201: Saved },
        },
      },
      async (request, reply) => {
        const input = productInputOf(request.body, currencyOf(request))
        if (!input) return refuse(request, reply, CATALOG_ERRORS, 'PRODUCT_PRICE')
        const storeId = storeOf(request)
        const result = await withTenant(app.db, storeId, (tx) =>
          createProduct(tx, input, standing(request, request.body)),
        )
        app.nudge(storeId)
        return answer(request, reply, result, 201)
      },
    )

    server.put(
      '/products/:productId',
      {
        config: write,
        schema: {
          summary: 'Save a product as a whole',
          params: ProductParams,
          body: ProductUpdate,
          response: { 200: Saved },
        },
      },
      async (request, reply) => {
        const input = productInputOf(request.body.product, currencyOf(request))
        if (!input) return refuse(request, reply, CATALOG_ERRORS, 'PRODUCT_PRICE')
        const edit = {
          productId: asId('prd', request.params.productId),
          version: request.body.version,
          input,
        }
        const storeId = storeOf(request)
        const result = await withTenant(app.db, storeId, (tx) =>
          updateProduct(tx, edit, standing(request, request.body)),
        )
        app.nudge(storeId)
        return answer(request, reply, result, 200)
      },
    )

    server.put(
      '/products/:productId/status',
      {
        config: write,
        schema: {
          summary: 'Publish, take off sale or archive',
          params: ProductParams,
          body: StatusBody,
          response: { 200: Saved },
        },
      },
      async (request, reply) => {
        const { version, status } = request.body
        const change = { productId: asId('prd', request.params.productId), version, status }
        const storeId = storeOf(request)
        const result = await withTenant(app.db, storeId, (tx) =>
          setProductStatus(tx, change, standing(request, request.body)),
        )
        app.nudge(storeId)
        return answer(request, reply, result, 200)
      },
    )

    server.get(
      '/product-tags',
      {
        config: read,
        schema: {
          summary: 'Tags in use, the most used first',
          params: StoreParams,
          response: {
            200: Type.Object({
              tags: Type.Array(Type.Object({ tag: Type.String(), products: Type.Integer() })),
            }),
          },
        },
      },
      async (request) => {
        const tags = await withTenant(app.db, storeOf(request), (tx) => selectTags(tx, 200))
        return { tags: [...tags] }
      },
    )
  }
}

function answer(request: FastifyRequest, reply: FastifyReply, result: SaveResult, status: 200 | 201) {
  if (!result.saved && result.words)
    return refuse(
      request,
      reply,
      GUARD_ERRORS,
      result.words.refused,
      refusedWords(result.words, localeOf(request)),
    )
  if (!result.saved)
    return refuse(
      request,
      reply,
      { ...CATALOG_ERRORS, ...GUARD_ERRORS },
      result.reason,
      result.data ? { data: result.data } : {},
    )
  return reply.code(status).send({ id: result.productId, version: result.version })
}
