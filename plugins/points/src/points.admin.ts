import { DAY, later } from '@mamapu/kernel'
import type { AdminScreens } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { listLatest, readDays, readTotals } from './points.admin.queries.js'
import { route } from './points.settings.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const ROWS_MAX = 100
const SPAN_MS = 30 * DAY
const Row = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  kind: Type.String(),
  points: Type.Integer(),
  note: Type.String(),
  at: Type.String({ format: 'date-time' }),
})

export const staffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/entries',
    summary: 'What came and went lately',
    scope: 'marketing:read',
    reply: Type.Object({ items: Type.Array(Row) }),
    handle: async ({ tx }) => ({ body: { items: await listLatest(tx, ROWS_MAX) } }),
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'Points customers have, and those given and spent in thirty days',
    scope: 'marketing:read',
    reply: Type.Object({ open: Type.Integer(), given: Type.Integer(), spent: Type.Integer() }),
    handle: async ({ tx, at }) => ({ body: await readTotals(tx, later(at, -SPAN_MS)) }),
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/chart',
    summary: 'Points given per day',
    scope: 'marketing:read',
    reply: Type.Object({ points: Type.Array(Type.Object({ day: Type.String(), points: Type.Integer() })) }),
    handle: async ({ tx, at, zone }) => ({ body: { points: await readDays(tx, later(at, -SPAN_MS), zone) } }),
  }),
]

/** What points do in the shop, and a form to give or take some by hand. */
export const pointsScreens: AdminScreens = {
  figures: [
    {
      name: 'open',
      title: words('顾客手里的积分', 'Points customers have'),
      route: 'GET /figures',
      field: 'open',
      kind: 'count',
    },
    {
      name: 'given',
      title: words('30 天发出', 'Given in 30 days'),
      route: 'GET /figures',
      field: 'given',
      kind: 'count',
    },
    {
      name: 'spent',
      title: words('30 天抵用', 'Spent in 30 days'),
      route: 'GET /figures',
      field: 'spent',
      kind: 'count',
    },
  ],
  charts: [
    {
      name: 'days',
      title: words('每日发出积分', 'Points given per day'),
      route: 'GET /chart',
      kind: 'bar',
      x: 'day',
      y: 'points',
    },
  ],
  lists: [
    {
      name: 'entries',
      title: words('积分明细', 'What came and went'),
      route: 'GET /entries',
      columns: [
        { field: 'at', title: words('时间', 'When'), kind: 'datetime' },
        {
          field: 'kind',
          title: words('类型', 'Kind'),
          kind: 'state',
          options: {
            earn: words('购物', 'Bought'),
            'check-in': words('签到', 'Checked in'),
            adjust: words('人工调整', 'By hand'),
            spend: words('抵现', 'Spent'),
            return: words('退款退回', 'Came back'),
            'take-back': words('退款收回', 'Taken back'),
            expire: words('过期', 'Expired'),
          },
        },
        { field: 'points', title: words('积分', 'Points'), kind: 'count' },
        { field: 'customerId', title: words('顾客', 'Customer'), kind: 'text' },
        { field: 'note', title: words('备注', 'Note'), kind: 'text' },
      ],
      rowActions: [],
      forms: ['adjust'],
      empty: words('还没有积分往来', 'No points have come or gone yet'),
    },
  ],
  forms: [
    { name: 'adjust', title: words('人工加减积分', 'Give or take points'), route: 'POST /adjustments' },
  ],
}
