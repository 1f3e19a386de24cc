import { applyLine, lineBound } from './line-stage.rules.js'
import { applyOrder, orderBound } from './order-stage.rules.js'
import { type Spending, spendPoints } from './points-stage.rules.js'
import type { PointsOffer, PricingPolicy, ShippingOffer } from './pricing.types.js'
import type { ShippingQuote } from './shipping.rules.js'
import { type SettledShipping, settleShipping } from './shipping-stage.rules.js'
import { byApplication, byPriority, mayCombine, stops } from './stacking.rules.js'
import { type Applied, type Candidate, sum, type Tally } from './tally.rules.js'
import type { Obstacle } from './trace.rules.js'
import type { OpenLine } from './unit-stage.rules.js'

/** The search is exact up to this many candidates; above, those with the largest upper bound are tried. */
export const EXACT_CANDIDATES = 10

/** Everything the search needs besides the candidates. */
export interface Contest {
  readonly lines: readonly OpenLine[]
  readonly start: Tally
  readonly shippingOffers: readonly ShippingOffer[]
  readonly points: PointsOffer | null
  readonly policy: PricingPolicy
  quoteFor(goodsFen: number): ShippingQuote
}

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

/** The decision, and what the trace says about those who could not take part. */
export interface Found {
  readonly best: Outcome
  /** Candidates that were only tried by themselves. */
  readonly untried: readonly Candidate[]
}

/** One step of the search: the offer applied, or why it cannot be. */
export function apply(tally: Tally, candidate: Candidate, lines: readonly OpenLine[]): Tally | Obstacle {
  const { offer } = candidate
  return offer.stage === 'line'
    ? applyLine(tally, candidate, offer)
    : applyOrder(tally, candidate, { offer, lines })
}

/** The most a candidate could ever bring, for choosing which are worth trying. */
export function boundOf(candidate: Candidate, { start, lines, quoteFor }: Contest): number {
  const { offer } = candidate
  if (offer.stage === 'line') return lineBound(start, candidate, offer)
  const feeFen = offer.tiers.some(({ freeShipping }) => freeShipping) ? quoteFor(0).feeFen : 0
  return orderBound(start, candidate, { offer, lines, feeFen })
}

/**
 * The set of offers with the lowest payable; on a tie the one with more gifts, fewer limited things taken, higher priority,
 * smaller ids. Up to EXACT_CANDIDATES every set in which all may combine is tried; above, those of the largest upper bound
 * together and every other by itself, so that the result is never above the best single offer.
 */
export function search(contest: Contest, candidates: readonly Candidate[]): Found {
  const nothing = settle(contest, contest.start, candidates)
  const lone = candidates.filter(({ offer }) => offer.alone && isForced(offer, contest.policy))
  if (lone.length > 0) {
    const [first, ...others] = lone.flatMap((one) => outcomeOf(contest, one, candidates))
    if (first) return { best: others.reduce(better, first), untried: [] }
  }
  const ranked = rank(contest, candidates)
  const tried = ranked.slice(0, EXACT_CANDIDATES).sort((a, b) => byApplication(a.offer, b.offer))
  const untried = ranked.slice(EXACT_CANDIDATES)
  let best = nothing
  const consider = (tally: Tally) => {
    if (isAdmissible(tally.applied, contest, candidates))
      best = better(best, settle(contest, tally, candidates))
  }
  const extend = (tally: Tally, from: number) => {
    for (let index = from; index < tried.length; index += 1) {
      const next = tried[index] as Candidate
      if (!fits(tally.applied, next)) continue
      const after = apply(tally, next, contest.lines)
      if ('code' in after) continue
      consider(after)
      extend(after, index + 1)
    }
  }
  extend(contest.start, 0)
  for (const one of untried) {
    const after = apply(contest.start, one, contest.lines)
    if (!('code' in after)) consider(after)
  }
  return { best, untried }
}

function rank(contest: Contest, candidates: readonly Candidate[]): Candidate[] {
  if (candidates.length <= EXACT_CANDIDATES) return [...candidates]
  return candidates
    .map((candidate) => ({ candidate, bound: boundOf(candidate, contest) }))
    .sort((a, b) => b.bound - a.bound || byPriority(a.candidate.offer, b.candidate.offer))
    .map(({ candidate }) => candidate)
}

function outcomeOf(contest: Contest, one: Candidate, candidates: readonly Candidate[]): Outcome[] {
  const after = apply(contest.start, one, contest.lines)
  return 'code' in after ? [] : [settle(contest, after, candidates)]
}

/** Whether an offer that stops or stands alone does so though a cheaper set without it exists: not when it only may be chosen. */
export function isForced({ id, applies }: Candidate['offer'], { choices }: PricingPolicy): boolean {
  return applies === 'always' || (choices !== 'best' && choices.includes(id))
}

function fits(applied: readonly Applied[], next: Candidate): boolean {
  return applied.every(
    ({ candidate: { offer } }) => mayCombine(offer, next.offer) && !stops(offer, next.offer),
  )
}

/** A stopper that would apply may be left out only for one of higher priority that it cannot stand beside. */
function isAdmissible(
  applied: readonly Applied[],
  contest: Contest,
  candidates: readonly Candidate[],
): boolean {
  return applied.every(
    ({ candidate }) => stopperOf(candidate.offer, { applied, contest, candidates }) === null,
  )
}

/** The stopping offer that keeps one from applying beside those applied. */
export function stopperOf(
  later: Candidate['offer'] | ShippingOffer,
  {
    applied,
    contest,
    candidates,
  }: {
    applied: readonly Applied[]
    contest: Contest
    candidates: readonly Candidate[]
  },
): Candidate['offer'] | null {
  for (const { offer } of candidates) {
    if (!offer.stops || !stops(offer, later)) continue
    const isIn = applied.some(({ candidate }) => candidate.offer === offer)
    if (isIn || (isForced(offer, contest.policy) && !hasRival(offer, applied))) return offer
  }
  return null
}

function hasRival(stopper: Candidate['offer'], applied: readonly Applied[]): boolean {
  return applied.some(
    ({ candidate: { offer } }) => byPriority(offer, stopper) < 0 && !mayCombine(offer, stopper),
  )
}

/** Delivery and points on top of applied offers. */
function settle(contest: Contest, tally: Tally, candidates: readonly Candidate[]): Outcome {
  const { applied } = tally
  const goodsFen = sum(tally.left)
  const quote = contest.quoteFor(goodsFen)
  const isFree = applied.some(({ tier }) => tier?.freeShipping)
  const shipping = settleShipping(quote, {
    goodsFen,
    isFree,
    offers: contest.shippingOffers.filter(
      (offer) => barredShipping(offer, { applied, contest, candidates }) === null,
    ),
  })
  const spending = allowsPoints(applied) ? spend(contest, tally, goodsFen) : null
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

/** Why a shipping offer cannot be used beside those applied. */
export function barredShipping(
  offer: ShippingOffer,
  beside: { applied: readonly Applied[]; contest: Contest; candidates: readonly Candidate[] },
): 'stopped' | 'stands_alone' | null {
  if (beside.applied.some(({ candidate }) => candidate.offer.alone)) return 'stands_alone'
  return stopperOf(offer, beside) ? 'stopped' : null
}

export function allowsPoints(applied: readonly Applied[]): boolean {
  return applied.every(({ candidate }) => candidate.offer.combinesWith.includes('points'))
}

function spend({ points, policy }: Contest, { room, budgetFen }: Tally, goodsFen: number): Spending | null {
  const roomFen = Math.min(sum(room), budgetFen)
  return points && spendPoints(points, policy.points, { goodsFen, roomFen })
}

function giftUnits({ tier, times }: Applied): number {
  return (tier?.gifts ?? []).reduce((total, { units }) => total + units * times, 0)
}

function better(a: Outcome, b: Outcome): Outcome {
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
