import type { AdminScreens } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { route, words } from './lucky-order.mechanic.js'
import { listWinners } from './lucky-order.queries.js'

const text = Type.String()
const Winner = Type.Object({
  id: text,
  day: text,
  number: Type.Integer(),
  order: Type.Object({ id: text, number: text }),
  gift: text,
  prize: text,
})

export const winnersRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/winners',
  summary: 'Orders that won, the latest first',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Winner) }),
  async handle({ tx, orders }) {
    const winners = await listWinners(tx)
    const numbers = await orders.numbers([...new Set(winners.map(({ orderId }) => orderId))])
    const items = winners.map(({ orderId: id, ...row }) => ({
      ...row,
      id: `${id}:${row.day}:${row.number}`,
      order: { id, number: numbers.get(id) ?? '' },
    }))
    return { body: { items } }
  },
})

const options = {
  given: words('已送出', 'Given'),
  back: words('退款退回', 'Back after a refund'),
  gone: words('已送完', 'None was left'),
  missed: words('未能送出', 'Could not be given'),
}

export const luckyScreens: AdminScreens = {
  lists: [
    {
      name: 'winners',
      title: words('中奖订单', 'Winners'),
      route: 'GET /winners',
      columns: [
        { field: 'day', title: words('日期', 'Day'), kind: 'text' },
        { field: 'number', title: words('当天第几单', 'No. of the day'), kind: 'count' },
        { field: 'order', title: words('订单', 'Order'), kind: 'order' },
        { field: 'gift', title: words('惊喜', 'Gift'), kind: 'text' },
        { field: 'prize', title: words('状态', 'State'), kind: 'state', options },
      ],
      rowActions: [],
      forms: [],
      empty: words('还没有中奖订单', 'No winners yet'),
    },
  ],
}
