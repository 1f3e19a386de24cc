import type { Tries } from './tries.queries.js'

/** Wrong codes of one person within a minute; the last of them locks for as long. */
export const WRONG_MAX = 5
const SPAN_MS = 60_000

/** Whole seconds until codes may be tried again; 0 when they may. */
export function lockSeconds({ lockedUntil }: Tries, at: Date): number {
  return lockedUntil && lockedUntil > at ? Math.ceil((lockedUntil.getTime() - at.getTime()) / 1000) : 0
}

/** One more wrong code. A minute without one forgets the earlier ones. */
export function afterWrong({ since, wrong }: Tries, at: Date): Tries {
  const isNew = at.getTime() - since.getTime() >= SPAN_MS || wrong === 0
  const count = isNew ? 1 : wrong + 1
  return count >= WRONG_MAX
    ? { since: at, wrong: 0, lockedUntil: new Date(at.getTime() + SPAN_MS) }
    : { since: isNew ? at : since, wrong: count, lockedUntil: null }
}
