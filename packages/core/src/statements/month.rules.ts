import { instantOf, type LocalDate, localDateOf } from '@mamapu/kernel'

/** A month of a shop's calendar: `2026-03`. */
export type Month = string & { readonly __unit: 'month' }

export function parseMonth(text: unknown): Month | null {
  return typeof text === 'string' && /^20\d{2}-(0[1-9]|1[0-2])$/.test(text) ? (text as Month) : null
}

export function monthOf(at: Date, zone: string): Month {
  return localDateOf(at, zone).slice(0, 7) as Month
}

/** The month so many months later; before when below zero. */
export function addMonths(month: Month, months: number): Month {
  const [year = 0, nth = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, nth - 1 + months, 1)).toISOString().slice(0, 7) as Month
}

/** From its first midnight to the next month's, by the clocks of the zone. Half open. */
export function spanOf(month: Month, zone: string): { readonly from: Date; readonly until: Date } {
  const first = (of: Month) => instantOf(`${of}-01` as LocalDate, 0, zone)
  return { from: first(month), until: first(addMonths(month, 1)) }
}
