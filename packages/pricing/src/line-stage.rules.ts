import { mulBps, splitFen, toFen } from '@mamapu/kernel'
import type { LineOffer } from './pricing.types.js'
import { roundReduction } from './reduction.rules.js'
import { type Candidate, type Step, stillOpen, sum, type Tally, take } from './tally.rules.js'
import type { Obstacle } from './trace.rules.js'
import type { UnitGroup } from './unit-stage.rules.js'

/** Units of one price in the row that sets are taken from. */
interface Stack {
  readonly index: number
  readonly group: UnitGroup
  units: number
}

interface Member {
  readonly stack: Stack
  readonly units: number
}

/**
 * Lays the units in sets, dearest first, and reduces what the offer says. A unit counts in one set offer only. What the
 * floor of a SKU blocks is split over the other units of its set by price. Says what is missing when no set comes together.
 */
export function weighLine(tally: Tally, candidate: Candidate, offer: LineOffer): Step | Obstacle {
  const scope = stillOpen(candidate.scope, offer, tally)
  if (scope.length === 0) return { code: 'discounted_already' }
  const stacks = stacksOf(tally, scope)
  const units = stacks.reduce((total, stack) => total + stack.units, 0)
  if (units < offer.set.units) return { code: 'below_units', missingUnits: offer.set.units - units }
  const discounts = tally.left.map(() => 0)
  const used = new Map<UnitGroup, number>()
  laySets(stacks, offer, (members, times) => {
    const parts = reduceSet(members, offer)
    if (sum(parts) === 0) return
    members.forEach(({ stack, units: count }, position) => {
      discounts[stack.index] = (discounts[stack.index] as number) + (parts[position] as number) * times
      used.set(stack.group, (used.get(stack.group) ?? 0) + count * times)
    })
  })
  const wanted = sum(discounts)
  if (wanted === 0) return { code: 'nothing_to_reduce' }
  const amountFen = Math.min(wanted, tally.budgetFen)
  if (amountFen === 0) return { code: 'at_floor' }
  const done = (): Tally => {
    const shares = amountFen === wanted ? discounts : shrink(discounts, amountFen)
    const next = take(tally, { candidate, amountFen, shares: () => shares, tier: null, times: 1 })
    const { left, room, goodsFen, roomFen, budgetFen, applied } = next
    return {
      left,
      room,
      goodsFen,
      roomFen,
      budgetFen,
      applied,
      worth: left,
      free: tally.free.map((groups) => without(groups, used)),
      isReduced: tally.isReduced.map((isReduced, index) => isReduced || (shares[index] as number) > 0),
    }
  }
  return { amountFen, ships: false, done }
}

/** The most the offer could take, were no floor in its way. */
export function lineBound(tally: Tally, candidate: Candidate, offer: LineOffer): number {
  let bound = 0
  laySets(stacksOf(tally, candidate.scope), offer, (members, times) => {
    bound += sum(wantedOf(members, offer)) * times
  })
  return bound
}

/** The price of the cheapest unit a set could still count; for saying what one more would bring. */
export function cheapestUnit(tally: Tally, candidate: Candidate): UnitGroup | null {
  return stacksOf(tally, candidate.scope).at(-1)?.group ?? null
}

function stacksOf(tally: Tally, scope: readonly number[]): Stack[] {
  return scope
    .flatMap((index) =>
      (tally.free[index] ?? []).map((group): Stack => ({ index, group, units: group.units })),
    )
    .sort((a, b) => b.group.priceFen - a.group.priceFen || a.index - b.index)
}

/** Hands out every set, dearest units first; equal ones that follow each other in one call. */
function laySets(
  stacks: readonly Stack[],
  { set }: LineOffer,
  each: (members: readonly Member[], times: number) => void,
): void {
  const units = stacks.reduce((total, stack) => total + stack.units, 0)
  let sets = Math.min(Math.floor(units / set.units), set.setsMax ?? Number.MAX_SAFE_INTEGER)
  let at = 0
  while (sets > 0) {
    while (stacks[at]?.units === 0) at += 1
    const first = stacks[at] as Stack
    const times = Math.max(1, Math.min(sets, Math.floor(first.units / set.units)))
    const members: Member[] = []
    let missing = set.units
    for (let index = at; missing > 0; index += 1) {
      const stack = stacks[index] as Stack
      const count = Math.min(stack.units, missing)
      if (count === 0) continue
      members.push({ stack, units: count })
      missing -= count
    }
    for (const { stack, units: count } of members) stack.units -= count * times
    each(members, times)
    sets -= times
  }
}

function reduceSet(members: readonly Member[], offer: LineOffer): number[] {
  const wanted = wantedOf(members, offer)
  const rooms = members.map(({ stack, units }) => stack.group.roomFen * units)
  const prices = members.map(({ stack, units }) => stack.group.priceFen * units)
  const amount = Math.min(sum(wanted), sum(rooms))
  if ('setPriceFen' in offer.gives) return splitFen(toFen(amount), prices, rooms.map(toFen))
  const capped = wanted.map((part, position) => Math.min(part, roomOf(members, position, offer)))
  const blocked = amount - sum(capped)
  if (blocked === 0) return capped
  const rest = rooms.map((room, position) => toFen(room - (capped[position] as number)))
  return splitFen(toFen(blocked), prices, rest).map((part, position) => part + (capped[position] as number))
}

/** What an offer wants of each member of a set; for a set price all of it stands with the first. */
function wantedOf(members: readonly Member[], { gives }: LineOffer): number[] {
  if ('setPriceFen' in gives) {
    const total = members.reduce((so, { stack, units }) => so + stack.group.priceFen * units, 0)
    return members.map((_, position) => (position === 0 ? Math.max(0, total - gives.setPriceFen) : 0))
  }
  return reducedUnits(members, gives.cheapest).map((units, position) => {
    const { priceFen } = (members[position] as Member).stack.group
    const off =
      'rateBps' in gives
        ? roundReduction(mulBps(toFen(priceFen), gives.rateBps, gives.rounding), priceFen, gives.roundTo)
        : Math.max(0, priceFen - gives.unitPriceFen)
    return off * units
  })
}

function roomOf(members: readonly Member[], position: number, { gives }: LineOffer): number {
  const units = 'cheapest' in gives ? (reducedUnits(members, gives.cheapest)[position] as number) : 0
  return (members[position] as Member).stack.group.roomFen * units
}

/** How many units of each member are among the cheapest of the set. */
function reducedUnits(members: readonly Member[], cheapest: number): number[] {
  let missing = cheapest
  return members
    .toReversed()
    .map(({ units }) => {
      const count = Math.min(units, missing)
      missing -= count
      return count
    })
    .reverse()
}

function shrink(discounts: readonly number[], amountFen: number): number[] {
  return splitFen(toFen(amountFen), discounts, discounts.map(toFen))
}

function without(groups: readonly UnitGroup[], used: ReadonlyMap<UnitGroup, number>): readonly UnitGroup[] {
  if (!groups.some((group) => used.has(group))) return groups
  return groups
    .map((group) => ({ ...group, units: group.units - (used.get(group) ?? 0) }))
    .filter(({ units }) => units > 0)
}
