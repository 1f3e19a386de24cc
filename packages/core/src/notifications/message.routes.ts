import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { asId, idPattern, must, parseId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, IdText, localeOf, NoBody, ProblemReply, parseWhole, refuse } from '../http/index.js'
import { noteOperator, STAFF_ERRORS } from '../staff/index.js'
import type { StoreDirectory } from '../stores/index.js'
import { listInbox, listSent, MESSAGES_MAX, markRead, parseMessageCursor } from './list-messages.js'
import type { MessageCursor, MessageRow } from './message.queries.js'

const PAGE = 20

const Paging = Type.Object({
  limit: Type.Optional(Type.String({ description: `1…${MESSAGES_MAX}` })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
})
const Message = Type.Object({
  id: Type.String(),
  template: Type.String(),
  text: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
  createdAt: Type.String({ format: 'date-time' }),
  readAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})
const SentMessage = Type.Object({
  ...Message.properties,
  channel: Type.Union([Type.Literal('inbox'), Type.Literal('log')]),
  customerId: Type.Union([Type.String(), Type.Null()]),
  addressMasked: Type.String(),
})
const NextCursor = Type.Union([Type.String(), Type.Null()])

/** What the shop has sent, for its staff; below `/api/admin/v1/stores/:storeId`. */
export function messageAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/messages',
      {
        config: { audience: 'staff', scope: 'messages:read' },
        schema: {
          summary: 'Messages the shop has sent, newest first',
          querystring: Paging,
          response: { 200: Type.Object({ items: Type.Array(SentMessage), nextCursor: NextCursor }) },
        },
      },
      async (request, reply) => {
        const page = pageAsked(request.query)
        if (!page) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const { items, nextCursor } = await listSent(app.db, must(request.storeId, 'a store is named'), {
          ...page,
          locale: localeOf(request),
          withSecrets: request.staff?.isOperator === true,
        })
        return { items: items.map(sentView), nextCursor }
      },
    )
  }
}

/**
 * What a shop has sent, for operators of the installation, who need not belong to it; below `/api/platform/v1`. They
 * read one-time codes where no text messages are sent, so every look leaves a line in their audit.
 */
export function operatorMessageRoutes(app: App, directory: StoreDirectory): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/operator/stores/:storeId/messages',
      {
        config: { audience: 'operator' },
        schema: {
          summary: '店铺发出的消息 What a shop has sent, newest first, one-time codes readable',
          params: Type.Object({ storeId: IdText('sto') }),
          querystring: Type.Object(
            { after: Type.Optional(Type.String({ maxLength: 400 })) },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object({ items: Type.Array(SentMessage), next: NextCursor }),
            default: ProblemReply,
          },
        },
      },
      async (request, reply) => {
        const page = pageAsked(request.query.after === undefined ? {} : { cursor: request.query.after })
        if (!page) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const storeId = asId('sto', request.params.storeId)
        if (!(await directory.byId(storeId))) return refuse(request, reply, STAFF_ERRORS, 'STORE_NOT_FOUND')
        const isNoted = await noteOperator(app.db, {
          operatorId: must(request.staff, 'operator').staffId,
          action: 'messages.read',
          subject: storeId,
          at: request.at,
        })
        if (!isNoted) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        const { items, nextCursor } = await listSent(app.db, storeId, {
          ...page,
          locale: localeOf(request),
          withSecrets: true,
        })
        return { items: items.map(sentView), next: nextCursor }
      },
    )
  }
}

/** A shopper's own inbox; below `/api/store/v1`. */
export function inboxRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/inbox',
      {
        config: { audience: 'shopper' },
        schema: {
          summary: 'The signed-in shopper’s messages, newest first',
          querystring: Paging,
          response: {
            200: Type.Object({ items: Type.Array(Message), nextCursor: NextCursor, unread: Type.Integer() }),
          },
        },
      },
      async (request, reply) => {
        const customerId = request.shopper?.customerId
        if (!customerId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const page = pageAsked(request.query)
        if (!page) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const storeId = must(request.storeId, 'a shop’s host')
        const { items, nextCursor, unread } = await listInbox(app.db, storeId, { ...page, customerId })
        return { items: items.map(messageView), nextCursor, unread }
      },
    )

    server.post(
      '/inbox/:messageId/read',
      {
        config: { audience: 'shopper' },
        schema: {
          summary: 'Note that a message was read',
          body: NoBody,
          params: Type.Object({ messageId: Type.String({ pattern: idPattern('msg') }) }),
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const customerId = request.shopper?.customerId
        if (!customerId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const id = parseId('msg', request.params.messageId)
        const storeId = must(request.storeId, 'a shop’s host')
        const isHers = id !== null && (await markRead(app.db, storeId, { customerId, id, at: request.at }))
        return isHers ? reply.code(204).send(null) : refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
      },
    )
  }
}

function pageAsked(query: {
  limit?: string
  cursor?: string
}): { after: MessageCursor | null; limit: number } | null {
  const limit = query.limit === undefined ? PAGE : parseWhole(query.limit, { min: 1, max: MESSAGES_MAX })
  const after = query.cursor === undefined ? null : parseMessageCursor(query.cursor)
  if (limit === null || (query.cursor !== undefined && after === null)) return null
  return { after, limit }
}

function messageView(row: MessageRow) {
  return {
    id: row.id,
    template: row.template,
    text: row.text,
    data: { ...row.data },
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  }
}

function sentView(row: MessageRow) {
  return {
    ...messageView(row),
    channel: row.channel,
    customerId: row.customerId,
    addressMasked: row.addressMasked,
  }
}
