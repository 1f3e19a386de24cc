import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, idPattern, parseId } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, idempotencyOf, localeOf, problemOf, refuse, withIdempotency } from '../http/index.js'
import {
  adjustStock,
  listMovements,
  receiveStock,
  STOCK_ERRORS,
  STOCK_REASONS,
  type StockResult,
} from '../quotas/index.js'
import { CATALOG_ERRORS } from './catalog.errors.js'
import {
  type CategoryResult,
  createCategory,
  deleteCategory,
  listCategories,
  updateCategory,
} from './categories.js'
import { editOf, StoreParams, storeOf } from './product.routes.js'
import { Nullable } from './product.schema.js'

const read = { audience: 'staff', scope: 'catalog:read' } as const
const write = { audience: 'staff', scope: 'catalog:write' } as const
const stock = { audience: 'staff', scope: 'stock:write', idempotent: true } as const
const closed = { additionalProperties: false }

const CategoryBody = Type.Object(
  {
    slug: Type.Optional(Nullable(Type.String({ maxLength: 61 }))),
    name: Type.String({ minLength: 1, maxLength: 80 }),
    nameEn: Type.Optional(Type.String({ maxLength: 120 })),
    mediaId: Type.Optional(Nullable(Type.String({ pattern: idPattern('med') }))),
    position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  },
  closed,
)
const CategoryReply = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  name: Type.String(),
  nameEn: Type.String(),
  mediaId: Nullable(Type.String()),
  mediaHash: Nullable(Type.String()),
  position: Type.Integer(),
  products: Type.Integer(),
})
const CategoryParams = Type.Object({
  storeId: Type.Optional(Type.String()),
  categoryId: Type.String({ pattern: idPattern('cat') }),
})

/** Categories of a shop, for its staff. */
export function categoryAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/categories',
      {
        config: read,
        schema: {
          summary: 'Categories in their order',
          params: StoreParams,
          response: { 200: Type.Object({ categories: Type.Array(CategoryReply) }) },
        },
      },
      async (request) => ({ categories: await withTenant(app.db, storeOf(request), listCategories) }),
    )
    server.post(
      '/categories',
      {
        config: write,
        schema: {
          summary: 'Make a category',
          params: StoreParams,
          body: CategoryBody,
          response: { 201: Type.Object({ id: Type.String() }) },
        },
      },
      async (request, reply) => {
        const input = categoryInputOf(request.body)
        const result = await withTenant(app.db, storeOf(request), (tx) =>
          createCategory(tx, input, request.at),
        )
        return answerCategory(request, reply, result, 201)
      },
    )
    server.put(
      '/categories/:categoryId',
      {
        config: write,
        schema: {
          summary: 'Change a category',
          params: CategoryParams,
          body: CategoryBody,
          response: { 200: Type.Object({ id: Type.String() }) },
        },
      },
      async (request, reply) => {
        const id = asId('cat', request.params.categoryId)
        const input = categoryInputOf(request.body)
        const result = await withTenant(app.db, storeOf(request), (tx) => updateCategory(tx, id, input))
        return answerCategory(request, reply, result, 200)
      },
    )
    server.delete(
      '/categories/:categoryId',
      {
        config: write,
        schema: {
          summary: 'Remove a category; its products stay',
          params: CategoryParams,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const id = asId('cat', request.params.categoryId)
        const result = await withTenant(app.db, storeOf(request), (tx) => deleteCategory(tx, id))
        return result.saved
          ? reply.code(204).send(null)
          : refuse(request, reply, CATALOG_ERRORS, result.reason)
      },
    )
  }
}

function categoryInputOf(body: {
  slug?: string | null
  name: string
  nameEn?: string
  mediaId?: string | null
  position?: number
}) {
  const mediaId = parseId('med', body.mediaId ?? '')
  return {
    slug: body.slug ?? null,
    name: body.name,
    nameEn: body.nameEn ?? '',
    mediaId,
    position: body.position ?? 0,
  }
}

function answerCategory(
  request: FastifyRequest,
  reply: FastifyReply,
  result: CategoryResult,
  status: 200 | 201,
) {
  if (!result.saved) return refuse(request, reply, CATALOG_ERRORS, result.reason)
  return reply.code(status).send({ id: result.categoryId })
}

const Units = Type.Integer({ minimum: -10_000_000, maximum: 10_000_000 })
const PlaceId = Type.String({ pattern: idPattern('plc') })
const Reason = Type.Enum([...STOCK_REASONS])
const Note = Type.Optional(Type.String({ maxLength: 200 }))
const SkuParams = Type.Object({
  storeId: Type.Optional(Type.String()),
  skuId: Type.String({ pattern: idPattern('sku') }),
})
const AdjustBody = Type.Object(
  { placeId: PlaceId, seen: Units, typed: Units, reason: Type.Optional(Reason), note: Note },
  closed,
)
const ReceiveBody = Type.Object(
  { placeId: PlaceId, delta: Units, reason: Type.Optional(Reason), note: Note },
  closed,
)
const StockReply = Type.Object({ available: Type.Integer() })
const MovementReply = Type.Object({
  id: Type.String(),
  placeId: Type.String(),
  delta: Type.Integer(),
  reason: Type.String(),
  note: Type.String(),
  actor: Type.String(),
  at: Type.String(),
})

/** Stock of a shop, for its staff: every change is a movement with a reason. */
export function stockAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.put(
      '/skus/:skuId/stock',
      {
        config: stock,
        schema: {
          summary: 'Set what is available; refused when it moved since it was seen',
          params: SkuParams,
          body: AdjustBody,
          response: { 200: StockReply },
        },
      },
      async (request, reply) => {
        const skuId = asId('sku', request.params.skuId)
        const { placeId, reason = 'counted', note = '', seen, typed } = request.body
        const change = { skuId, placeId: asId('plc', placeId), reason, note, seen, typed, ...editOf(request) }
        return moveOnce(app, request, reply, (tx) => adjustStock(tx, change))
      },
    )
    server.post(
      '/skus/:skuId/movements',
      {
        config: stock,
        schema: {
          summary: 'Put units in, or take out what broke',
          params: SkuParams,
          body: ReceiveBody,
          response: { 200: StockReply },
        },
      },
      async (request, reply) => {
        const skuId = asId('sku', request.params.skuId)
        const { placeId, reason = 'received', note = '', delta } = request.body
        const change = { skuId, placeId: asId('plc', placeId), reason, note, delta, ...editOf(request) }
        return moveOnce(app, request, reply, (tx) => receiveStock(tx, change))
      },
    )
    server.get(
      '/skus/:skuId/movements',
      {
        config: read,
        schema: {
          summary: 'The latest movements of one SKU',
          params: SkuParams,
          response: { 200: Type.Object({ movements: Type.Array(MovementReply) }) },
        },
      },
      async (request, reply) => {
        const skuId = asId('sku', request.params.skuId)
        const list = await withTenant(app.db, storeOf(request), (tx) => listMovements(tx, skuId, 50))
        if (!list) return refuse(request, reply, STOCK_ERRORS, 'STOCK_NOT_FOUND')
        return { movements: list.map((move) => ({ ...move, at: move.at.toISOString() })) }
      },
    )
  }
}

/** Moves stock once per Idempotency-Key: a repeat gets the first answer. */
async function moveOnce(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  move: (tx: Parameters<typeof adjustStock>[0]) => Promise<StockResult>,
) {
  const call = idempotencyOf(request)
  if (!call) return refuse(request, reply, HTTP_ERRORS, 'IDEMPOTENCY_KEY_REQUIRED')
  const result = await withTenant(app.db, storeOf(request), (tx) =>
    withIdempotency(tx, call, async () => {
      const moved = await move(tx)
      if (moved.changed) return { status: 200, body: { available: moved.available } }
      const data = 'available' in moved ? { data: { available: moved.available } } : {}
      const problem = problemOf(STOCK_ERRORS, moved.reason, localeOf(request), data)
      return { status: problem.status, body: problem, isRefusal: true }
    }),
  )
  if (result.outcome === 'key_reused') return refuse(request, reply, HTTP_ERRORS, 'IDEMPOTENCY_KEY_REUSED')
  const { status, body } = result.reply
  if (status >= 400) reply.type('application/problem+json')
  return reply.code(status as 200).send(body as { available: number })
}
