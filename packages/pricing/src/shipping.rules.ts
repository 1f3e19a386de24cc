import { type Fen, timesFen, toFen, ZERO_FEN } from '@mamapu/kernel'
import type { ShippingRule, ShippingState } from './pricing.types.js'

export interface ShippingQuote {
  readonly state: ShippingState
  readonly feeFen: Fen
}

/** The delivery fee of a weight to a region, for goods of this worth after discounts. No rules at all means free. */
export function quoteShipping(
  rules: readonly ShippingRule[],
  parcel: { regionCode: string | null; weightGram: number; goodsFen: Fen },
): ShippingQuote {
  if (rules.length === 0) return { state: 'free', feeFen: ZERO_FEN }
  const { regionCode } = parcel
  const rule = rules.find(
    ({ regions }) =>
      regions.length === 0 || (regionCode !== null && regions.some((code) => regionCode.startsWith(code))),
  )
  if (!rule) return { state: regionCode === null ? 'unknown_region' : 'not_delivered', feeFen: ZERO_FEN }
  if (rule.excluded) return { state: 'not_delivered', feeFen: ZERO_FEN }
  if (rule.freeOverFen !== null && parcel.goodsFen >= rule.freeOverFen)
    return { state: 'free', feeFen: ZERO_FEN }
  const beyond = Math.max(0, parcel.weightGram - rule.firstGram)
  const steps = rule.stepGram > 0 ? Math.ceil(beyond / rule.stepGram) : 0
  const feeFen = toFen(rule.firstFen + timesFen(rule.stepFen, steps))
  return { state: feeFen === 0 ? 'free' : 'charged', feeFen }
}
