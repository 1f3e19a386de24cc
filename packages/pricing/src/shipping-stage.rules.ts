import { toFen } from '@mamapu/kernel'
import type { Cart, PricingPolicy, ShippingOffer } from './pricing.types.js'
import { reductionOf } from './reduction.rules.js'
import { quoteFee, quoteShipping, type ShippingQuote } from './shipping.rules.js'
import { byPriority } from './stacking.rules.js'
import { type Reason, reason, refusal } from './trace.rules.js'

/** The delivery fee as it is settled for one set of offers. */
export interface SettledShipping {
  readonly quote: ShippingQuote
  readonly feeFen: number
  readonly winner: { readonly offer: ShippingOffer; readonly amountFen: number } | null
}

export interface ShippingAsk {
  readonly goodsFen: number
  /** An order offer's rung ships for free. */
  readonly isFree: boolean
  readonly offers: readonly ShippingOffer[]
}

/** What delivery of this cart costs for goods of some worth: the weight and the place do not change while offers are tried. */
export function shippingOf(cart: Cart, { shipping }: PricingPolicy): (goodsFen: number) => ShippingQuote {
  if ('parts' in shipping) return (goodsFen) => quoteFee(shipping, toFen(goodsFen))
  const weightGram = cart.lines.reduce((total, line) => total + line.weightGram * line.quantity, 0)
  const { regionCode } = cart
  return (goodsFen) => quoteShipping(shipping, { regionCode, weightGram, goodsFen: toFen(goodsFen) })
}

/** The best shipping offer on the full fee; never below zero. */
export function settleShipping(
  quote: ShippingQuote,
  { goodsFen, isFree, offers }: ShippingAsk,
): SettledShipping {
  if (isFree || quote.feeFen === 0) return { quote, feeFen: 0, winner: null }
  let winner: SettledShipping['winner'] = null
  for (const offer of offers) {
    const amountFen = offer.thresholdFen <= goodsFen ? amountOf(offer, quote.feeFen) : 0
    if (amountFen > 0 && (!winner || isBetter({ offer, amountFen }, winner))) winner = { offer, amountFen }
  }
  return { quote, feeFen: quote.feeFen - (winner?.amountFen ?? 0), winner }
}

function isBetter(a: NonNullable<SettledShipping['winner']>, b: typeof a): boolean {
  if (a.amountFen !== b.amountFen) return a.amountFen > b.amountFen
  const takes = (a.offer.takes?.length ?? 0) - (b.offer.takes?.length ?? 0)
  return takes === 0 ? byPriority(a.offer, b.offer) < 0 : takes < 0
}

function amountOf({ reduction }: ShippingOffer, feeFen: number): number {
  return reductionOf(reduction, { leftFen: feeFen, originalFen: feeFen, of: 'left', times: 1 })
}

/** Why each shipping offer won or lost; `barred` says what kept it out of the choice. */
export function explainShipping(
  offers: readonly ShippingOffer[],
  {
    settled,
    goodsFen,
    barred,
  }: {
    settled: SettledShipping
    goodsFen: number
    barred: (offer: ShippingOffer) => 'stopped' | 'stands_alone' | null
  },
): Reason[] {
  return offers.map((offer) => {
    if (offer === settled.winner?.offer) return reason(offer, 'won', 'applied', settled.winner.amountFen)
    const missingFen = toFen(Math.max(0, offer.thresholdFen - goodsFen))
    if (missingFen > 0) return refusal(offer, { code: 'below_threshold', missingFen })
    const why = barred(offer)
    if (why) return reason(offer, 'lost', why)
    return reason(offer, 'lost', settled.winner ? 'better_offer' : 'nothing_to_reduce')
  })
}
