import { type Contest, isForced, stopperOf, stoppersOf, weigh } from './contest.rules.js'
import { lineBound } from './line-stage.rules.js'
import { orderBound } from './order-stage.rules.js'
import { better, type Outcome, settle } from './settle.rules.js'
import { settleShipping } from './shipping-stage.rules.js'
import { byApplication, byPriority, mayCombine, stops } from './stacking.rules.js'
import type { Applied, Candidate, Step, Tally } from './tally.rules.js'

/** The search is exact up to this many candidates; above, those with the largest upper bound are tried. */
export const EXACT_CANDIDATES = 10

/** The decision, and the candidates that were only tried by themselves. */
export interface Found {
  readonly best: Outcome
  readonly untried: readonly Candidate[]
}

/** A candidate with the most it could ever take off, in whatever company. */
interface Bounded {
  readonly candidate: Candidate
  readonly boundFen: number
  readonly isFree: boolean
  /** Those with the same key never stand together, so that only the largest of their bounds counts. */
  readonly rivals: string
}

/**
 * The set of offers with the lowest payable; on a tie the one with more gifts, fewer limited things taken, higher priority,
 * smaller ids. Up to EXACT_CANDIDATES every set in which all may combine is tried, but for those that plainly cannot be
 * cheaper; above, those of the largest upper bound together and every other by itself, so that the result is never above
 * the best single offer.
 */
export function search(contest: Contest, candidates: readonly Candidate[]): Found {
  const { start, lines, policy } = contest
  const stoppers = stoppersOf(candidates)
  const settled = (tally: Tally) => settle(contest, tally, stoppers)
  const lone = candidates.filter(({ offer }) => offer.alone && isForced(offer, policy))
  if (lone.length > 0) return { best: bestAlone(contest, lone), untried: [] }

  const ranked = rank(contest, candidates)
  const tried = ranked.slice(0, EXACT_CANDIDATES).sort(byTurn)
  const untried = ranked.slice(EXACT_CANDIDATES).map(({ candidate }) => candidate)
  let best = settled(start)
  const consider = (tally: Tally) => {
    const { applied } = tally
    const isStopped = ({ candidate }: Applied) =>
      stopperOf(candidate.offer, { applied, stoppers, policy }) !== null
    if (stoppers.length === 0 || !applied.some(isStopped)) best = better(best, settled(tally))
  }
  const isWorth = (after: Reached, more: readonly Bounded[]) =>
    leastPayable(contest, after, more) <= best.payableFen
  const extend = (tally: Tally, from: number) => {
    const open = tried.slice(from).filter(({ candidate }) => fits(tally.applied, candidate))
    open.forEach((next, index) => {
      if (!isWorth({ tally, amountFen: 0, ships: false }, open.slice(index))) return
      const step = weigh(tally, next.candidate, lines)
      if ('code' in step || !isWorth({ tally, ...step }, open.slice(index + 1))) return
      const after = step.done()
      consider(after)
      extend(after, tried.indexOf(next) + 1)
    })
  }
  extend(start, 0)
  for (const one of untried) {
    const step = weigh(start, one, lines)
    if (!('code' in step)) consider(step.done())
  }
  return { best, untried }
}

/** A tally, and what one more offer would take off it. */
interface Reached extends Pick<Step, 'amountFen' | 'ships'> {
  readonly tally: Tally
}

/** Each applies by itself: that made it a candidate. */
function bestAlone(contest: Contest, lone: readonly Candidate[]): Outcome {
  return lone
    .map((one) => weigh(contest.start, one, contest.lines))
    .flatMap((step) => ('code' in step ? [] : [settle(contest, step.done(), [])]))
    .reduce(better)
}

const byTurn = (a: Bounded, b: Bounded) => byApplication(a.candidate.offer, b.candidate.offer)

function rank(contest: Contest, candidates: readonly Candidate[]): Bounded[] {
  const fullFee = contest.quoteFor(0).feeFen
  const worth = ({ boundFen, isFree }: Bounded) => boundFen + (isFree ? fullFee : 0)
  return candidates
    .map((candidate) => bounded(contest, candidate))
    .sort((a, b) => worth(b) - worth(a) || byPriority(a.candidate.offer, b.candidate.offer))
}

function bounded(contest: Contest, candidate: Candidate): Bounded {
  const { offer } = candidate
  return {
    candidate,
    boundFen: boundOf(candidate, contest),
    isFree: offer.stage === 'order' && offer.tiers.some(({ freeShipping }) => freeShipping),
    rivals: offer.combinesWith.includes(offer.class) ? offer.id : `class ${offer.class}`,
  }
}

/** The most a candidate could ever take off. */
export function boundOf(candidate: Candidate, { start, lines }: Contest): number {
  const { offer } = candidate
  return offer.stage === 'line'
    ? lineBound(start, candidate, offer)
    : orderBound(start, candidate, { offer, lines })
}

function fits(applied: readonly Applied[], { offer: next }: Candidate): boolean {
  return applied.every(({ candidate: { offer } }) => mayCombine(offer, next) && !stops(offer, next))
}

/** No set that adds some of these to those applied costs less: every bound taken, delivery and points at their best. */
function leastPayable(
  contest: Contest,
  { tally, amountFen, ships }: Reached,
  more: readonly Bounded[],
): number {
  const goodsFen = tally.goodsFen - amountFen
  const least = Math.max(0, goodsFen - largestOff(more), tally.goodsFen - tally.budgetFen)
  const isFree =
    ships || more.some((one) => one.isFree) || tally.applied.some(({ tier }) => tier?.freeShipping)
  const { shippingOffers: offers } = contest
  const { feeFen } = settleShipping(contest.quoteFor(goodsFen), { goodsFen, isFree, offers })
  return least + feeFen - mostByPoints(contest, least)
}

function largestOff(more: readonly Bounded[]): number {
  let total = 0
  for (let at = 0; at < more.length; at += 1) {
    const { rivals, boundFen } = more[at] as Bounded
    const isLargest = !more.some(
      (one, index) =>
        one.rivals === rivals && (one.boundFen > boundFen || (one.boundFen === boundFen && index < at)),
    )
    if (isLargest) total += boundFen
  }
  return total
}

/** Grows with the goods by less than they do, so that the least goods make the least payable. */
function mostByPoints({ points, policy }: Contest, goodsFen: number): number {
  if (!points || policy.points === 'none') return 0
  const share = Math.ceil((goodsFen * points.maxShareBps) / 10_000)
  return Math.min(share, Math.ceil((points.pointsAvailable * 100) / points.pointsPerYuan))
}
