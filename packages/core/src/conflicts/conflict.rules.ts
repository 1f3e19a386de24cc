import type { Overlap } from './conflict.types.js'

/** The spans two lists of rounds share, in order; each list is in order and without overlaps of its own. */
export function overlapsOf(mine: readonly Overlap[], others: readonly Overlap[], limit: number): Overlap[] {
  const shared: Overlap[] = []
  let [mineAt, othersAt] = [0, 0]
  while (shared.length < limit) {
    const [a, b] = [mine[mineAt], others[othersAt]]
    if (!a || !b) break
    const startsAt = new Date(Math.max(a.startsAt.getTime(), b.startsAt.getTime()))
    const endsAt = new Date(Math.min(a.endsAt.getTime(), b.endsAt.getTime()))
    if (startsAt < endsAt) shared.push({ startsAt, endsAt })
    if (a.endsAt <= b.endsAt) mineAt += 1
    else othersAt += 1
  }
  return shared
}
