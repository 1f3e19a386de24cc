import { DAY, later, localDateOf } from '@mamapu/kernel'
import { type AdminScreens, roundsList } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { countOf, giftsOf, luckyOrder, QUOTA, route } from './lucky-order.mechanic.js'
import { listWinners } from './lucky-order.queries.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const text = Type.String()
const count = Type.Integer()
const Winner = Type.Object({ id: text, day: text, number: count, paidAt: text, gift: text, state: text })
const Round = Type.Object({
  id: text,
  label: text,
  summary: text,
  startsAt: text,
  endsAt: text,
  state: text,
  today: count,
  left: count,
})

const winnersRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/winners',
  summary: 'Orders that won, the latest first',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Winner) }),
  handle: async ({ tx }) => ({ body: { items: await listWinners(tx) } }),
})

const giftsRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/gifts',
  summary: "Rounds of the last month and the next, with today's orders and the gifts left",
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Round) }),
  async handle({ campaigns, quotas, at, zone, locale }) {
    const span = { from: later(at, -30 * DAY), until: later(at, 30 * DAY) }
    const rounds = await campaigns.rounds(luckyOrder, span)
    const today = localDateOf(at, zone)
    const gifts = await quotas.read(QUOTA.gifts, rounds.map(giftsOf))
    const orders = await quotas.read(
      QUOTA.orders,
      rounds.map((round) => countOf(round, today)),
    )
    const items = rounds.map((round) => {
      const { limit, taken } = gifts.get(giftsOf(round)) ?? { limit: round.config.units, taken: 0 }
      return {
        id: `${round.id}:${round.round}`,
        label: round.label,
        summary: luckyOrder.summary(round.config, locale),
        startsAt: round.startsAt.toISOString(),
        endsAt: round.endsAt.toISOString(),
        state: round.state,
        today: orders.get(countOf(round, today))?.taken ?? 0,
        left: limit - taken,
      }
    })
    return { body: { items } }
  },
})

const rounds = roundsList({
  name: 'gifts',
  title: words('剩余惊喜', 'Gifts left'),
  about: words('内容', 'What'),
  route: 'GET /gifts',
  empty: words('近期没有活动', 'No campaigns around now'),
})

export const luckyRoutes = [winnersRoute, giftsRoute]

export const luckyScreens: AdminScreens = {
  lists: [
    {
      name: 'winners',
      title: words('中奖订单', 'Winners'),
      route: 'GET /winners',
      columns: [
        { field: 'day', title: words('日期', 'Day'), kind: 'text' },
        { field: 'number', title: words('第几单', 'Order no.'), kind: 'count' },
        { field: 'id', title: words('订单', 'Order'), kind: 'text' },
        { field: 'gift', title: words('惊喜', 'Gift'), kind: 'text' },
        { field: 'paidAt', title: words('付款', 'Paid'), kind: 'datetime' },
        {
          field: 'state',
          title: words('状态', 'State'),
          kind: 'state',
          options: {
            given: words('已送出', 'Given'),
            back: words('退款退回', 'Back after a refund'),
            gone: words('已送完', 'None was left'),
            missed: words('未能送出', 'Could not be given'),
          },
        },
      ],
      rowActions: [],
      forms: [],
      empty: words('还没有中奖订单', 'No winners yet'),
    },
    {
      ...rounds,
      columns: [
        ...rounds.columns,
        { field: 'today', title: words('今天几单', 'Orders today'), kind: 'count' },
        { field: 'left', title: words('还剩几份', 'Gifts left'), kind: 'count' },
      ],
    },
  ],
}
