import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { DAY, later, localDateOf, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, ProblemReply } from '../http/api.schema.js'
import { Money } from './order.schema.js'
import { countShopOrders } from './order-view.queries.js'
import { countAlerts, type DayRow, sumDay } from './overview.queries.js'

/** So few units left of a product are few. */
const LOW_UNITS = 5

const Day = Type.Object({
  placed: Type.Integer(),
  paid: Type.Integer(),
  sales: Money,
  buyers: Type.Integer(),
})

/** `/overview` of the console: today beside yesterday by the shop's calendar, and what waits for somebody. */
export function overviewRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/overview',
      {
        schema: {
          summary: '概况 Today, yesterday, and what needs doing',
          params: Type.Object({ storeId: IdText('sto') }),
          response: {
            200: Type.Object({
              today: Day,
              yesterday: Day,
              toShip: Type.Integer(),
              unpaid: Type.Integer(),
              refundsFailed: Type.Integer(),
              lowStock: Type.Integer(),
              everSold: Type.Boolean(),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request) => {
        const { storeId, zone, currency } = must(request.store, 'an admin route has its store')
        const today = localDateOf(request.at, zone)
        const yesterday = localDateOf(later(new Date(`${today}T12:00:00Z`), -DAY), 'UTC')
        const dayOf = ({ placed, paid, sales_fen, buyers }: DayRow) => ({
          placed,
          paid,
          sales: { amount: sales_fen, currency },
          buyers,
        })
        return withTenant(app.db, storeId, async (tx) => {
          const states = await countShopOrders(tx)
          const alerts = await countAlerts(tx, LOW_UNITS)
          return {
            today: dayOf(await sumDay(tx, today, zone)),
            yesterday: dayOf(await sumDay(tx, yesterday, zone)),
            toShip: states.get('paid') ?? 0,
            unpaid: states.get('unpaid') ?? 0,
            refundsFailed: alerts.refunds_failed,
            lowStock: alerts.low_stock,
            everSold: alerts.ever_sold,
          }
        })
      },
    )
  }
}
