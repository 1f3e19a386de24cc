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
  shares(): readonly number[]
  /** The rung that was reached, and how often it counts. */
  readonly tier: Tier | null
  readonly times: number
}

/** The cart while offers are applied one after the other. Never changed: each step makes another. */
export interface Tally {
  /** Per line: what it still costs. */
  readonly left: readonly number[]
  /** All of it. */
  readonly goodsFen: number
  /** Per line: how far it may still fall. */
  readonly room: readonly number[]
  readonly roomFen: number
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
  const goodsFen = sum(left)
  return {
    left,
    goodsFen,
    room: lines.map((line) => line.roomFen),
    roomFen: sum(lines.map((line) => line.roomFen)),
    worth: left,
    free: lines.map((line) => line.groups),
    isReduced: lines.map(() => false),
    budgetFen: Math.max(0, goodsFen - payableFloorFen),
    applied: [],
  }
}

export function sum(amounts: readonly number[]): number {
  let total = 0
  for (let index = 0; index < amounts.length; index += 1) total += amounts[index] as number
  return total
}

/** The total of some lines. */
export function sumAt(amounts: readonly number[], indexes: readonly number[]): number {
  let total = 0
  for (let at = 0; at < indexes.length; at += 1) total += amounts[indexes[at] as number] as number
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

/** The tally after an offer took its amount. What each line still costs is only worked out when somebody asks. */
export function take(before: Tally, applied: Applied): Tally {
  return new After(before, applied)
}

class After implements Tally {
  readonly goodsFen: number
  readonly roomFen: number
  readonly budgetFen: number
  readonly worth: readonly number[]
  readonly free: Tally['free']
  readonly isReduced: readonly boolean[]
  readonly applied: readonly Applied[]
  private readonly before: Tally
  private leftNow: readonly number[] | null = null
  private roomNow: readonly number[] | null = null

  constructor(before: Tally, applied: Applied) {
    this.before = before
    this.goodsFen = before.goodsFen - applied.amountFen
    this.roomFen = before.roomFen - applied.amountFen
    this.budgetFen = before.budgetFen - applied.amountFen
    this.worth = before.worth
    this.free = before.free
    this.isReduced = before.isReduced
    this.applied = [...before.applied, applied]
  }

  get left(): readonly number[] {
    this.leftNow ??= minus(this.before.left, this.shares())
    return this.leftNow
  }

  get room(): readonly number[] {
    this.roomNow ??= minus(this.before.room, this.shares())
    return this.roomNow
  }

  private shares(): readonly number[] {
    return (this.applied.at(-1) as Applied).shares()
  }
}

function minus(amounts: readonly number[], shares: readonly number[]): number[] {
  const rest: number[] = []
  for (let index = 0; index < amounts.length; index += 1)
    rest.push((amounts[index] as number) - (shares[index] as number))
  return rest
}

/** An offer weighed: what it would take, and the tally once it does. */
export interface Step {
  readonly amountFen: number
  readonly ships: boolean
  done(): Tally
}
