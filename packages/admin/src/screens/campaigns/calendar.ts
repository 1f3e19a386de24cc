import { type Day, dayOf } from './days.js'

/** A round on the calendar. */
export interface Entry {
  readonly campaignId: string
  readonly round: string
  readonly startsAt: string
  readonly endsAt: string
}

/** A round within one week: from which column, over how many, in which lane. */
export interface Bar<E extends Entry> {
  readonly entry: E
  readonly column: number
  readonly span: number
  readonly lane: number
  readonly beginsHere: boolean
  readonly endsHere: boolean
}

interface Placed<E extends Entry> {
  readonly entry: E
  readonly first: Day
  readonly last: Day
}

/** First and last day a round touches; it is over before `endsAt`. */
export function daysOf<E extends Entry>(entry: E, zone: string): Placed<E> {
  const last = new Date(Math.max(Date.parse(entry.endsAt) - 1, Date.parse(entry.startsAt)))
  return { entry, first: dayOf(new Date(entry.startsAt), zone), last: dayOf(last, zone) }
}

/** Lays the rounds of one week in lanes so that none covers another: longer ones first, then by their start. */
export function layWeek<E extends Entry>(
  week: readonly Day[],
  entries: readonly E[],
  zone: string,
): Bar<E>[] {
  const [monday = '', sunday = ''] = [week[0], week.at(-1)]
  const inWeek = entries
    .map((entry) => daysOf(entry, zone))
    .filter(({ first, last }) => first <= sunday && last >= monday)
    .toSorted(
      (a, b) =>
        compare(startIn(a, monday), startIn(b, monday)) ||
        compare(b.last, a.last) ||
        byStart(a.entry, b.entry),
    )
  const free: string[] = []
  return inWeek.map(({ entry, first, last }) => {
    const from = laterOf(first, monday)
    const to = laterOf(last, sunday) === sunday ? last : sunday
    const column = week.indexOf(from)
    const found = free.findIndex((until) => until < from)
    const lane = found < 0 ? free.length : found
    free[lane] = to
    const span = week.indexOf(to) - column + 1
    return { entry, column, span, lane, beginsHere: first >= monday, endsHere: last <= sunday }
  })
}

const laterOf = (a: Day, b: Day) => (compare(a, b) > 0 ? a : b)
const startIn = ({ first }: { readonly first: Day }, monday: Day) => laterOf(first, monday)
const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1)
const byStart = (a: Entry, b: Entry) => compare(a.startsAt, b.startsAt) || compare(a.campaignId, b.campaignId)

export interface AgendaDay<E extends Entry> {
  readonly day: Day
  readonly entries: readonly E[]
}

/** The days of [from, until] on which something begins, in order; what began before `from` stands on its first day. */
export function agendaOf<E extends Entry>(
  entries: readonly E[],
  zone: string,
  from: Day,
  until: Day,
): AgendaDay<E>[] {
  const byDay = new Map<Day, E[]>()
  for (const { entry, first, last } of entries.map((one) => daysOf(one, zone))) {
    if (last < from || first > until) continue
    const day = first < from ? from : first
    byDay.set(day, [...(byDay.get(day) ?? []), entry])
  }
  return [...byDay]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([day, of]) => ({ day, entries: of.toSorted(byStart) }))
}
