import { DAY, later, localDateOf } from '@mamapu/kernel'
import { Type } from 'typebox'
import { ListOf } from '../coupon.replies.js'
import { couponHooks } from '../coupon.settings.js'
import { listDays, listReports, sumFigures } from './report.queries.js'

const { route } = couponHooks
const DAYS = 30
const Sums = {
  issued: Type.Integer(),
  used: Type.Integer(),
  salesFen: Type.Integer(),
  discountFen: Type.Integer(),
}

export const reportRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'All coupons together: claimed, used, sales, discount given',
    scope: 'marketing:read',
    reply: Type.Object(Sums),
    handle: async ({ tx }) => ({ body: { ...(await sumFigures(tx)) } }),
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/report',
    summary: 'Each coupon with what it brought, from real orders, refunds taken off',
    scope: 'marketing:read',
    reply: ListOf(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        ...Sums,
        orders: Type.Integer(),
        recalled: Type.Integer(),
        budgetFen: Type.Integer(),
        taken: Type.Integer(),
      }),
    ),
    handle: async ({ tx }) => ({ body: { items: await listReports(tx) } }),
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/days',
    summary: 'Uses, sales and discount by day, the last thirty days',
    scope: 'marketing:read',
    reply: Type.Object({
      points: Type.Array(
        Type.Object({
          day: Type.String(),
          used: Type.Integer(),
          salesFen: Type.Integer(),
          discountFen: Type.Integer(),
        }),
      ),
    }),
    async handle({ tx, at, zone }) {
      const from = later(at, -(DAYS - 1) * DAY)
      const rows = new Map((await listDays(tx, { from, zone })).map((row) => [row.day as string, row]))
      const points = Array.from({ length: DAYS }, (_, index) => {
        const day = localDateOf(later(from, index * DAY), zone)
        return rows.get(day) ?? { day, used: 0, salesFen: 0, discountFen: 0 }
      })
      return { body: { points } }
    },
  }),
]
