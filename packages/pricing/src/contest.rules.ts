import { weighLine } from './line-stage.rules.js'
import { weighOrder } from './order-stage.rules.js'
import type { PointsOffer, PricingPolicy, ShippingOffer } from './pricing.types.js'
import type { ShippingQuote } from './shipping.rules.js'
import { byPriority, type Contender, mayCombine, stops } from './stacking.rules.js'
import type { Applied, Candidate, Step, Tally } from './tally.rules.js'
import type { Obstacle } from './trace.rules.js'
import type { OpenLine } from './unit-stage.rules.js'

/** What a cart is decided on after the unit stage. */
export interface Contest {
  readonly lines: readonly OpenLine[]
  readonly start: Tally
  readonly shippingOffers: readonly ShippingOffer[]
  readonly points: PointsOffer | null
  readonly policy: PricingPolicy
  quoteFor(goodsFen: number): ShippingQuote
}

/** What the offer would take now, or why it cannot be applied. */
export function weigh(tally: Tally, candidate: Candidate, lines: readonly OpenLine[]): Step | Obstacle {
  const { offer } = candidate
  return offer.stage === 'line'
    ? weighLine(tally, candidate, offer)
    : weighOrder(tally, candidate, { offer, lines })
}

/** Whether an offer that stops or stands alone does so though a cheaper set without it exists: not when it only may be chosen. */
export function isForced({ id, applies }: Contender, { choices }: PricingPolicy): boolean {
  return applies === 'always' || (choices !== 'best' && choices.includes(id))
}

/** Those of the candidates that stop others: most carts have none. */
export function stoppersOf(candidates: readonly Candidate[]): readonly Contender[] {
  return candidates.map(({ offer }) => offer).filter((offer) => offer.stops)
}

/**
 * The offer that keeps one from applying beside those applied: one of them, or one that would have applied and was left
 * out though none of higher priority stands in its way.
 */
export function stopperOf(
  later: Contender | ShippingOffer,
  { applied, stoppers, policy }: Beside,
): Contender | null {
  for (const offer of stoppers) {
    if (!stops(offer, later)) continue
    const isIn = applied.some(({ candidate }) => candidate.offer === offer)
    if (isIn || (isForced(offer, policy) && !hasRival(offer, applied))) return offer
  }
  return null
}

/** What stands beside an offer. */
export interface Beside {
  readonly applied: readonly Applied[]
  readonly stoppers: readonly Contender[]
  readonly policy: PricingPolicy
}

function hasRival(stopper: Contender, applied: readonly Applied[]): boolean {
  return applied.some(
    ({ candidate: { offer } }) => byPriority(offer, stopper) < 0 && !mayCombine(offer, stopper),
  )
}

/** Why a shipping offer cannot be used beside those applied. */
export function barredShipping(offer: ShippingOffer, beside: Beside): 'stopped' | 'stands_alone' | null {
  if (beside.applied.some(({ candidate }) => candidate.offer.alone)) return 'stands_alone'
  return stopperOf(offer, beside) ? 'stopped' : null
}

export function allowsPoints(applied: readonly Applied[]): boolean {
  return applied.every(({ candidate }) => candidate.offer.combinesWith.includes('points'))
}
