import { assert } from '@mamapu/kernel'
import { type Field, findCandidates } from './candidates.rules.js'
import { allowsPoints, barredShipping, type Contest, stoppersOf } from './contest.rules.js'
import { explainCandidates } from './explain.rules.js'
import { pointsOfferOf, spendPoints } from './points-stage.rules.js'
import type { Cart, Offer, PointsOffer, PricedCart, PricingPolicy, TraceEntry } from './pricing.types.js'
import { resultOf } from './result.rules.js'
import { type Found, search } from './search.rules.js'
import { explainShipping, shippingOf } from './shipping-stage.rules.js'
import { isSound } from './sound.rules.js'
import { byApplication, compareIds } from './stacking.rules.js'
import { openTally } from './tally.rules.js'
import { type Reason, reason } from './trace.rules.js'
import { decideUnits } from './unit-stage.rules.js'

/** A cart decided, with what the hints are made of. */
export interface Decided {
  readonly priced: Omit<PricedCart, 'hints'>
  readonly contest: Contest
  readonly field: Field
  readonly found: Found
}

/** All stages over offers in any order; hints are left to the caller. */
export function decide(cart: Cart, offers: readonly Offer[], policy: PricingPolicy): Decided {
  for (const { lineId, quantity } of cart.lines)
    assert(Number.isSafeInteger(quantity) && quantity > 0, `quantity of ${lineId}: ${quantity}`)
  const { sound, refused } = sift(offers)
  const units = decideUnits(
    cart.lines,
    sound.filter((offer) => offer.stage === 'unit'),
  )
  const start = openTally(units.lines, policy.payableFloorFen)
  const contest: Contest = {
    lines: units.lines,
    start,
    shippingOffers: sound.filter((offer) => offer.stage === 'shipping'),
    points: pointsOfferOf(sound.filter((offer) => offer.stage === 'points')),
    policy,
    quoteFor: shippingOf(cart, policy),
  }
  const contenders = sound
    .filter((offer) => offer.stage === 'line' || offer.stage === 'order')
    .sort(byApplication)
  const field = findCandidates(contenders, contest)
  const found = search(contest, field.candidates)
  const trace = [
    ...refused,
    ...units.reasons,
    ...field.reasons,
    ...explainCandidates(contest, field.candidates, found),
    ...explainDelivery(contest, field, found),
    ...explainPoints(
      sound.filter((offer) => offer.stage === 'points'),
      contest,
      found,
    ),
  ]
  return { priced: resultOf(units.lines, found.best, trace), contest, field, found }
}

/** Sorted by id, so that nothing after it can depend on the order of plugins. One id twice is nobody's offer. */
function sift(offers: readonly Offer[]): { sound: Offer[]; refused: TraceEntry[] } {
  const sorted = [...offers].sort(compareIds)
  const sound: Offer[] = []
  const refused: TraceEntry[] = []
  sorted.forEach((offer, index) => {
    const isTwin = offer.id === sorted[index - 1]?.id
    const isUnique = !isTwin && offer.id !== sorted[index + 1]?.id
    if (isUnique && isSound(offer)) sound.push(offer)
    else if (!isTwin) {
      const twins = sorted
        .filter(({ id }) => id === offer.id)
        .map((one) => reason(one, 'refused', 'offer_invalid'))
      refused.push(...twins.sort(byText).slice(0, 1))
    }
  })
  return { sound, refused }
}

function byText(a: TraceEntry, b: TraceEntry): number {
  return compareIds({ id: JSON.stringify(a) }, { id: JSON.stringify(b) })
}

function explainDelivery(contest: Contest, { candidates }: Field, { best }: Found): Reason[] {
  const beside = { applied: best.tally.applied, stoppers: stoppersOf(candidates), policy: contest.policy }
  return explainShipping(contest.shippingOffers, {
    settled: best.shipping,
    goodsFen: best.goodsFen,
    barred: (offer) => barredShipping(offer, beside),
  })
}

function explainPoints(
  offers: readonly PointsOffer[],
  { points, policy }: Contest,
  { best }: Found,
): Reason[] {
  const { tally, goodsFen, spending } = best
  return offers.map((offer) => {
    if (offer !== points) return reason(offer, 'lost', 'better_offer')
    if (spending) return reason(offer, 'won', 'applied', spending.amountFen)
    if (!allowsPoints(tally.applied)) return reason(offer, 'lost', 'not_combinable')
    const roomFen = Math.min(tally.roomFen, tally.budgetFen)
    const possible = spendPoints(offer, 'most', { goodsFen, roomFen })?.amountFen ?? 0
    const isUnwanted = policy.points === 'none' || policy.points === 0
    return reason(offer, 'lost', isUnwanted && possible > 0 ? 'not_wanted' : 'nothing_to_reduce', possible)
  })
}
