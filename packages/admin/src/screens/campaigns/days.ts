import { instantOf, wallClock } from '../../ui/zone.js'

/** A day of the shop's calendar, `2026-11-25`; a month is `2026-11`. */
export type Day = string

const DAY_MS = 86_400_000
const utc = (day: Day) => Date.parse(`${day}T00:00:00Z`)
const dayAt = (ms: number): Day => new Date(ms).toISOString().slice(0, 10)

export function addDays(day: Day, count: number): Day {
  return dayAt(utc(day) + count * DAY_MS)
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(day: Day): number {
  return new Date(utc(day)).getUTCDay() || 7
}

export function addMonths(month: string, count: number): string {
  const date = new Date(`${month}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + count)
  return date.toISOString().slice(0, 7)
}

export function lastDayOfMonth(day: Day): number {
  return Number(addDays(`${addMonths(day.slice(0, 7), 1)}-01`, -1).slice(8))
}

/** The day on which an instant falls by the shop's clock. */
export function dayOf(at: Date, zone: string): Day {
  return wallClock(at, zone).slice(0, 10)
}

/** The hour and minute of an instant by the shop's clock. */
export function timeOf(at: Date, zone: string): string {
  return wallClock(at, zone).slice(11, 16)
}

/** The instant of a day and a time of it; `24:00` is the midnight that ends it. */
export function instantAt(day: Day, time: string, zone: string): Date {
  return time === '24:00'
    ? instantOf(`${addDays(day, 1)}T00:00:00`, zone)
    : instantOf(`${day}T${time}:00`, zone)
}

/** The weeks that show a month, from Monday to Sunday. */
export function weeksOf(month: string): Day[][] {
  const first = `${month}-01`
  const start = addDays(first, 1 - weekdayOf(first))
  const days = weekdayOf(first) - 1 + lastDayOfMonth(first)
  return Array.from({ length: Math.ceil(days / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => addDays(start, week * 7 + day)),
  )
}
