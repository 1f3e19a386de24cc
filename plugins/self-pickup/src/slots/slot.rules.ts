import { addDays, instantOf, type LocalDate, localTimeOf, weekdayOf } from '@mamapu/kernel'
import type { Places, Point, Slot, Span, Usage } from '../pickup.types.js'

/** Slots of one day that are ever shown. */
const SLOTS_MAX = 60
const HOURS = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)$/
const SPANS_MAX = 4
const DAY_MINUTES = 1440
const MINUTE_MS = 60_000

/** Opening hours as they are typed, `09:00-12:00 13:30-18:00`; null for what is none. Empty is closed. */
export function readHours(text: string): readonly Span[] | null {
  const parts = text
    .replace(/[：]/g, ':')
    .replace(/[–—~～至]/g, '-')
    .replace(/\s*-\s*/g, '-')
    .split(/[\s,，;；、]+/)
    .filter((part) => part !== '')
  if (parts.length > SPANS_MAX) return null
  const spans: Span[] = []
  for (const part of parts) {
    const found = HOURS.exec(part)
    if (!found) return null
    const [fromHour = 0, fromMinute = 0, untilHour = 0, untilMinute = 0] = found.slice(1).map(Number)
    const span = { from: fromHour * 60 + fromMinute, until: untilHour * 60 + untilMinute }
    if (span.until <= span.from || span.until > DAY_MINUTES) return null
    if (span.from < (spans.at(-1)?.until ?? 0)) return null
    spans.push(span)
  }
  return spans
}

/** `09:30`, and `24:00` for midnight at the end of a day. */
export function timeText(minute: number): string {
  const [hours, rest] = [Math.floor(minute / 60), minute % 60]
  return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

export const hoursText = (spans: readonly Span[]): string =>
  spans.map(({ from, until }) => `${timeText(from)}-${timeText(until)}`).join(' ')

/** `09:30` as minutes after midnight; null for what is no time of a day. */
export function readTime(text: string): number | null {
  const found = /^([01]?\d|2[0-3])[:：]?([0-5]\d)$/.exec(text.trim())
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

/** The counter of a slot. Ids of one day stand together, so that a span of days is read at once. */
export function slotId(point: Pick<Point, 'id'>, { day, from }: Pick<Slot, 'day' | 'from'>): string {
  return `${dayKey(day)}:${point.id.slice(4)}:${timeText(from).replace(':', '')}`
}

export const dayKey = (day: LocalDate): string => day.replaceAll('-', '')
export const offKey = (point: Pick<Point, 'id'>, day: LocalDate): string => `${point.id}:${day}`

/**
 * The slots of a day by the hours of its weekday, earliest first: whole ones, and a shorter one where the hours are shorter
 * than that. What the zone's clocks skip or show twice that day is no slot; a day off has none.
 */
export function slotsOf(
  point: Point,
  day: LocalDate,
  { zone, daysOff }: { zone: string; daysOff: Places['daysOff'] },
): readonly Slot[] {
  if (!point.isOpen || daysOff.has(offKey(point, day))) return []
  return dayOf(point, day, zone).slots
}

interface Day {
  readonly slots: readonly Slot[]
  /** The instant of a minute of that day, in milliseconds. */
  readonly instant: (minute: number) => number
}

function dayOf(point: Point, day: LocalDate, zone: string): Day {
  const instant = clockOf(day, zone)
  const spans = point.hours[weekdayOf(day) - 1] ?? []
  const slots = spans
    .flatMap((span) => cut(span, point.slotMinutes))
    .filter(({ from, until }) => instant(until) - instant(from) === (until - from) * MINUTE_MS)
    .slice(0, SLOTS_MAX)
    .map((span) => ({ day, ...span }))
  return { slots, instant }
}

/** A day of 24 hours counts from its midnight: zones are slow to ask, and a checkout page asks about weeks of slots. */
function clockOf(day: LocalDate, zone: string): (minute: number) => number {
  const at = (minute: number) => instantOf(day, minute, zone).getTime()
  const midnight = at(0)
  const isUsual = instantOf(addDays(day, 1), 0, zone).getTime() - midnight === DAY_MINUTES * MINUTE_MS
  return isUsual ? (minute) => midnight + minute * MINUTE_MS : at
}

function cut({ from, until }: Span, minutes: number): Span[] {
  if (until - from <= minutes) return [{ from, until }]
  const count = Math.floor((until - from) / minutes)
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * minutes,
    until: from + (index + 1) * minutes,
  }))
}

/** The first and the last day one may choose at an instant. */
export function daysOpen(point: Point, at: Date, zone: string): { first: LocalDate; last: LocalDate } {
  const { date: today, minute } = localTimeOf(at, zone)
  const isPast = point.cutOff !== null && minute >= point.cutOff
  return { first: isPast ? addDays(today, 1) : today, last: addDays(today, point.daysAhead - 1) }
}

export type SlotObstacle = 'closed' | 'unknown' | 'too_soon' | 'too_late' | 'full'

export interface SlotAsk {
  readonly at: Date
  readonly zone: string
  readonly daysOff: Places['daysOff']
  readonly usage: Usage
  /** Orders or items that want in. */
  readonly units: number
}

/** Why one cannot choose this slot now; null when one can. */
export function whyNotSlot(
  point: Point,
  wanted: Pick<Slot, 'day' | 'from'>,
  ask: SlotAsk,
): SlotObstacle | null {
  if (!point.isOpen || ask.daysOff.has(offKey(point, wanted.day))) return 'closed'
  const day = dayOf(point, wanted.day, ask.zone)
  const slot = day.slots.find(({ from }) => from === wanted.from)
  return slot ? obstacleOf(slot, { point, day, ask, span: daysOpen(point, ask.at, ask.zone) }) : 'unknown'
}

/** The same of a slot there is. */
function obstacleOf(
  slot: Slot,
  {
    point,
    day,
    ask,
    span,
  }: {
    readonly point: Point
    readonly day: Day
    readonly ask: SlotAsk
    readonly span: ReturnType<typeof daysOpen>
  },
): SlotObstacle | null {
  if (slot.day > span.last) return 'too_late'
  const earliest = ask.at.getTime() + point.leadMinutes * MINUTE_MS
  if (slot.day < span.first || day.instant(slot.from) < earliest) return 'too_soon'
  return leftOf(point, slot, ask.usage) < ask.units ? 'full' : null
}

/** Orders or items that still go into a slot. */
export function leftOf(point: Point, slot: Pick<Slot, 'day' | 'from'>, usage: Usage): number {
  const taken = usage.get(slotId(point, slot))?.taken ?? 0
  return Math.max(0, point.capacity - taken)
}

/** The first slot one may choose, from a day on; null when there is none. */
export function nextFree(point: Point, ask: SlotAsk, from?: LocalDate): Slot | null {
  const span = daysOpen(point, ask.at, ask.zone)
  for (const date of daysBetween(from !== undefined && from > span.first ? from : span.first, span.last)) {
    if (!isOpenOn(point, date, ask)) continue
    const day = dayOf(point, date, ask.zone)
    const slot = day.slots.find((one) => obstacleOf(one, { point, day, ask, span }) === null)
    if (slot) return slot
  }
  return null
}

/** The days one may look at, each with its slots and what is left; days without any slot are missing. */
export function calendarOf(
  point: Point,
  ask: SlotAsk,
): { readonly day: LocalDate; readonly slots: readonly (Slot & { left: number; isFree: boolean })[] }[] {
  const span = daysOpen(point, ask.at, ask.zone)
  return daysBetween(span.first, span.last)
    .filter((date) => isOpenOn(point, date, ask))
    .map((date) => {
      const day = dayOf(point, date, ask.zone)
      const slots = day.slots.flatMap((slot) => {
        const why = obstacleOf(slot, { point, day, ask, span })
        if (why === 'too_soon') return []
        return [{ ...slot, left: leftOf(point, slot, ask.usage), isFree: why === null }]
      })
      return { day: date, slots }
    })
    .filter(({ slots }) => slots.length > 0)
}

const isOpenOn = (point: Point, day: LocalDate, { daysOff }: Pick<SlotAsk, 'daysOff'>): boolean =>
  point.isOpen && !daysOff.has(offKey(point, day)) && (point.hours[weekdayOf(day) - 1] ?? []).length > 0

function daysBetween(first: LocalDate, last: LocalDate): LocalDate[] {
  const days: LocalDate[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  return days
}

/** What an order takes of a slot. */
export function unitsOf(point: Point, lines: readonly { readonly quantity: number }[]): number {
  return point.countBy === 'orders' ? 1 : lines.reduce((sum, { quantity }) => sum + quantity, 0)
}
