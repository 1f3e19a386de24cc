import { addDays, instantOf, localDateOf } from '@mamapu/kernel'

export interface Span {
  readonly from: Date
  readonly until: Date
}

const EVER = new Date(0)

/** Today, this month and everything, up to and with today, on the shop's own clocks. */
export function spansOf(
  at: Date,
  zone: string,
): { readonly today: Span; readonly month: Span; readonly total: Span } {
  const today = localDateOf(at, zone)
  const until = instantOf(addDays(today, 1), 0, zone)
  const monthStart = `${today.slice(0, 8)}01` as typeof today
  return {
    today: { from: instantOf(today, 0, zone), until },
    month: { from: instantOf(monthStart, 0, zone), until },
    total: { from: EVER, until },
  }
}

/** The last days up to and with today, oldest first. */
export function daysOf(
  at: Date,
  zone: string,
  count: number,
): { readonly days: readonly string[]; readonly span: Span } {
  const today = localDateOf(at, zone)
  const first = addDays(today, 1 - count)
  const days = Array.from({ length: count }, (_, index) => addDays(first, index))
  return { days, span: { from: instantOf(first, 0, zone), until: instantOf(addDays(today, 1), 0, zone) } }
}
