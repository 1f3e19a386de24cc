import type { Occasion } from '@mamapu/plugin-sdk'
import type { Giving } from './giving.queries.js'

interface GivenFor {
  /** Once per coupon and customer. */
  readonly cause: string
  /** Which count of the person it goes on; empty: the coupon's own. */
  readonly scope: string
}

/** Giving for this and that day: `member-day:2026-03-04`. */
export const dayOf = ({ name, day }: Pick<Occasion, 'name' | 'day'>) => `${name}:${day}`

/** What brings it is named too: two campaigns of one day reach others, and together give each person one. */
const DAY_AND_SOURCE = /^([a-z-]+:\d{4}-\d{2}-\d{2}):\w+$/

/** What a giving's coupons are given for. A birthday counts by year, a day by itself, everything else with the coupon. */
export function causeOf({ who, cause }: Pick<Giving, 'who' | 'cause'>): GivenFor {
  if (who === 'birthday') return { cause, scope: cause.slice(0, 'birthday:2026'.length) }
  const day = DAY_AND_SOURCE.exec(cause)?.[1]
  return day ? { cause: day, scope: day } : { cause, scope: '' }
}
