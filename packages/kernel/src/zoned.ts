import { assert } from './assert.js'
import type { LocalDate } from './calendar.js'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone)
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    clocks.set(zone, clock)
  }
  return clock
}

/** What the clocks of a zone show at an instant, as if it were UTC; in milliseconds. */
function shownAt(ms: number, zone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of clockOf(zone).formatToParts(ms)) parts[type] = Number(value)
  const { year, month, day, hour, minute, second } = parts
  return Date.UTC(
    year as number,
    (month as number) - 1,
    day as number,
    hour as number,
    minute as number,
    second as number,
  )
}

const offsetAt = (ms: number, zone: string) => shownAt(ms, zone) - Math.floor(ms / 1000) * 1000

/** Minutes after midnight that the clocks of a zone show at an instant, and the day they show it on. */
export function localTimeOf(at: Date, zone: string): { readonly date: LocalDate; readonly minute: number } {
  const shown = shownAt(at.getTime(), zone)
  const midnight = Math.floor(shown / DAY_MS) * DAY_MS
  return { date: dateAt(midnight), minute: Math.floor((shown - midnight) / MINUTE_MS) }
}

/**
 * The instant at which the clocks of a zone show so many minutes after midnight of a day (1440: the next midnight). A time
 * that clocks skip is the instant they skip it at; a time they show twice is its first.
 */
export function instantOf(date: LocalDate, minute: number, zone: string): Date {
  const key = `${zone} ${date} ${minute}`
  const known = instants.get(key)
  if (known !== undefined) return new Date(known)
  const found = findInstant(utcOf(date) + minute * MINUTE_MS, zone)
  // The same days are asked for again and again: every round, and every day a price is looked back on.
  if (instants.size >= INSTANTS_MAX) instants.clear()
  instants.set(key, found.getTime())
  return found
}

const INSTANTS_MAX = 5000
const instants = new Map<string, number>()

function findInstant(wanted: number, zone: string): Date {
  const before = offsetAt(wanted - DAY_MS, zone)
  const after = offsetAt(wanted + DAY_MS, zone)
  const instants = [wanted - Math.max(before, after), wanted - Math.min(before, after)]
  for (const instant of instants) if (shownAt(instant, zone) === wanted) return new Date(instant)
  return firstAfterSkip(instants[0] as number, instants[1] as number, wanted, zone)
}

/** The first instant between the two at which clocks show `wanted` or later. */
function firstAfterSkip(early: number, late: number, wanted: number, zone: string): Date {
  let low = early
  let high = late
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000
    if (shownAt(middle, zone) < wanted) low = middle
    else high = middle
  }
  return new Date(high)
}

/** The day so many days later. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return dateAt(utcOf(date) + days * DAY_MS)
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(date: LocalDate): number {
  return ((new Date(utcOf(date)).getUTCDay() + 6) % 7) + 1
}

/** The last day of the month the date lies in: 28 … 31. */
export function lastDayOfMonth(date: LocalDate): number {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate()
}

/** The text as a day of the calendar, or null when there is no such day. */
export function parseLocalDate(text: unknown): LocalDate | null {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) || dateAt(ms) !== text ? null : (text as LocalDate)
}

function utcOf(date: LocalDate): number {
  const ms = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)))
  assert(!Number.isNaN(ms), 'not a date')
  return ms
}

function dateAt(ms: number): LocalDate {
  return new Date(ms).toISOString().slice(0, 10) as LocalDate
}
