import { allowsPoints, type Beside, barredShipping, type Contest } from './contest.rules.js'
import { type Spending, spendPoints } from './points-stage.rules.js'
import { type SettledShipping, settleShipping } from './shipping-stage.rules.js'
import type { Contender } from './stacking.rules.js'
import type { Applied, Tally } from './tally.rules.js'

/** A cart settled with one set of offers. */
export interface Outcome {
  readonly tally: Tally
  readonly goodsFen: number
  readonly shipping: SettledShipping
  readonly spending: Spending | null
  readonly payableFen: number
  /** Gifts, and delivery that will be free wherever it goes: worth something though they lower no total. */
  readonly extras: number
}

/** Delivery and points on top of applied offers. */
export function settle(contest: Contest, tally: Tally, stoppers: readonly Contender[]): Outcome {
  const { applied, goodsFen } = tally
  const quote = contest.quoteFor(goodsFen)
  const isFree = applied.some(({ tier }) => tier?.freeShipping)
  const beside: Beside = { applied, stoppers, policy: contest.policy }
  const offers = contest.shippingOffers.filter((offer) => barredShipping(offer, beside) === null)
  const shipping = settleShipping(quote, { goodsFen, isFree, offers })
  const spending = contest.points && allowsPoints(applied) ? spend(contest, tally) : null
  const gifts = applied.reduce((total, one) => total + giftUnits(one), 0)
  return {
    tally,
    goodsFen,
    shipping,
    spending,
    payableFen: goodsFen + shipping.feeFen - (spending?.amountFen ?? 0),
    extras: gifts + (isFree && quote.state === 'unknown_region' ? 1 : 0),
  }
}

function spend({ points, policy }: Contest, { roomFen, budgetFen, goodsFen }: Tally): Spending | null {
  return points && spendPoints(points, policy.points, { goodsFen, roomFen: Math.min(roomFen, budgetFen) })
}

function giftUnits({ tier, times }: Applied): number {
  return (tier?.gifts ?? []).reduce((total, { units }) => total + units * times, 0)
}

/** The one with the lower payable; then more gifts, fewer limited things taken, higher priority, smaller ids. */
export function better(a: Outcome, b: Outcome): Outcome {
  if (a.payableFen !== b.payableFen) return a.payableFen < b.payableFen ? a : b
  if (a.extras !== b.extras) return a.extras > b.extras ? a : b
  if (takesOf(a) !== takesOf(b)) return takesOf(a) < takesOf(b) ? a : b
  if (priorityOf(a) !== priorityOf(b)) return priorityOf(a) > priorityOf(b) ? a : b
  return idsOf(a) <= idsOf(b) ? a : b
}

function takesOf({ tally: { applied }, spending, shipping }: Outcome): number {
  const taken = applied.reduce((total, { candidate }) => total + (candidate.offer.takes?.length ?? 0), 0)
  return taken + (shipping.winner?.offer.takes?.length ?? 0) + (spending ? 1 : 0)
}

const priorityOf = ({ tally: { applied } }: Outcome) =>
  Math.max(0, ...applied.map(({ candidate }) => candidate.offer.priority ?? 0))

const idsOf = ({ tally: { applied } }: Outcome) => applied.map(({ candidate }) => candidate.offer.id).join()
