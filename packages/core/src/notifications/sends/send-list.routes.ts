import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, DAY, later, must, parseId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { emit } from '../../events/index.js'
import {
  HTTP_ERRORS,
  IdText,
  Instant,
  localeOf,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  parseWhole,
  refuse,
} from '../../http/index.js'
import { CATEGORIES, OUTBOUND_CHANNELS } from '../channels/channel.types.js'
import { MESSAGE_ERRORS } from '../notification.errors.js'
import type { MessageEvent } from '../settings/message-events.js'
import { HIDDEN_TEXT } from '../text.rules.js'
import { ROUNDS_MAX, SEND_STATES } from './send.rules.js'
import { countSends, listSends, sendAgain } from './send-list.queries.js'

const InStore = { storeId: IdText('sto') }
const Channel = Type.Enum([...OUTBOUND_CHANNELS])
const State = Type.Enum([...SEND_STATES])
const Maybe = Type.Union([Instant, Type.Null()])
const Send = Type.Object({
  id: Type.String(),
  channel: Channel,
  provider: Type.String(),
  event: Type.String(),
  title: Type.String(),
  category: Type.Enum([...CATEGORIES]),
  customerId: Type.Union([Type.String(), Type.Null()]),
  addressMasked: Type.String(),
  state: State,
  reason: Type.String(),
  tries: Type.Integer(),
  text: Type.String(),
  createdAt: Instant,
  dueAt: Maybe,
  sentAt: Maybe,
  endedAt: Maybe,
  mayAgain: Type.Boolean(),
})
const FIGURE_DAYS = 7

/** What left the shop by which channel and what became of it: `/messages/sends` of the console. */
export function sendListRoutes(app: App, events: readonly MessageEvent[]): FastifyPluginAsyncTypebox {
  const titles = new Map(events.map(({ name, title }) => [name, title]))
  return async (server) => {
    server.get(
      '/messages/sends',
      {
        schema: {
          summary: '发送记录 Messages by channel, newest first, with the last seven days in figures',
          params: Type.Object(InStore),
          querystring: Type.Object(
            { ...PageQuery, state: Type.Optional(State), channel: Type.Optional(Channel) },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object({
              ...pageOf(Send).properties,
              figures: Type.Array(Type.Object({ channel: Channel, state: State, count: Type.Integer() })),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'messages:read' },
      },
      async (request, reply) => {
        const { limit: asked = '50', cursor, state = null, channel = null } = request.query
        const limit = parseWhole(asked, { min: 1, max: 100 })
        const before = cursor === undefined ? null : beforeOf(cursor)
        if (limit === null || (cursor !== undefined && before === null))
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const locale = localeOf(request)
        const storeId = must(request.storeId, 'a store is named')
        const { rows, figures } = await withTenant(app.db, storeId, async (tx) => ({
          rows: await listSends(tx, { before, limit, state, channel }),
          figures: before ? [] : await countSends(tx, later(request.at, -FIGURE_DAYS * DAY)),
        }))
        const last = rows.length === limit ? rows.at(-1) : undefined
        return {
          items: rows.map((row) => ({
            ...row,
            title: titles.get(row.event)?.[locale] ?? row.event,
            text: row.category === 'secret' ? HIDDEN_TEXT[locale] : row.text,
            createdAt: row.createdAt.toISOString(),
            dueAt: row.dueAt?.toISOString() ?? null,
            sentAt: row.sentAt?.toISOString() ?? null,
            endedAt: row.endedAt?.toISOString() ?? null,
            mayAgain: row.category !== 'secret' && ['failed', 'unknown', 'skipped'].includes(row.state),
          })),
          next: last ? makeCursor([last.createdAt.getTime(), last.id]) : null,
          figures: [...figures],
        }
      },
    )

    server.post(
      '/messages/sends/:sendId/again',
      {
        schema: {
          summary: '重发 Send one again that did not arrive',
          params: Type.Object({ ...InStore, sendId: IdText('snd') }),
          body: NoBody,
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'marketing:write' },
      },
      async (request, reply) => {
        const id = asId('snd', request.params.sendId)
        const { at } = request
        const storeId = must(request.storeId, 'a store is named')
        const isBegun = await withTenant(app.db, storeId, async (tx) => {
          const begun = await sendAgain(tx, { id, roundsMax: ROUNDS_MAX, worthUntil: later(at, DAY), at })
          if (!begun) return false
          await emit(tx, 'message.queued', { sendIds: [id] }, at)
          const actor = must(request.staff, 'staff').staffId
          await audit(tx, { actor, action: 'message.sent_again', subject: id, data: {}, at })
          return true
        })
        if (!isBegun) return refuse(request, reply, MESSAGE_ERRORS, 'MESSAGE_NOT_AGAIN')
        app.nudge(storeId)
        return reply.code(204).send(null)
      },
    )
  }
}

function beforeOf(cursor: string) {
  const [time, text] = parseCursor(cursor) ?? []
  const id = typeof text === 'string' ? parseId('snd', text) : null
  const isTime = typeof time === 'number' && Number.isSafeInteger(time) && time > 0 && time < 8e15
  return id && isTime ? { at: new Date(time), id } : null
}
