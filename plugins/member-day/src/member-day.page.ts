import { asId, DAY, type Locale, later, localDateOf, localTimeOf, must } from '@mamapu/kernel'
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

type Day = PlannedRound<MemberDayConfig>

/** Days of one campaign together: what they bring is said once, then when they are. */
function campaignsOf(
  days: readonly Day[],
  { zone, locale, t }: { zone: string; locale: Locale; t: (key: string) => string },
) {
  const ids = [...new Set(days.map(({ id }) => id))]
  return ids.map((id) => {
    const own = days.filter((day) => day.id === id)
    const first = must(own[0], 'a campaign is here by a day of its')
    return {
      ...head(first, locale),
      isRunning: own.some(({ state }) => state === 'running'),
      who: t(WHO[first.audience.who] ?? 'for_some'),
      days: own.map((day) => ({
        startsAt: day.startsAt.toISOString(),
        hours: hoursOf(day, zone),
        endsAt: isWithinOneDay(day, zone) ? '' : day.endsAt.toISOString(),
        isRunning: day.state === 'running',
      })),
    }
  })
}

const WHOLE_DAY = 24 * 60

/** On one local day, the midnight that ends it included. */
function isWithinOneDay({ startsAt, endsAt }: Day, zone: string): boolean {
  return localDateOf(startsAt, zone) === localDateOf(later(endsAt, -1), zone)
}

/** 09:00–21:00; empty for a whole day, and for what is longer than one. */
function hoursOf(day: Day, zone: string): string {
  if (!isWithinOneDay(day, zone)) return ''
  const from = localTimeOf(day.startsAt, zone).minute
  const until = localTimeOf(day.endsAt, zone).minute || WHOLE_DAY
  return from === 0 && until === WHOLE_DAY ? '' : `${clockText(from)}–${clockText(until)}`
}

function clockText(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.trunc(minute / 60))}:${two(minute % 60)}`
}

/** The days of the coming two months with what they bring, and the goods that have a price of their own. */
export const daysPage = page({
  name: 'days',
  title: { 'zh-CN': '会员日', en: 'Member days' },
  block: 'days',
  async data({ campaigns, goods, customer, at, locale, zone, t }) {
    const rounds = await campaigns.rounds(memberDay, { from: at, until: later(at, AHEAD_MS) })
    const days = rounds.filter(({ state }) => state !== 'cancelled' && state !== 'paused').slice(0, DAYS_MAX)
    const items = new Map(
      days.flatMap(({ config }) => config.items.map((item) => [item.skuId, item.priceFen])),
    )
    const found = await goods.find([...items.keys()].slice(0, GOODS_MAX).map((id) => asId('sku', id)))
    return {
      joins: customer === null && days.some(({ audience }) => audience.who === 'members'),
      campaigns: campaignsOf(days, { zone, locale, t }),
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

function dayRow(day: Day, locale: Locale) {
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
