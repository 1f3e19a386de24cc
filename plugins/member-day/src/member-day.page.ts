import { asId, DAY, later } from '@mamapu/kernel'
import type { PlannedRound } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import type { MemberDayConfig } from './member-day.config.js'
import { memberDay, page, route } from './member-day.mechanic.js'
import { summaryOf } from './member-day.rules.js'
import { head } from './member-day.slots.js'

const AHEAD_MS = 60 * DAY
const DAYS_MAX = 12
const GOODS_MAX = 60
const WHO: Readonly<Record<string, string>> = {
  everyone: 'for_all',
  members: 'for_members',
  level: 'for_level',
  new: 'for_new',
}

/** The days of the coming two months with what they bring, and the goods that have a price of their own. */
export const daysPage = page({
  name: 'days',
  title: { 'zh-CN': '会员日', en: 'Member days' },
  block: 'days',
  async data({ campaigns, goods, customer, at, locale, t }) {
    const rounds = await campaigns.rounds(memberDay, { from: at, until: later(at, AHEAD_MS) })
    const days = rounds.filter(({ state }) => state !== 'cancelled' && state !== 'paused').slice(0, DAYS_MAX)
    const items = new Map(
      days.flatMap(({ config }) => config.items.map((item) => [item.skuId, item.priceFen])),
    )
    const found = await goods.find([...items.keys()].slice(0, GOODS_MAX).map((id) => asId('sku', id)))
    return {
      joins: customer === null && days.some(({ audience }) => audience.who === 'members'),
      days: days.map((day) => ({
        ...head(day, locale),
        isRunning: day.state === 'running',
        who: t(WHO[day.audience.who] ?? 'for_some'),
      })),
      goods: found.map((one) => ({ ...one, dayFen: items.get(one.skuId) ?? one.priceFen })),
    }
  },
})

const DayRow = Type.Object({
  id: Type.String(),
  label: Type.String(),
  summary: Type.String(),
  startsAt: Type.String({ format: 'date-time' }),
  endsAt: Type.String({ format: 'date-time' }),
  state: Type.String(),
})

export const daysRoute = route({
  audience: 'staff',
  method: 'GET',
  path: '/days',
  summary: 'Member days of the coming two months',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(DayRow), count: Type.Integer() }),
  async handle({ campaigns, at, locale }) {
    const rounds = await campaigns.rounds(memberDay, { from: at, until: later(at, AHEAD_MS) })
    const items = rounds.map((round) => dayRow(round, locale))
    return { body: { items, count: items.length } }
  },
})

function dayRow(day: PlannedRound<MemberDayConfig>, locale: 'zh-CN' | 'en') {
  const { id, round, label, config, startsAt, endsAt, state } = day
  return {
    id: `${id}:${round}`,
    label,
    summary: summaryOf(config, locale),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    state,
  }
}
