import { type Fen, sumFen, timesFen, toFen, ZERO_FEN } from '@mamapu/kernel'
import type { DeliveryFee, ShippingRule, ShippingState } from './pricing.types.js'

export interface ShippingQuote {
  readonly state: ShippingState
  readonly feeFen: Fen
}

/** The fee of the chosen method for goods of this worth after discounts. */
export function quoteFee({ state, parts }: DeliveryFee, goodsFen: Fen): ShippingQuote {
  if (state !== 'known') return { state, feeFen: ZERO_FEN }
  const owed = parts.filter(({ freeOverFen }) => freeOverFen === null || goodsFen < freeOverFen)
  const feeFen = sumFen(owed.map((part) => part.feeFen))
  return { state: feeFen === 0 ? 'free' : 'charged', feeFen }
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
