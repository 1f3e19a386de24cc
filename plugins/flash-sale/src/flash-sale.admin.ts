import { asId, DAY, later } from '@mamapu/kernel'
import type { AdminScreens, PluginContext } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { counterOf, QUOTA } from './flash-sale.counters.js'
import { flashSale, route } from './flash-sale.mechanic.js'
import { countReminders } from './flash-sale.queries.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const ROWS_MAX = 200
const SPAN_MS = 7 * DAY

/** Every item of the rounds around now, with its counter as it stands. */
async function itemsNow({ campaigns, quotas, goods, at }: PluginContext) {
  const rounds = await campaigns.rounds(flashSale, { from: later(at, -SPAN_MS), until: later(at, SPAN_MS) })
  const items = rounds.flatMap((sale) => sale.config.items.map((item) => ({ sale, item }))).slice(0, ROWS_MAX)
  const counts = await quotas.read(QUOTA.units, items.map(counterOf))
  const ids = new Set(items.map(({ item }) => asId('sku', item.skuId)))
  const titles = new Map((await goods.find([...ids])).map((one) => [one.skuId as string, one.title]))
  return items.map((one) => {
    const count = counts.get(counterOf(one))
    const taken = count?.taken ?? 0
    return {
      id: counterOf(one),
      sale: one.sale,
      title: titles.get(one.item.skuId) ?? '',
      units: one.item.units,
      taken,
      left: count ? Math.max(0, count.limit - taken) : one.item.units,
    }
  })
}

const UnitsRow = Type.Object({
  id: Type.String(),
  label: Type.String(),
  startsAt: Type.String({ format: 'date-time' }),
  state: Type.String(),
  title: Type.String(),
  units: Type.Integer(),
  taken: Type.Integer(),
  left: Type.Integer(),
  reminders: Type.Integer(),
})

export const staffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/units',
    summary: 'Units of the rounds of the past and the coming week',
    scope: 'marketing:read',
    reply: Type.Object({ items: Type.Array(UnitsRow) }),
    async handle(ctx) {
      const asked = await countReminders(ctx.tx, later(ctx.at, -SPAN_MS))
      const items = (await itemsNow(ctx)).map(({ sale, ...row }) => ({
        ...row,
        label: sale.label,
        startsAt: sale.startsAt.toISOString(),
        state: sale.state,
        reminders: asked.get(`${sale.id}/${sale.round}`) ?? 0,
      }))
      return { body: { items } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'Units taken and reminders asked for in two weeks',
    scope: 'marketing:read',
    reply: Type.Object({ taken: Type.Integer(), left: Type.Integer(), reminders: Type.Integer() }),
    async handle(ctx) {
      const items = await itemsNow(ctx)
      const asked = await countReminders(ctx.tx, later(ctx.at, -SPAN_MS))
      const open = items.filter(({ sale }) => sale.state === 'running')
      return {
        body: {
          taken: items.reduce((sum, { taken }) => sum + taken, 0),
          left: open.reduce((sum, { left }) => sum + left, 0),
          reminders: [...asked.values()].reduce((sum, count) => sum + count, 0),
        },
      }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/chart',
    summary: 'Units taken per round',
    scope: 'marketing:read',
    reply: Type.Object({ points: Type.Array(Type.Object({ round: Type.String(), taken: Type.Integer() })) }),
    async handle(ctx) {
      const rounds = new Map<string, number>()
      for (const { sale, taken } of await itemsNow(ctx))
        if (sale.startsAt <= ctx.at) rounds.set(sale.round, (rounds.get(sale.round) ?? 0) + taken)
      return { body: { points: [...rounds].map(([round, taken]) => ({ round, taken })) } }
    },
  }),
]

/** Beside core's campaign screens: what is left of every item, live. */
export const saleScreens: AdminScreens = {
  figures: [
    {
      name: 'taken',
      title: words('两周内抢走', 'Taken in two weeks'),
      route: 'GET /figures',
      field: 'taken',
      kind: 'count',
    },
    {
      name: 'left',
      title: words('正在秒杀剩余', 'Left now'),
      route: 'GET /figures',
      field: 'left',
      kind: 'count',
    },
    {
      name: 'reminders',
      title: words('预约提醒', 'Reminders asked'),
      route: 'GET /figures',
      field: 'reminders',
      kind: 'count',
    },
  ],
  charts: [
    {
      name: 'rounds',
      title: words('每场抢走件数', 'Units per round'),
      route: 'GET /chart',
      kind: 'bar',
      x: 'round',
      y: 'taken',
    },
  ],
  lists: [
    {
      name: 'units',
      title: words('秒杀库存', 'Units'),
      route: 'GET /units',
      columns: [
        { field: 'label', title: words('活动', 'Campaign'), kind: 'text' },
        { field: 'startsAt', title: words('开始', 'From'), kind: 'datetime' },
        { field: 'title', title: words('商品', 'Goods'), kind: 'text' },
        { field: 'units', title: words('每场', 'Units'), kind: 'count' },
        { field: 'taken', title: words('已抢', 'Taken'), kind: 'count' },
        { field: 'left', title: words('剩余', 'Left'), kind: 'count' },
        { field: 'reminders', title: words('预约', 'Reminders'), kind: 'count' },
        {
          field: 'state',
          title: words('状态', 'State'),
          kind: 'state',
          options: {
            upcoming: words('未开始', 'Upcoming'),
            announced: words('预告中', 'Announced'),
            running: words('进行中', 'Running'),
            paused: words('已暂停', 'Paused'),
            ended: words('已结束', 'Ended'),
            cancelled: words('已取消', 'Cancelled'),
          },
        },
      ],
      rowActions: [],
      forms: [],
      empty: words('还没有秒杀。做一场「今晚八点」试试吧', 'No flash sale yet. Try one for tonight at eight'),
    },
  ],
}
