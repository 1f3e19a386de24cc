import { addDays, instantOf, localTimeOf } from '@mamapu/kernel'

export interface QuietHours {
  /** Minutes after midnight; the same twice: never quiet. */
  readonly fromMinute: number
  readonly untilMinute: number
}

/**
 * When the quiet hours end that `at` falls in, by the clocks of a zone; null when it is not quiet. A night that clocks change
 * in ends when they first show its end.
 */
export function quietUntil(at: Date, zone: string, { fromMinute, untilMinute }: QuietHours): Date | null {
  if (fromMinute === untilMinute) return null
  const { date, minute } = localTimeOf(at, zone)
  const isOverMidnight = fromMinute > untilMinute
  const isEvening = minute >= fromMinute && (isOverMidnight || minute < untilMinute)
  const isMorning = isOverMidnight && minute < untilMinute
  if (!isEvening && !isMorning) return null
  const end = instantOf(isOverMidnight && isEvening ? addDays(date, 1) : date, untilMinute, zone)
  return end > at ? end : null
}
