import {
  addDays,
  instantOf,
  type LocalDate,
  lastDayOfMonth,
  later,
  localTimeOf,
  MINUTE,
  weekdayOf,
} from '@mamapu/kernel'
import type {
  CampaignState,
  DueEdge,
  Edge,
  LocalSpan,
  Recurrence,
  Round,
  SaidState,
  Schedule,
} from './campaign.types.js'

/** How far ahead the next round is looked for; a year and a month, so that every yearly gap is bridged. */
const HORIZON_DAYS = 400
/** Times of day a recurring campaign may have. */
export const ROUNDS_A_DAY_MAX = 12
/** Rounds of the days before may reach into a day. */
const LOOK_BACK_DAYS = 2
/** Those who asked are reminded so long before the start. */
export const SOON_MINUTES = 5

/** Rounds that touch [from, until), in order; never overlapping, each half open. At most `limit`. */
export function roundsBetween(schedule: Schedule, from: Date, until: Date, limit: number): Round[] {
  const rounds: Round[] = []
  for (const round of roundsOn(schedule, from, until)) {
    if (round.startsAt >= until || rounds.length >= limit) break
    if (round.endsAt > from) rounds.push(round)
  }
  return rounds
}

/** The round running at an instant and those after it, in order: at most `limit`, over at most 400 days. */
export function roundsFrom(schedule: Schedule, at: Date, limit: number): Round[] {
  const until = schedule.window?.endsAt ?? later(at, HORIZON_DAYS * 1440 * MINUTE)
  return roundsBetween(schedule, at, until, limit)
}

/** What a campaign is at an instant, from what was said and the clock alone. */
export function stateAt(said: SaidState, schedule: Schedule, at: Date): CampaignState {
  if (said === 'draft' || said === 'cancelled') return said
  const [round] = roundsFrom(schedule, at, 1)
  if (!round) return 'ended'
  if (said === 'paused') return 'paused'
  if (round.startsAt <= at) return 'running'
  return round.announceAt !== null && round.announceAt <= at ? 'announced' : 'scheduled'
}

/** When time alone next changes what is announced or running; null when never (again). */
export function nextEdgeAfter(schedule: Schedule, at: Date): Date | null {
  return earliest(
    roundsFrom(schedule, at, 14).flatMap(({ announceAt, startsAt, endsAt }) =>
      [announceAt, startsAt, endsAt].filter((edge) => edge !== null && edge > at),
    ),
  )
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce(
    (first, instant) => (first === null || (instant && instant < first) ? instant : first),
    null,
  )
}

/** Which edge comes first when several fall on one instant: a round is over before the next begins. */
const EDGE_ORDER: Readonly<Record<Edge, number>> = { end: 0, announce: 1, soon: 2, start: 3 }

/** A round's edges, in order. The reminder is for rounds that were announced before it. */
export function edgesOf(round: Round): DueEdge[] {
  const { announceAt, startsAt, endsAt } = round
  const soonAt = later(startsAt, -SOON_MINUTES * MINUTE)
  return [
    ...(announceAt ? [{ round, edge: 'announce', dueAt: announceAt } as const] : []),
    ...(announceAt && announceAt < soonAt ? [{ round, edge: 'soon', dueAt: soonAt } as const] : []),
    { round, edge: 'start', dueAt: startsAt },
    { round, edge: 'end', dueAt: endsAt },
  ]
}

/** Edges in the order in which they come into effect. */
export function byDue(a: DueEdge, b: DueEdge): number {
  return a.dueAt.getTime() - b.dueAt.getTime() || EDGE_ORDER[a.edge] - EDGE_ORDER[b.edge]
}

function* roundsOn(schedule: Schedule, from: Date, until: Date): Generator<Round> {
  if (schedule.window) {
    const round = cut(schedule, {
      ...schedule.window,
      key: keyOf(localTimeOf(schedule.window.startsAt, schedule.zone)),
    })
    if (round) yield round
    return
  }
  if (!schedule.recurrence) return
  let day = addDays(localTimeOf(from, schedule.zone).date, -LOOK_BACK_DAYS)
  const last = localTimeOf(until, schedule.zone).date
  let before: Span | null = null
  for (; day <= last; day = addDays(day, 1))
    for (const span of spansOn(schedule, schedule.recurrence, day)) {
      // Two that overlap are a mistake that saving refuses; should one ever be stored, the later gives way.
      const isFree = before === null || before.endsAt <= span.startsAt
      before = span
      const round = isFree ? cut(schedule, span) : null
      if (round) yield round
    }
}

interface Span {
  readonly key: string
  readonly startsAt: Date
  readonly endsAt: Date
}

function cut({ cutAt, announceMinutes }: Schedule, { key, startsAt, endsAt }: Span): Round | null {
  const end = cutAt && cutAt < endsAt ? cutAt : endsAt
  if (startsAt >= end) return null
  const announceAt = announceMinutes === null ? null : later(startsAt, -announceMinutes * MINUTE)
  return { key, startsAt, endsAt: end, announceAt }
}

/** The spans that begin on a local day, in order; those clocks skip altogether are none. */
function spansOn(schedule: Schedule, recurrence: Recurrence, day: LocalDate): Span[] {
  return timesOn(schedule, recurrence, day)
    .map(({ from, to }) => {
      const [start, end] = [minuteOf(from), minuteOf(to)]
      return {
        key: keyOf({ date: day, minute: start }),
        startsAt: instantOf(day, start, schedule.zone),
        endsAt: instantOf(end > start ? day : addDays(day, 1), end, schedule.zone),
      }
    })
    .filter(({ startsAt, endsAt }) => startsAt < endsAt)
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

function timesOn(schedule: Schedule, recurrence: Recurrence, day: LocalDate): LocalSpan[] {
  const times: LocalSpan[] = []
  const own = schedule.changes.find(({ date }) => date === day)
  if (isDayOf(recurrence, day) && (!own || own.act === 'add')) times.push(...recurrence.times)
  for (const { date, act, to, span } of schedule.changes) {
    const isHere = act === 'move' ? to === day : act === 'add' && date === day && !isDayOf(recurrence, day)
    if (isHere) times.push(...(span ? [span] : recurrence.times))
  }
  return times
}

/** Whether a recurrence names this day. Pure calendar: no zone, no clock. */
export function isDayOf({ every, days, from, until }: Recurrence, day: LocalDate): boolean {
  if ((from && day < from) || (until && day > until)) return false
  if (every === 'day') return true
  if (every === 'week') return days.includes(weekdayOf(day))
  const last = lastDayOfMonth(day)
  const dayOfMonth = Number(day.slice(8, 10))
  return days.includes(dayOfMonth) || (dayOfMonth === last && days.some((wanted) => wanted > last))
}

/** `20:30` as minutes after midnight. */
export function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

function keyOf({ date, minute }: { readonly date: LocalDate; readonly minute: number }): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.replaceAll('-', '')}T${two(Math.floor(minute / 60))}${two(minute % 60)}`
}
