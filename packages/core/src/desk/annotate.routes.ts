import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must, type OrderId } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { IdText, ProblemReply, refuse } from '../http/index.js'
import { ORDER_ERRORS } from '../orders/index.js'
import { addNote, createTag, removeTag, saveView, setTag, TAGS_MAX, VIEWS_MAX } from './annotate.js'
import { DESK_ERRORS } from './desk.errors.js'
import { deleteView, listTags, listViews } from './desk.queries.js'
import { closed, InStore, OfOrder, TagColorText, TagReply, tagReply } from './desk.schema.js'

/** Orders of one call; the console goes on with the next ones. */
const BULK_MAX = 50
const Name = Type.String({ minLength: 1, maxLength: 20, pattern: '\\S' })
const NoteText = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
const ViewReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  query: Type.String(),
  isShared: Type.Boolean(),
  isMine: Type.Boolean(),
})
const BulkBody = Type.Object(
  {
    orderIds: Type.Array(IdText('ord'), { minItems: 1, maxItems: BULK_MAX, uniqueItems: true }),
    tag: Type.Optional(Type.Object({ tagId: IdText('otg'), isOn: Type.Boolean() }, closed)),
    note: Type.Optional(NoteText),
  },
  closed,
)
const Outcome = Type.Object({
  orderId: Type.String(),
  outcome: Type.Enum(['done', 'unchanged', 'refused']),
  code: Type.Optional(Type.String()),
})

const read = { audience: 'staff', scope: 'orders:read' } as const
const write = { audience: 'staff', scope: 'orders:ship' } as const

/** What staff write beside orders: notes, tags, kept searches. Shoppers see none of it. */
export function annotateRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/orders/:orderId/notes',
      {
        schema: {
          summary: '加备注 Write a note for the staff',
          params: OfOrder,
          body: Type.Object({ body: NoteText }, closed),
          response: { 201: Type.Object({ id: Type.String() }), default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) => {
        const note = {
          orderId: asId('ord', request.params.orderId),
          body: request.body.body.trim(),
          ...by(request),
        }
        const result = await withTenant(app.db, storeIdOf(request), (tx) => addNote(tx, note))
        if (result.added) return reply.code(201).send({ id: result.id })
        return result.reason === 'ORDER_NOT_FOUND'
          ? refuse(request, reply, ORDER_ERRORS, result.reason)
          : refuse(request, reply, DESK_ERRORS, result.reason)
      },
    )

    server.get(
      '/order-tags',
      {
        schema: {
          summary: '订单标签 Tags of this shop’s orders',
          params: Type.Object(InStore),
          response: { 200: Type.Object({ tags: Type.Array(TagReply) }), default: ProblemReply },
        },
        config: read,
      },
      async (request) => {
        const tags = await withTenant(app.db, storeIdOf(request), (tx) => listTags(tx, TAGS_MAX))
        return { tags: tags.map(tagReply) }
      },
    )

    server.post(
      '/order-tags',
      {
        schema: {
          summary: '新建标签 Make a tag',
          params: Type.Object(InStore),
          body: Type.Object({ name: Name, color: TagColorText }, closed),
          response: { 201: TagReply, default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) => {
        const { name, color } = request.body
        const tag = { name: name.trim(), color, at: request.at }
        const result = await withTenant(app.db, storeIdOf(request), (tx) => createTag(tx, tag))
        return result.created
          ? reply.code(201).send(tagReply(result.tag))
          : refuse(request, reply, DESK_ERRORS, result.reason)
      },
    )

    server.delete(
      '/order-tags/:tagId',
      {
        schema: {
          summary: '删除标签 Delete a tag; it is taken off every order',
          params: Type.Object({ ...InStore, tagId: IdText('otg') }),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:refund' },
      },
      async (request, reply) => {
        const id = asId('otg', request.params.tagId)
        const isGone = await withTenant(app.db, storeIdOf(request), async (tx) => {
          if (!(await removeTag(tx, id))) return false
          await audit(tx, { ...by(request), action: 'order_tag.deleted', subject: id, data: {} })
          return true
        })
        return isGone
          ? reply.code(204).send(null)
          : refuse(request, reply, DESK_ERRORS, 'ORDER_TAG_NOT_FOUND')
      },
    )

    server.post(
      '/orders/bulk',
      {
        schema: {
          summary: '批量处理 Tag, untag or note up to 50 orders; what became of each',
          params: Type.Object(InStore),
          body: BulkBody,
          response: { 200: Type.Object({ outcomes: Type.Array(Outcome) }), default: ProblemReply },
        },
        config: write,
      },
      async (request) => {
        const outcomes: Static<typeof Outcome>[] = []
        for (const id of request.body.orderIds)
          outcomes.push(await annotateOne(app, request, asId('ord', id), request.body))
        return { outcomes }
      },
    )

    server.get(
      '/order-views',
      {
        schema: {
          summary: '常用筛选 Kept searches: one’s own and the shared ones',
          params: Type.Object(InStore),
          response: { 200: Type.Object({ views: Type.Array(ViewReply) }), default: ProblemReply },
        },
        config: read,
      },
      async (request) => ({
        views: await withTenant(app.db, storeIdOf(request), (tx) =>
          listViews(tx, by(request).actor, VIEWS_MAX * 3),
        ),
      }),
    )

    server.post(
      '/order-views',
      {
        schema: {
          summary: '保存筛选 Keep a search',
          params: Type.Object(InStore),
          body: Type.Object(
            {
              name: Name,
              query: Type.String({ minLength: 1, maxLength: 600, pattern: '^[^\\s<>]+$' }),
              isShared: Type.Boolean(),
            },
            closed,
          ),
          response: { 201: Type.Object({ id: Type.String() }), default: ProblemReply },
        },
        config: read,
      },
      async (request, reply) => {
        const { actor: staffId, at } = by(request)
        const view = { ...request.body, name: request.body.name.trim(), staffId, at }
        const id = await withTenant(app.db, storeIdOf(request), (tx) => saveView(tx, view))
        return id ? reply.code(201).send({ id }) : refuse(request, reply, DESK_ERRORS, 'ORDER_VIEWS_TOO_MANY')
      },
    )

    server.delete(
      '/order-views/:viewId',
      {
        schema: {
          summary: '删除筛选 Forget one’s own search',
          params: Type.Object({ ...InStore, viewId: IdText('ovw') }),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: read,
      },
      async (request, reply) => {
        const id = asId('ovw', request.params.viewId)
        const isGone = await withTenant(app.db, storeIdOf(request), (tx) =>
          deleteView(tx, by(request).actor, id),
        )
        return isGone
          ? reply.code(204).send(null)
          : refuse(request, reply, DESK_ERRORS, 'ORDER_VIEW_NOT_FOUND')
      },
    )
  }
}

/** Each order in a transaction of its own: one that cannot stops no other. */
function annotateOne(
  app: App,
  request: FastifyRequest,
  orderId: OrderId,
  { tag, note }: Static<typeof BulkBody>,
): Promise<Static<typeof Outcome>> {
  return withTenant(app.db, storeIdOf(request), async (tx) => {
    let isChanged = false
    if (note) {
      const noted = await addNote(tx, { orderId, body: note.trim(), ...by(request) })
      if (!noted.added) return { orderId, outcome: 'refused', code: noted.reason }
      isChanged = true
    }
    if (tag) {
      const set = { orderId, tagId: asId('otg', tag.tagId), isOn: tag.isOn, ...by(request) }
      isChanged = (await setTag(tx, set)) || isChanged
    }
    return { orderId, outcome: isChanged ? 'done' : 'unchanged' }
  })
}

const storeIdOf = (request: FastifyRequest) => must(request.storeId, 'an admin route has its store')
const by = (request: FastifyRequest) => ({
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
})
