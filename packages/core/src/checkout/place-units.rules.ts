import type { Id } from '@mamapu/kernel'
import type { QuotaTake } from '@mamapu/pricing'

/** Units of a line that these takes stand for in the shelf's stead. */
export function unitsInstead(takes: readonly QuotaTake[], lineId: string): number {
  return takes.reduce(
    (sum, take) => sum + (take.insteadOfStock && take.lineId === lineId ? take.units : 0),
    0,
  )
}

/** Takes of goods cut to the units of each line that nothing else stands for; what is no goods stays as it is. */
export function withinRoom(
  takes: readonly QuotaTake[],
  roomOf: (lineId: string) => number,
): readonly QuotaTake[] {
  const left = new Map<string, number>()
  return takes.flatMap((take) => {
    const { lineId } = take
    if (!take.insteadOfStock || lineId === undefined) return [take]
    const room = left.get(lineId) ?? Math.max(0, roomOf(lineId))
    const units = Math.min(room, take.units)
    left.set(lineId, room - units)
    return units > 0 ? [{ ...take, units }] : []
  })
}

/** What an order has of one counter: nothing of it given back so far. */
export interface HeldTake {
  readonly id: Id<'tak'>
  readonly kind: string
  readonly quotaId: string
  readonly units: number
  /** The line whose goods these are; null for a slot. */
  readonly lineId: Id<'lin'> | null
}

export interface Swap {
  readonly back: readonly HeldTake[]
  readonly anew: readonly (Omit<QuotaTake, 'lineId'> & { readonly lineId: Id<'lin'> | null })[]
}

/**
 * What goes back and what is taken when an order is delivered otherwise. Units of a line lie at the new way's own place, or on
 * the shelf where it has none; a campaign's own stay with the campaign. Each line has as many units afterwards as before.
 */
export function planSwap({
  held,
  shelved,
  wanted,
  shelfOf,
}: {
  /** For the delivery as it stands. */
  readonly held: readonly HeldTake[]
  /** Off the shelf, for lines of the order. */
  readonly shelved: readonly HeldTake[]
  readonly wanted: readonly QuotaTake[]
  /** The counter of a line's goods on the shop's shelf. */
  readonly shelfOf: (lineId: Id<'lin'>) => string
}): Swap {
  const unitsOf = (takes: readonly HeldTake[], lineId: string) =>
    takes.reduce((sum, take) => sum + (take.lineId === lineId ? take.units : 0), 0)
  const takes = withinRoom(wanted, (lineId) => unitsOf(held, lineId) + unitsOf(shelved, lineId))
  const { kept, fresh } = matched(held, takes)
  const lines = new Set(
    [...held, ...takes].flatMap(({ lineId }) => (lineId == null ? [] : [lineId as Id<'lin'>])),
  )
  const toShelf = [...lines].map((lineId) => ({
    lineId,
    units: unitsOf(held, lineId) - unitsInstead(takes, lineId),
  }))
  return {
    back: [
      ...held.filter((old) => !kept.has(old.id)),
      ...toShelf.flatMap(({ lineId, units }) => firstUnits(shelved, lineId, -units)),
    ],
    anew: [
      ...fresh.map((take) => ({ ...take, lineId: (take.lineId as Id<'lin'> | undefined) ?? null })),
      ...toShelf.flatMap(({ lineId, units }) =>
        units > 0
          ? [{ kind: 'stock', id: shelfOf(lineId), units, limit: null, giveBack: 'refund' as const, lineId }]
          : [],
      ),
    ],
  }
}

/** What of the old way is what the new one wants, one for one, and what is wanted besides. */
function matched(held: readonly HeldTake[], takes: readonly QuotaTake[]) {
  const kept = new Set<string>()
  const fresh = takes.filter((take) => {
    const same = held.find(
      (old) =>
        !kept.has(old.id) &&
        old.kind === take.kind &&
        old.quotaId === take.id &&
        old.units === take.units &&
        old.lineId === (take.lineId ?? null),
    )
    if (same) kept.add(same.id)
    return same === undefined
  })
  return { kept, fresh }
}

/** So many units of a line out of what was taken for it. */
function firstUnits(takes: readonly HeldTake[], lineId: string, wanted: number): HeldTake[] {
  let open = wanted
  return takes.flatMap((take) => {
    if (take.lineId !== lineId || open <= 0) return []
    const units = Math.min(open, take.units)
    open -= units
    return [{ ...take, units }]
  })
}
