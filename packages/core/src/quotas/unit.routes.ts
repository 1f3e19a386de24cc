import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readTenant } from '@mamapu/db'
import { idOf, must, parseId, uuidOf } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  IdText,
  Instant,
  makeCursor,
  PageQuery,
  ProblemReply,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import {
  isCampaignQuery,
  type UnitPoolRow,
  type UnitTakeRow,
  unitPoolsQuery,
  unitTakesQuery,
} from './unit.queries.js'

const Nullable = <T extends typeof Instant>(schema: T) => Type.Union([schema, Type.Null()])
const Units = Type.Integer()

const Pool = Type.Object({
  kind: Type.String(),
  round: Type.String(),
  skuId: Type.String(),
  title: Type.String(),
  options: Type.String(),
  mode: Type.Enum(['own', 'ceiling']),
  limit: Units,
  /** taken = held + claimed; left = limit − taken. */
  taken: Units,
  held: Units,
  claimed: Units,
  left: Units,
  /** Given back by orders, ever. */
  returned: Units,
  /** Own units: off the shelf, and home again. brought − home = limit. */
  brought: Units,
  home: Units,
  startsAt: Instant,
  endsAt: Instant,
  closedAt: Nullable(Instant),
})

const Take = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  round: Type.String(),
  skuId: Type.String(),
  orderId: Nullable(Type.String()),
  orderNumber: Nullable(Type.String()),
  orderState: Nullable(Type.String()),
  who: Nullable(Type.String()),
  units: Units,
  released: Units,
  state: Type.Enum(['held', 'claimed', 'released']),
  at: Instant,
  expiresAt: Nullable(Instant),
})

/** Every unit of a campaign explained: what its pools have, and who took what, latest first. */
export function unitRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/campaigns/:campaignId/units',
      {
        schema: {
          summary: '活动库存明细 Every unit of a campaign: held, paid, returned, left, and by whom',
          params: Type.Object({ storeId: Type.Optional(Type.String()), campaignId: IdText('cmp') }),
          querystring: Type.Object(
            { ...PageQuery, round: Type.Optional(Type.String({ maxLength: 20 })) },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object({
              pools: Type.Array(Pool),
              takes: Type.Array(Take),
              next: Nullable(Type.String()),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'marketing:read' },
      },
      async (request, reply) => {
        const { campaignId: named } = request.params
        const campaignId = parseId('cmp', named)
        const page = pageAsked(request.query)
        if (!page || !campaignId) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const round = request.query.round ?? null
        const [known, pools, takes] = await readTenant(app.db, storeOf(request), (sql, tenantId) => [
          isCampaignQuery(sql, tenantId, campaignId),
          unitPoolsQuery(sql, tenantId, campaignId, round),
          unitTakesQuery(sql, tenantId, { campaignId, round, ...page }),
        ])
        if (known.length === 0) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        const last = takes.length === page.limit ? takes.at(-1) : undefined
        reply.header('cache-control', 'no-store')
        return {
          pools: pools.map(poolReply),
          takes: takes.map(takeReply),
          next: last ? makeCursor([idOf('tak', last.id)]) : null,
        }
      },
    )
  }
}

const storeOf = (request: FastifyRequest) => must(request.storeId, 'an admin route has its store')

function pageAsked(query: { limit?: string; cursor?: string }): { limit: number; before: string } | null {
  const limit = parseWhole(query.limit ?? '50', { min: 1, max: 100 })
  const cursor = query.cursor === undefined ? [] : parseCursor(query.cursor)
  const before = cursor?.[0] === undefined ? null : parseId('tak', String(cursor[0]))
  if (limit === null || cursor === null || (cursor.length > 0 && before === null)) return null
  return { limit, before: before ? uuidOf(before) : 'f'.repeat(32) }
}

function poolReply(row: UnitPoolRow) {
  return {
    kind: row.kind,
    round: row.round,
    skuId: idOf('sku', row.sku_id),
    title: row.title,
    options: row.values.join(' / '),
    mode: row.is_own ? ('own' as const) : ('ceiling' as const),
    limit: row.limit_units,
    taken: row.taken,
    held: row.held,
    claimed: row.claimed,
    left: row.limit_units - row.taken,
    returned: row.released,
    brought: row.brought,
    home: row.home,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  }
}

function takeReply(row: UnitTakeRow) {
  return {
    id: idOf('tak', row.id),
    kind: row.kind,
    round: row.round,
    skuId: idOf('sku', row.sku_id),
    orderId: row.order_id === null ? null : idOf('ord', row.order_id),
    orderNumber: row.number,
    orderState: row.order_state,
    who: row.who,
    units: row.units,
    released: row.released,
    state: row.state,
    at: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
  }
}
