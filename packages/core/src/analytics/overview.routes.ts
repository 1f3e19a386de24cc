import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { type DayRow, readFigures } from './overview.queries.js'

const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const Day = Type.Object({
  placed: Type.Integer(),
  paid: Type.Integer(),
  sales: Money,
  buyers: Type.Integer(),
})
const Overview = Type.Object({
  today: Day,
  yesterday: Day,
  toShip: Type.Integer(),
  unpaid: Type.Integer(),
  refundsFailed: Type.Integer(),
  aftersales: Type.Integer(),
  lowStock: Type.Integer(),
  everSold: Type.Boolean(),
})

/** What the console's first page shows: today, yesterday, and what waits to be done. */
export function overviewRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/overview',
      {
        schema: { summary: '概况 Today, yesterday and what waits', response: { 200: Overview } },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request) => {
        const store = must(request.store, 'a store is named')
        const { today, yesterday, waiting } = await readFigures(app.db, store.storeId, {
          at: request.at,
          zone: store.zone,
        })
        const day = ({ placed, paid, sales_fen: amount, buyers }: DayRow) => ({
          placed,
          paid,
          sales: { amount, currency: store.currency },
          buyers,
        })
        return {
          today: day(today),
          yesterday: day(yesterday),
          toShip: waiting.to_ship,
          unpaid: waiting.unpaid,
          refundsFailed: waiting.refunds_failed,
          aftersales: waiting.aftersales,
          lowStock: waiting.low_stock,
          everSold: waiting.ever_sold,
        }
      },
    )
  }
}
