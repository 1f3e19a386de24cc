import { type Fen, minFen, mulBps, splitFen, subFen, sumFen, toFen, ZERO_FEN } from '@mamapu/kernel'
import type { OrderOffer, Reduction, Tier } from './pricing.types.js'

/** The search is exact up to this many candidates; above, those with the largest upper bound are tried. */
export const EXACT_CANDIDATES = 10

/** A line as the order stage sees it: what is left to reduce and what it may not fall below. */
export interface OpenLine {
  readonly lineId: string
  readonly subtotalFen: Fen
  /** How far order discounts may bring this line down in all. */
  readonly roomFen: Fen
  readonly exclusive: boolean
}

export interface Applied {
  readonly offer: OrderOffer
  readonly amountFen: Fen
  /** Per line, in the order of the lines given. */
  readonly shares: readonly Fen[]
}

export function reductionOf(reduction: Reduction, base: Fen): Fen {
  if ('amountFen' in reduction) return minFen(reduction.amountFen, base)
  if ('priceFen' in reduction) return reduction.priceFen < base ? subFen(base, reduction.priceFen) : ZERO_FEN
  const amount = mulBps(base, reduction.rateBps, reduction.rounding)
  return minFen(reduction.capFen === undefined ? amount : minFen(amount, reduction.capFen), base)
}

/** What the highest tier that `worth` reaches takes off. */
function tierReduction(offer: OrderOffer, worth: Fen): Fen {
  const reached = reachedTier(offer, worth)
  return reached?.reduction ? reductionOf(reached.reduction, worth) : ZERO_FEN
}

export function reachedTier(offer: OrderOffer, worth: Fen): Tier | null {
  return offer.tiers.filter(({ thresholdFen }) => worth >= thresholdFen).at(-1) ?? null
}

/** The lines this offer counts: in its scope, and not under an exclusive price unless it admits those. */
export function linesInScope(offer: OrderOffer, lines: readonly OpenLine[]): number[] {
  const named = new Set(offer.lineIds)
  const admitsExclusive = offer.combinesWith.includes('exclusive')
  const scope: number[] = []
  lines.forEach((line, index) => {
    if (named.has(line.lineId) && (admitsExclusive || !line.exclusive)) scope.push(index)
  })
  return scope
}

/** Whether two order offers may stand on one order: different classes, each naming the other. */
export function mayCombine(a: OrderOffer, b: OrderOffer): boolean {
  return a.class !== b.class && a.combinesWith.includes(b.class) && b.combinesWith.includes(a.class)
}

/** Order in which discounts are taken: priority first, then id, so that no order of plugins changes a result. */
export function inOrder(a: OrderOffer, b: OrderOffer): number {
  return (b.priority ?? 0) - (a.priority ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/**
 * Takes the offers one after the other. Each is split over its lines by what they still cost, never beyond their room;
 * thresholds look at the subtotal before any order discount. Null when one of them reduces nothing.
 */
export function applyAll(offers: readonly OrderOffer[], lines: readonly OpenLine[]): Applied[] | null {
  const left = lines.map((line) => line.subtotalFen as number)
  const room = lines.map((line) => line.roomFen as number)
  const applied: Applied[] = []
  for (const offer of offers) {
    const scope = linesInScope(offer, lines)
    const base = sumFen(scope.map((index) => toFen(left[index] as number)))
    const caps = scope.map((index) => toFen(Math.min(room[index] as number, left[index] as number)))
    const amount = minFen(tierReduction(offer, base), sumFen(caps))
    if (amount === 0) return null
    const split = splitFen(
      amount,
      scope.map((index) => left[index] as number),
      caps,
    )
    const shares = lines.map(() => ZERO_FEN)
    scope.forEach((index, position) => {
      const share = split[position] as Fen
      shares[index] = share
      left[index] = (left[index] as number) - share
      room[index] = (room[index] as number) - share
    })
    applied.push({ offer, amountFen: amount, shares })
  }
  return applied
}

/** The most an offer could ever take off these lines; for choosing which candidates are worth trying. */
export function upperBound(offer: OrderOffer, lines: readonly OpenLine[]): Fen {
  const scope = linesInScope(offer, lines)
  const base = sumFen(scope.map((index) => (lines[index] as OpenLine).subtotalFen))
  return minFen(tierReduction(offer, base), sumFen(scope.map((index) => (lines[index] as OpenLine).roomFen)))
}

/** Every set of candidates in which all may combine, the empty one first; candidates come in their taking order. */
export function* combinations(candidates: readonly OrderOffer[]): Generator<readonly OrderOffer[]> {
  function* extend(chosen: readonly OrderOffer[], from: number): Generator<readonly OrderOffer[]> {
    yield chosen
    for (let index = from; index < candidates.length; index += 1) {
      const next = candidates[index] as OrderOffer
      if (chosen.every((other) => mayCombine(other, next))) yield* extend([...chosen, next], index + 1)
    }
  }
  yield* extend([], 0)
}
