import type { Overlap } from './conflict.types.js'

/** The spans two lists of rounds share, in order; each list is in order. */
export function overlapsOf(mine: readonly Overlap[], others: readonly Overlap[], limit: number): Overlap[] {
  const shared: Overlap[] = []
  for (const a of mine)
    for (const b of others) {
      const startsAt = new Date(Math.max(a.startsAt.getTime(), b.startsAt.getTime()))
      const endsAt = new Date(Math.min(a.endsAt.getTime(), b.endsAt.getTime()))
      if (startsAt < endsAt) shared.push({ startsAt, endsAt })
      if (shared.length >= limit) return shared
    }
  return shared
}
