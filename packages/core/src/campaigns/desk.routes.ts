import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, localeOf, refuse } from '../http/index.js'
import { CALENDAR_MAX_MS, readCalendar } from './calendar.js'
import { CAMPAIGN_ERRORS } from './campaign.errors.js'
import { findCampaign, zoneOf } from './campaign.queries.js'
import { CampaignParams, StoreParams } from './campaign.schema.js'
import type { Mechanics } from './campaign.types.js'
import { readReport } from './report.js'

const read = { audience: 'staff', scope: 'marketing:read' } as const
const Instant = Type.String({ format: 'date-time', maxLength: 40 })

const CalendarItem = Type.Object({
  campaignId: Type.String(),
  plugin: Type.String(),
  label: Type.String(),
  summary: Type.String(),
  state: Type.String(),
  round: Type.String(),
  startsAt: Type.String(),
  endsAt: Type.String(),
})

const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const ReportReply = Type.Object({
  views: Type.Integer(),
  orders: Type.Integer(),
  /** Persons: a verified phone joins accounts and guest orders. */
  buyers: Type.Integer(),
  units: Type.Integer(),
  sales: Money,
  discount: Money,
  refunded: Money,
  /** Over the units whose cost is known. */
  margin: Money,
  unitsWithCost: Type.Integer(),
  days: Type.Array(
    Type.Object({
      day: Type.String(),
      views: Type.Integer(),
      orders: Type.Integer(),
      units: Type.Integer(),
      sales: Money,
    }),
  ),
})

/** What the console reads about campaigns beside themselves. */
export function deskRoutes(app: App, mechanics: Mechanics): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/campaigns/calendar',
      {
        config: read,
        schema: {
          summary: 'Rounds of all mechanics, drafts included, over at most 92 days · 活动日历',
          params: StoreParams,
          querystring: Type.Object({ from: Instant, until: Instant }, { additionalProperties: false }),
          response: { 200: Type.Object({ items: Type.Array(CalendarItem) }) },
        },
      },
      async (request, reply) => {
        const [from, until] = [new Date(request.query.from), new Date(request.query.until)]
        const length = until.getTime() - from.getTime()
        if (!(length > 0 && length <= CALENDAR_MAX_MS))
          return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED')
        const rounds = await withTenant(app.db, must(request.storeId, 'a store is named'), async (tx) =>
          readCalendar(tx, mechanics, {
            from,
            until,
            at: request.at,
            zone: await zoneOf(tx),
            locale: localeOf(request),
          }),
        )
        return {
          items: rounds.map(({ startsAt, endsAt, ...round }) => ({
            ...round,
            startsAt: startsAt.toISOString(),
            endsAt: endsAt.toISOString(),
          })),
        }
      },
    )

    server.get(
      '/campaigns/:campaignId/report',
      {
        config: read,
        schema: {
          summary: 'What a campaign brought, by real paid orders, refunds taken off · 活动效果',
          params: CampaignParams,
          response: { 200: ReportReply },
        },
      },
      async (request, reply) => {
        const id = asId('cmp', request.params.campaignId)
        const report = await withTenant(app.db, must(request.storeId, 'a store is named'), async (tx) =>
          (await findCampaign(tx, id)) ? readReport(tx, { id }, await zoneOf(tx)) : null,
        )
        if (!report) return refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_NOT_FOUND')
        const money = (amount: number) => ({ amount, currency: request.store?.currency ?? 'CNY' })
        const { salesFen, discountFen, refundedFen, marginFen, days, ...counts } = report
        return {
          ...counts,
          sales: money(salesFen),
          discount: money(discountFen),
          refunded: money(refundedFen),
          margin: money(marginFen),
          days: days.map(({ salesFen: fen, ...day }) => ({ ...day, sales: money(fen) })),
        }
      },
    )
  }
}
