import type { LocalDate } from '@mamapu/kernel'

/** Whose birthday it is on a day, as 100 × month + day: in a year without 29 February, that day's children on the 28th. */
export function birthdaysOn(day: LocalDate): readonly number[] {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const own = month * 100 + date
  return own === 228 && !isLeap(year) ? [own, 229] : [own]
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}
