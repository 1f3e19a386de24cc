import type { LocalSpan, Recurrence } from '../../api/campaigns.js'

/** The words a recurrence is said with; one set per language. */
export interface RecurrenceWords {
  readonly everyDay: string
  readonly onWeekDays: (days: readonly string[]) => string
  readonly onMonthDays: (days: readonly number[]) => string
  readonly weekDays: readonly string[]
  readonly spans: (spans: readonly string[]) => string
  readonly sentence: (days: string, spans: string) => string
  readonly wholeDay: string
  readonly nextDay: (time: string) => string
}

/** 每周三 20:00–22:00. */
export function recurrenceText({ every, days, times }: Recurrence, words: RecurrenceWords): string {
  const sorted = days.toSorted((a, b) => a - b)
  const on =
    every === 'day' || (every === 'week' && sorted.length === 7)
      ? words.everyDay
      : every === 'week'
        ? words.onWeekDays(sorted.map((day) => words.weekDays[day - 1] ?? ''))
        : words.onMonthDays(sorted)
  return words.sentence(on, words.spans(times.map((span) => spanText(span, words))))
}

export function spanText(
  { from, to }: LocalSpan,
  words: Pick<RecurrenceWords, 'wholeDay' | 'nextDay'>,
): string {
  if (from === '00:00' && (to === '24:00' || to === '00:00')) return words.wholeDay
  return `${from}–${to > from ? to : words.nextDay(to)}`
}

/** How long until something: days and hours while far, a running clock on the last day. */
export function leftOf(ms: number): {
  readonly days: number
  readonly hours: number
  readonly clock: string
} {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  return {
    days: Math.floor(hours / 24),
    hours: hours % 24,
    clock: `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`,
  }
}
