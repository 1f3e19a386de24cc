import type { Database } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import type { Offer, QuotaTake, UnitPriceOffer } from '@mamapu/pricing'
import { type CounterRef, readCounterStates } from '../quotas/index.js'
import { personPart } from './order-takes.js'

/** What this person had taken of counters before this basket, by `keyOf`; a counter nobody made yet is missing. */
export type TakenBefore = ReadonlyMap<string, number>

export const NOTHING_TAKEN: TakenBefore = new Map()

const keyOf = ({ kind, id }: Pick<QuotaTake, 'kind' | 'id'>) => `${kind} ${id}`

/** Takes that go as far as what the person has left of them. */
export function shrinking(offer: Offer): readonly QuotaTake[] {
  return (offer.takes ?? []).filter(({ asFarAsLeft }) => asFarAsLeft)
}

/** Reads what this person has had of the counters that offers go as far as; nothing is sent when there are none. */
export async function readTakenBefore(
  db: Database,
  storeId: StoreId,
  { offers, personKey }: { offers: readonly Offer[]; personKey: string },
): Promise<TakenBefore> {
  const asked = new Map<string, CounterRef & { readonly key: string }>()
  for (const take of offers.flatMap(shrinking)) {
    const id = `${take.id}:${personPart(personKey)}`
    asked.set(id, { kind: take.kind, id, key: keyOf(take) })
  }
  if (asked.size === 0) return NOTHING_TAKEN
  const states = await readCounterStates(db, storeId, [...asked.values()])
  return new Map(
    states.flatMap(({ id, taken }) => {
      const ref = asked.get(id)
      return ref && taken > 0 ? [[ref.key, taken] as const] : []
    }),
  )
}

/**
 * Offers as far as this person's counters reach: of a unit price fewer units, further ones at the everyday price; any other
 * offer whole or not at all. Lines that share a counter are served in the cart's order.
 */
export function withinLimits(offers: readonly Offer[], before: TakenBefore): Offer[] {
  const used = new Map<string, number>()
  return offers.flatMap((offer) => {
    const takes = shrinking(offer)
    if (takes.length === 0) return [offer]
    if (offer.stage === 'unit') return [shrunk(offer, takes, { before, used })]
    const isLeft = takes.every((take) => (take.limit ?? 0) - (before.get(keyOf(take)) ?? 0) >= take.units)
    return isLeft ? [withNotes(offer, before)] : []
  })
}

function withNotes<O extends Offer>(offer: O, before: TakenBefore): O {
  const takes = (offer.takes ?? []).map((take) => (take.asFarAsLeft ? noted(take, take.units, before) : take))
  return { ...offer, takes }
}

function shrunk(
  offer: UnitPriceOffer,
  takes: readonly QuotaTake[],
  { before, used }: { before: TakenBefore; used: Map<string, number> },
): UnitPriceOffer {
  const leftOf = (take: QuotaTake) =>
    (take.limit ?? 0) - (before.get(keyOf(take)) ?? 0) - (used.get(keyOf(take)) ?? 0)
  const units = Math.max(0, Math.min(...takes.flatMap((take) => [take.units, leftOf(take)])))
  for (const take of takes) used.set(keyOf(take), (used.get(keyOf(take)) ?? 0) + units)
  return {
    ...offer,
    unitsMax: Math.min(offer.unitsMax ?? units, units),
    takes: (offer.takes ?? []).map((take) => (take.asFarAsLeft ? noted(take, units, before) : take)),
  }
}

function noted(take: QuotaTake, units: number, before: TakenBefore): QuotaTake {
  const takenBefore = before.get(keyOf(take)) ?? 0
  return { ...take, units, ...(takenBefore > 0 ? { takenBefore } : {}) }
}

/** What was noted on an order's offers. */
export function notedBefore(offers: readonly Offer[]): TakenBefore {
  return new Map(
    offers
      .flatMap(shrinking)
      .flatMap((take) => (take.takenBefore ? [[keyOf(take), take.takenBefore] as const] : [])),
  )
}
