import { asId, DAY, type Locale, later } from '@mamapu/kernel'
import { type AdminScreens, type PlannedRound, type PluginContext, roundState } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import type { FlashSaleConfig } from './flash-sale.config.js'
import { counterOf, QUOTA } from './flash-sale.counters.js'
import { route } from './flash-sale.mechanic.js'
import { countReminders } from './flash-sale.queries.js'
import { roundsAround } from './flash-sale.rounds.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const ROWS_MAX = 200
/** Counted in figures and bars. */
const ITEMS_MAX = 2000
const BARS_MAX = 30
/** What is asked for at once. */
const CHUNK = 200
const DAYS = { back: 7, ahead: 7 }

type Round = PlannedRound<FlashSaleConfig>

const since = (at: Date) => later(at, -DAYS.back * DAY)

/** Every item of the rounds around now, with its counter as it stands: running ones first, then coming, then ended. */
async function itemsNow(ctx: PluginContext, max: number) {
  const { campaigns, quotas, at } = ctx
  const { running, coming, ended } = await roundsAround(campaigns, at, DAYS)
  const items = [...running, ...coming, ...ended]
    .flatMap((sale) => sale.config.items.map((item) => ({ sale, item })))
    .slice(0, max)
  const counts = new Map<string, { limit: number; taken: number }>()
  for (let from = 0; from < items.length; from += CHUNK)
    for (const [id, count] of await quotas.read(QUOTA.units, items.slice(from, from + CHUNK).map(counterOf)))
      counts.set(id, count)
  return items.map((one) => {
    const count = counts.get(counterOf(one))
    const taken = count?.taken ?? 0
    return {
      id: counterOf(one),
      sale: one.sale,
      skuId: asId('sku', one.item.skuId),
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
      const asked = await countReminders(ctx.tx, since(ctx.at))
      const found = await itemsNow(ctx, ROWS_MAX)
      const goods = await ctx.goods.find([...new Set(found.map(({ skuId }) => skuId))])
      const titles = new Map(goods.map((one) => [one.skuId, one.title]))
      const items = found.map(({ sale, skuId, ...row }) => ({
        ...row,
        title: titles.get(skuId) ?? '',
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
      const items = await itemsNow(ctx, ITEMS_MAX)
      const asked = await countReminders(ctx.tx, since(ctx.at))
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
      const rounds = new Map<string, { sale: Round; taken: number }>()
      for (const { sale, taken } of await itemsNow(ctx, ITEMS_MAX)) {
        const key = `${sale.id}/${sale.round}`
        if (sale.startsAt <= ctx.at) rounds.set(key, { sale, taken: (rounds.get(key)?.taken ?? 0) + taken })
      }
      const latest = [...rounds.values()]
        .sort((a, b) => a.sale.startsAt.getTime() - b.sale.startsAt.getTime())
        .slice(-BARS_MAX)
      return { body: { points: distinct(latest.map((one) => pointOf(one, ctx))) } }
    },
  }),
]

interface Bar {
  readonly round: string
  readonly taken: number
}

/** The sale by its name and its start in the store's zone. */
function pointOf(
  { sale, taken }: { sale: Round; taken: number },
  { zone, locale }: { zone: string; locale: Locale },
): Bar {
  const start = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(sale.startsAt)
  return { round: `${sale.label} ${start}`, taken }
}

/** Two sales of one name at one time are two bars. */
function distinct(bars: readonly Bar[]): Bar[] {
  const seen = new Map<string, number>()
  return bars.map(({ round, taken }) => {
    const nth = (seen.get(round) ?? 0) + 1
    seen.set(round, nth)
    return { round: nth === 1 ? round : `${round} (${nth})`, taken }
  })
}

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
        roundState,
      ],
      rowActions: [],
      forms: [],
      empty: words('还没有秒杀。做一场「今晚八点」试试吧', 'No flash sale yet. Try one for tonight at eight'),
    },
  ],
}
