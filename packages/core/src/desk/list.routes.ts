import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must, parseId, parseLocalDate } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, IdText, localeOf, PageQuery, ProblemReply, parseWhole, refuse } from '../http/index.js'
import { Nullable, ORDER_STATES, readCursor, writeCursor } from '../orders/index.js'
import { readBeside } from './desk.queries.js'
import { DeskCard, deskCard, InStore } from './desk.schema.js'
import { findRisks } from './risks.js'
import { type DeskAsk, searchOrders } from './search-orders.js'

const DAY = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const FEN = Type.String({ pattern: '^\\d{1,10}$' })
const FEN_MAX = 9_999_999_999
const TAGS_ASKED_MAX = 5

/** What the list may be asked; an export asks the same. */
export const FilterQuery = {
  state: Type.Optional(Type.Enum([...ORDER_STATES])),
  search: Type.Optional(Type.String({ maxLength: 60 })),
  from: Type.Optional(DAY),
  until: Type.Optional(DAY),
  min: Type.Optional(FEN),
  max: Type.Optional(FEN),
  customerId: Type.Optional(IdText('cus')),
  /** Ids parted by commas; an order has all of them. */
  tags: Type.Optional(Type.String({ maxLength: 200 })),
  delivery: Type.Optional(Type.String({ maxLength: 80 })),
  provider: Type.Optional(Type.String({ maxLength: 30 })),
  campaignId: Type.Optional(IdText('cmp')),
  aftersale: Type.Optional(Type.Enum(['open'])),
} as const
const Filter = Type.Object(FilterQuery)

/** The list of orders at the console. */
export function deskListRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders',
      {
        schema: {
          summary: '订单列表 Orders of the shop, searched by anything, newest first',
          params: Type.Object(InStore),
          querystring: Type.Object({ ...PageQuery, ...FilterQuery }),
          response: {
            200: Type.Object({
              items: Type.Array(DeskCard),
              next: Nullable(Type.String()),
              counts: Type.Record(Type.String(), Type.Integer()),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request, reply) => {
        const limit = parseWhole(request.query.limit ?? '30', { min: 1, max: 100 })
        const after = readCursor(request.query.cursor)
        const ask = readFilter(request.query)
        if (limit === null || after === undefined || !ask)
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const store = storeOf(request)
        const { cards, next, counts } = await searchOrders(app, store, { ...ask, after, limit })
        const ids = cards.map(({ id }) => id)
        const { beside, risks } = await withTenant(app.db, store.storeId, async (tx) => ({
          beside: await readBeside(tx, ids),
          risks: await findRisks(tx, ids),
        }))
        const reading = { currency: store.currency, locale: localeOf(request) }
        return {
          items: cards.map((card) =>
            deskCard(card, { beside: beside.get(card.id), risks: risks.get(card.id) ?? [] }, reading),
          ),
          next: writeCursor(next),
          counts: Object.fromEntries(counts),
        }
      },
    )
  }
}

/** What was asked, or null when a part of it is none. */
export function readFilter(query: Static<typeof Filter>): DeskAsk | null {
  const from = query.from === undefined ? null : parseLocalDate(query.from)
  const until = query.until === undefined ? null : parseLocalDate(query.until)
  const range = { min: 0, max: FEN_MAX }
  const minFen = query.min === undefined ? null : parseWhole(query.min, range)
  const maxFen = query.max === undefined ? null : parseWhole(query.max, range)
  const tags = (query.tags ?? '').split(',').filter((text) => text !== '')
  const ids = tags.flatMap((text) => parseId('otg', text) ?? [])
  const isOdd =
    (query.from !== undefined && !from) ||
    (query.until !== undefined && !until) ||
    ids.length !== tags.length ||
    ids.length > TAGS_ASKED_MAX
  if (isOdd) return null
  return {
    search: query.search ?? '',
    state: query.state ?? null,
    from,
    until,
    minFen,
    maxFen,
    customerId: query.customerId ? asId('cus', query.customerId) : null,
    tags: ids,
    delivery: query.delivery ?? null,
    provider: query.provider ?? null,
    campaignId: query.campaignId ? asId('cmp', query.campaignId) : null,
    hasOpenCase: query.aftersale === 'open',
  }
}

const storeOf = (request: FastifyRequest) => must(request.store, 'the route has its store')
