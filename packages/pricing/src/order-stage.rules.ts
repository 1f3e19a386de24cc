import { type Fen, splitFen, toFen } from '@mamapu/kernel'
import type { OrderOffer, Tier } from './pricing.types.js'
import { rawReduction, reductionOf } from './reduction.rules.js'
import { type Candidate, type Step, stillOpen, sum, sumAt, type Tally, take } from './tally.rules.js'
import type { Obstacle } from './trace.rules.js'
import type { OpenLine } from './unit-stage.rules.js'

/** The rung a cart has reached, how often it counts, and what it was measured by. */
interface Reached {
  readonly tier: Tier
  readonly times: number
}

/** The part of each line in scope that an offer counts. */
interface Slice {
  readonly indexes: readonly number[]
  readonly left: readonly number[]
  readonly originalFen: number
}

/**
 * Takes what the reached rung gives off the lines in scope, split by what they still cost and never beyond their room: what
 * the floor of one blocks goes over to the others. Gifts and free shipping count as something, too.
 */
export function weighOrder(
  tally: Tally,
  candidate: Candidate,
  { offer, lines }: { offer: OrderOffer; lines: readonly OpenLine[] },
): Step | Obstacle {
  const scope = stillOpen(candidate.scope, offer, tally)
  const measured = stillOpen(candidate.measured, offer, tally)
  if (scope.length === 0 || measured.length === 0) return { code: 'discounted_already' }
  const reached = reachedTier(offer, sumAt(tally.worth, measured), countUnits(lines, measured))
  if ('code' in reached) return reached
  const { tier, times } = reached
  const slice = sliceOf(offer, { lines, left: tally.left, scope })
  const wanted = tier.reduction ? reductionOf(tier.reduction, baseOf(offer, slice, times)) : 0
  const amountFen = Math.min(wanted, roomOf(tally, slice), tally.budgetFen)
  if (amountFen === 0 && !tier.freeShipping && !tier.gifts?.length)
    return { code: wanted > 0 ? 'at_floor' : 'nothing_to_reduce' }
  return {
    amountFen,
    ships: tier.freeShipping === true,
    done: () =>
      take(tally, { candidate, amountFen, shares: () => split(tally, slice, amountFen), tier, times }),
  }
}

function roomOf({ room }: Tally, { indexes, left }: Slice): number {
  let total = 0
  for (let at = 0; at < indexes.length; at += 1)
    total += Math.min(room[indexes[at] as number] as number, left[at] as number)
  return total
}

function split({ left, room }: Tally, slice: Slice, amountFen: number): number[] {
  const shares: number[] = left.map(() => 0)
  if (amountFen === 0) return shares
  const caps = slice.indexes.map((index, at) => Math.min(room[index] as number, slice.left[at] as number))
  splitFen(toFen(amountFen), slice.left, caps as Fen[]).forEach((share, at) => {
    shares[slice.indexes[at] as number] = share
  })
  return shares
}

/** The most the offer could take off these lines on any rung they reach, in whatever company. */
export function orderBound(
  tally: Tally,
  candidate: Candidate,
  { offer, lines }: { offer: OrderOffer; lines: readonly OpenLine[] },
): number {
  const worth = sumAt(tally.worth, candidate.measured)
  const units = countUnits(lines, candidate.measured)
  const dearest: OrderOffer = offer.units ? { ...offer, units: { ...offer.units, pick: 'dearest' } } : offer
  const slice = sliceOf(dearest, { lines, left: tally.left, scope: candidate.scope })
  const bounds = offer.tiers
    .filter((tier) => isReached(tier, worth, units))
    .map((tier) => {
      const base = baseOf(offer, slice, timesOf(offer, tier, { worth, units }))
      const amount = tier.reduction ? rawReduction(tier.reduction, base) : 0
      return Math.min(amount, sumAt(tally.room, candidate.scope))
    })
  return Math.max(0, ...bounds)
}

/** The highest rung reached, or what is missing for the lowest one. */
function reachedTier(offer: OrderOffer, worth: number, units: number): Reached | Obstacle {
  const tier = offer.tiers.findLast((one) => isReached(one, worth, units))
  return tier
    ? { tier, times: timesOf(offer, tier, { worth, units }) }
    : missingFor(offer.tiers[0] as Tier, worth, units)
}

/** What is missing for a rung. */
export function missingFor(tier: Tier, worth: number, units: number): Obstacle {
  return {
    code: 'below_threshold',
    missingFen: toFen(Math.max(0, tier.thresholdFen - worth)),
    missingUnits: Math.max(0, (tier.thresholdUnits ?? 0) - units),
  }
}

export function isReached(tier: Tier, worth: number, units: number): boolean {
  return worth >= tier.thresholdFen && units >= (tier.thresholdUnits ?? 0)
}

function timesOf(
  { repeatsMax }: OrderOffer,
  { thresholdFen, thresholdUnits = 0 }: Tier,
  { worth, units }: { worth: number; units: number },
): number {
  if (repeatsMax === undefined) return 1
  const byWorth = thresholdFen > 0 ? Math.floor(worth / thresholdFen) : Number.POSITIVE_INFINITY
  const byUnits = thresholdUnits > 0 ? Math.floor(units / thresholdUnits) : Number.POSITIVE_INFINITY
  const times = Math.min(byWorth, byUnits)
  return Number.isFinite(times) ? Math.min(times, repeatsMax) : 1
}

export function countUnits(lines: readonly OpenLine[], indexes: readonly number[]): number {
  return indexes.reduce((total, index) => total + quantityOf(lines, index), 0)
}

const quantityOf = (lines: readonly OpenLine[], index: number) => (lines[index] as OpenLine).line.quantity

function baseOf(offer: OrderOffer, slice: Slice, times: number) {
  return {
    leftFen: sum(slice.left),
    originalFen: slice.originalFen,
    of: offer.base ?? 'left',
    times,
  } as const
}

/** All of the scope, or so many units of it: a line's units cost what is left of it divided by its quantity. */
function sliceOf(
  offer: OrderOffer,
  { lines, left, scope }: { lines: readonly OpenLine[]; left: readonly number[]; scope: readonly number[] },
): Slice {
  const original = (index: number, units: number) => (lines[index] as OpenLine).line.unitPriceFen * units
  if (!offer.units)
    return {
      indexes: scope,
      left: scope.map((index) => left[index] as number),
      originalFen: scope.reduce((total, index) => total + original(index, quantityOf(lines, index)), 0),
    }
  const sign = offer.units.pick === 'dearest' ? 1 : -1
  const unitOf = (index: number) => (left[index] as number) / quantityOf(lines, index)
  const ranked = [...scope].sort((a, b) => sign * (unitOf(b) - unitOf(a)) || a - b)
  let open = offer.units.max
  const slice = { indexes: [] as number[], left: [] as number[], originalFen: 0 }
  for (const index of ranked) {
    const quantity = quantityOf(lines, index)
    const units = Math.min(open, quantity)
    if (units === 0) break
    open -= units
    slice.indexes.push(index)
    slice.left.push(Math.floor(((left[index] as number) * units) / quantity))
    slice.originalFen += original(index, units)
  }
  return slice
}
