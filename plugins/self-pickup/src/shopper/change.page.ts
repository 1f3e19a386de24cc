import type { LocalDate } from '@mamapu/kernel'
import { type Asked, askOf, hasAll } from '../method/offer.js'
import { dayWords, slotWords, spanText } from '../method/words.js'
import { hooks } from '../pickup.settings.js'
import type { Ctx, Pickup, Point } from '../pickup.types.js'
import { askedNow } from '../pickups/asked-now.js'
import { whyNotChange } from '../pickups/change.rules.js'
import type { Wanted } from '../pickups/move.js'
import { findProposal } from '../pickups/proposal.queries.js'
import { calendarOf, timeText } from '../slots/slot.rules.js'
import { findOwn, PATHS, withToken } from './own.js'

/** Points offered beside the one that is shown. */
const OTHERS_MAX = 10
/** From so few on the shopper is told how many are left. */
const FEW = 3

const pickOf = (point: string, day: LocalDate, slot: string): string => [point, day, slot].join(' ')

/** What a button of the page says; null for what none does. */
export function readPick(text: string): Wanted | null {
  const [point, day, slot, ...more] = text.split(' ')
  return point && day && slot && more.length === 0 ? { point, day, slot } : null
}

/** Another time, or another point; every free slot is one tap. */
export const changePage = hooks.page({
  name: 'change',
  title: { 'zh-CN': '改取货时间', en: 'Another pickup time' },
  block: 'change',
  async data(ctx, { query }) {
    const token = query['o'] ?? ''
    const pickup = await findOwn(ctx, token)
    if (!pickup) return { isKnown: false }
    const isAsked = (await findProposal(ctx.tx, pickup.id)) !== null
    const { changeMinutes } = ctx.settings
    const obstacle = whyNotChange(pickup, { at: ctx.at, zone: ctx.zone, changeMinutes, isAsked })
    const asked = obstacle ? null : await askedNow(ctx, pickup.orderId)
    const points = asked ? pointsShown(asked, pickup, query['point']) : []
    const [chosen, ...others] = points
    const nameOf = (point: Point) => (ctx.locale === 'en' ? point.nameEn : point.name)
    return {
      isKnown: true,
      token,
      isLate: obstacle !== null,
      now: slotWords(pickup)[ctx.locale],
      backUrl: withToken(PATHS.code, token),
      here: withToken(PATHS.change, token),
      chosen:
        chosen && asked
          ? { name: nameOf(chosen), address: chosen.address, ...daysOf(ctx, chosen, asked, pickup) }
          : null,
      others: others.map((point) => ({
        name: nameOf(point),
        address: point.address,
        url: `${withToken(PATHS.change, token)}&point=${point.id}`,
      })),
    }
  },
})

/** The point asked for first, else its own; then the others that are open and have the goods. */
function pointsShown(asked: Asked, { pointId }: Pickup, wanted: string | undefined): Point[] {
  const open = asked.places.points.filter((point) => point.isOpen && hasAll(point, asked))
  const rank = ({ id }: Point) => (id === wanted ? 0 : id === pointId ? 1 : 2)
  return open.toSorted((a, b) => rank(a) - rank(b)).slice(0, 1 + OTHERS_MAX)
}

/** What is free of a point's days; the time agreed now is no other one. */
function daysOf(ctx: Ctx, point: Point, asked: Asked, pickup: Pickup) {
  const isNow = (day: LocalDate, from: number) =>
    point.id === pickup.pointId && day === pickup.day && from === pickup.from
  const days = calendarOf(point, askOf(point, asked))
    .map(({ day, slots }) => ({
      day: dayWords(day)[ctx.locale],
      slots: slots
        .filter(({ isFree, from }) => isFree && !isNow(day, from))
        .map((slot) => ({
          pick: pickOf(point.id, day, timeText(slot.from)),
          span: spanText(slot),
          left: slot.left <= FEW ? slot.left : null,
        })),
    }))
    .filter(({ slots }) => slots.length > 0)
  return { days, isFull: days.length === 0 }
}
