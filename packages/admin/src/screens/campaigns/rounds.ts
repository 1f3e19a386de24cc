import type { DateChange, LocalSpan, Recurrence } from '../../api/campaigns.js'
import { addDays, type Day, dayOf, instantAt, lastDayOfMonth, weekdayOf } from './days.js'

/** Looked so far ahead, as the server does. */
const HORIZON_DAYS = 400

export interface Round {
  readonly day: Day
  readonly startsAt: Date
  readonly endsAt: Date
}

export interface Plan {
  readonly recurrence: Recurrence
  readonly changes?: readonly DateChange[]
  readonly zone: string
}

/** The rounds of a recurrence that have not ended at `at`, in order: what the form shows before anything is saved. */
export function nextRounds({ recurrence, changes = [], zone }: Plan, at: Date, limit: number): Round[] {
  const rounds: Round[] = []
  let day = addDays(dayOf(at, zone), -1)
  for (let step = 0; step < HORIZON_DAYS && rounds.length < limit; step += 1, day = addDays(day, 1))
    for (const span of spansOn(recurrence, changes, day)) {
      const round = roundOf(day, span, zone)
      if (round.endsAt > at && round.startsAt < round.endsAt && rounds.length < limit) rounds.push(round)
    }
  return rounds
}

function roundOf(day: Day, { from, to }: LocalSpan, zone: string): Round {
  const endDay = to > from ? day : addDays(day, 1)
  return { day, startsAt: instantAt(day, from, zone), endsAt: instantAt(endDay, to, zone) }
}

function spansOn(recurrence: Recurrence, changes: readonly DateChange[], day: Day): LocalSpan[] {
  const own = changes.find(({ date }) => date === day)
  const isDay = isDayOf(recurrence, day)
  const spans = isDay && (!own || own.act === 'add') ? [...recurrence.times] : []
  for (const { date, act, to, from, until } of changes) {
    const isHere = act === 'move' ? to === day : act === 'add' && date === day && !isDay
    if (isHere) spans.push(...(from && until ? [{ from, to: until }] : recurrence.times))
  }
  return spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

/** Whether a recurrence names this day. */
export function isDayOf({ every, days, from, until }: Recurrence, day: Day): boolean {
  if ((from && day < from) || (until && day > until)) return false
  if (every === 'day') return true
  if (every === 'week') return days.includes(weekdayOf(day))
  const last = lastDayOfMonth(day)
  const ofMonth = Number(day.slice(8))
  return days.includes(ofMonth) || (ofMonth === last && days.some((wanted) => wanted > last))
}

const minute = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Whether two of these hours, or one and the first of the next day, would run at once. */
export function overlap(times: readonly LocalSpan[]): boolean {
  const spans = times
    .map(({ from, to }) => ({
      start: minute(from),
      end: minute(to) + (minute(to) > minute(from) ? 0 : 1440),
    }))
    .toSorted((a, b) => a.start - b.start)
  const [first] = spans
  return spans.some(({ end }, index) => end > (spans[index + 1]?.start ?? (first?.start ?? 0) + 1440))
}
