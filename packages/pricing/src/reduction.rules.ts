import { mulBps, toFen } from '@mamapu/kernel'
import type { Reduction, RoundTo } from './pricing.types.js'

const STEPS: Readonly<Record<RoundTo, number>> = { fen: 1, jiao: 10, yuan: 100 }

/** What a percentage is of, and what may be taken at most. */
export interface ReductionBase {
  /** What the units in question still cost. */
  readonly leftFen: number
  /** What they cost by everyday prices. */
  readonly originalFen: number
  readonly of: 'left' | 'original'
  /** How often an amount counts. */
  readonly times: number
}

/** The amount off before rounding to jiao or yuan: never negative, never above what is left. */
export function rawReduction(reduction: Reduction, base: ReductionBase): number {
  const { leftFen } = base
  if ('amountFen' in reduction) return Math.min(reduction.amountFen * base.times, leftFen)
  if ('priceFen' in reduction) return Math.max(0, leftFen - reduction.priceFen)
  const of = toFen(base.of === 'original' ? base.originalFen : leftFen)
  return Math.min(mulBps(of, reduction.rateBps, reduction.rounding), reduction.capFen ?? leftFen, leftFen)
}

/** Less taken off, so that what remains is whole jiao or yuan; the price without the offer is never exceeded. */
export function roundReduction(amountFen: number, leftFen: number, roundTo: RoundTo | undefined): number {
  const step = STEPS[roundTo ?? 'fen']
  return Math.max(0, leftFen - Math.ceil((leftFen - amountFen) / step) * step)
}

export function reductionOf(reduction: Reduction, base: ReductionBase): number {
  return roundReduction(rawReduction(reduction, base), base.leftFen, reduction.roundTo)
}
