import type { Tier } from './pricing.types.js'
import type { Contender } from './stacking.rules.js'
import type { OpenLine, UnitGroup } from './unit-stage.rules.js'

/** An offer as the search tries it: which lines it may count when no line discount is in its way. */
export interface Candidate {
  readonly offer: Contender
  readonly scope: readonly number[]
  readonly measured: readonly number[]
}

/** One offer applied. */
export interface Applied {
  readonly candidate: Candidate
  readonly amountFen: number
  /** Per line of the cart. */
  readonly shares: readonly number[]
  /** The rung that was reached, and how often it counts. */
  readonly tier: Tier | null
  readonly times: number
}

/** The cart while offers are applied one after the other. Never changed: each step makes another. */
export interface Tally {
  /** Per line: what it still costs. */
  readonly left: readonly number[]
  /** Per line: how far it may still fall. */
  readonly room: readonly number[]
  /** Per line: what it cost after the stages unit and line; thresholds look at this. */
  readonly worth: readonly number[]
  /** Per line: units no set offer has counted yet. */
  readonly free: readonly (readonly UnitGroup[])[]
  /** Per line: reduced by a line offer. */
  readonly isReduced: readonly boolean[]
  /** What the shop's payable floor still lets go. */
  readonly budgetFen: number
  readonly applied: readonly Applied[]
}

export function openTally(lines: readonly OpenLine[], payableFloorFen: number): Tally {
  const left = lines.map((line) => line.worthFen)
  return {
    left,
    room: lines.map((line) => line.roomFen),
    worth: left,
    free: lines.map((line) => line.groups),
    isReduced: lines.map(() => false),
    budgetFen: Math.max(0, sum(left) - payableFloorFen),
    applied: [],
  }
}

export function sum(amounts: readonly number[]): number {
  let total = 0
  for (const amount of amounts) total += amount
  return total
}

/** The total of some lines. */
export function sumAt(amounts: readonly number[], indexes: readonly number[]): number {
  let total = 0
  for (const index of indexes) total += amounts[index] as number
  return total
}

/** The lines a set of ids names that an offer may count: not under an exclusive price unless it admits those. */
export function linesFor(
  offer: Contender,
  lines: readonly OpenLine[],
  ids: 'cart' | readonly string[],
): number[] {
  const named = ids === 'cart' ? null : new Set(ids)
  const admitsExclusive = offer.combinesWith.includes('exclusive')
  const scope: number[] = []
  lines.forEach(({ line, isExclusive }, index) => {
    if ((admitsExclusive || !isExclusive) && (named === null || named.has(line.lineId))) scope.push(index)
  })
  return scope
}

/** Without the lines whose unit price is reduced, for offers that want goods at their full price only. */
export function fullPriced(
  indexes: readonly number[],
  offer: Contender,
  lines: readonly OpenLine[],
): number[] {
  return indexes.filter((index) => !offer.undiscountedOnly || lines[index]?.winner === null)
}

/** Without the lines a line offer has reduced meanwhile. */
export function stillOpen(indexes: readonly number[], offer: Contender, tally: Tally): readonly number[] {
  if (!offer.undiscountedOnly) return indexes
  return indexes.filter((index) => !tally.isReduced[index])
}

/** The tally after an offer took its shares. */
export function take(tally: Tally, applied: Applied): Pick<Tally, 'left' | 'room' | 'budgetFen' | 'applied'> {
  const { shares } = applied
  return {
    left: tally.left.map((amount, index) => amount - (shares[index] as number)),
    room: tally.room.map((amount, index) => amount - (shares[index] as number)),
    budgetFen: tally.budgetFen - applied.amountFen,
    applied: [...tally.applied, applied],
  }
}
