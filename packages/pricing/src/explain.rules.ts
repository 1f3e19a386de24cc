import { type Contest, stopperOf, stoppersOf, weigh } from './contest.rules.js'
import { boundOf, type Found } from './search.rules.js'
import { excludeEachOther, mayCombine } from './stacking.rules.js'
import type { Candidate } from './tally.rules.js'
import { missingOf, type Reason, reason } from './trace.rules.js'

/** Why each candidate won or lost, in the order of the candidates. */
export function explainCandidates(
  contest: Contest,
  candidates: readonly Candidate[],
  found: Found,
): Reason[] {
  const { applied } = found.best.tally
  const won = new Map(applied.map(({ candidate, amountFen }) => [candidate.offer, amountFen]))
  return candidates.map((candidate) => {
    const amountFen = won.get(candidate.offer)
    return amountFen === undefined
      ? whyLost(candidate, { contest, candidates, found })
      : reason(candidate.offer, 'won', 'applied', amountFen)
  })
}

interface Contested {
  readonly contest: Contest
  readonly candidates: readonly Candidate[]
  readonly found: Found
}

function whyLost(candidate: Candidate, { contest, candidates, found }: Contested): Reason {
  const { offer } = candidate
  const { tally } = found.best
  const winners = tally.applied.map((one) => one.candidate.offer)
  const amount = boundOf(candidate, contest)
  if (found.untried.includes(candidate)) return reason(offer, 'lost', 'not_tried', amount)
  if (winners.some(({ alone }) => alone)) return reason(offer, 'lost', 'stands_alone', amount)
  if (stopperOf(offer, { applied: tally.applied, stoppers: stoppersOf(candidates), policy: contest.policy }))
    return reason(offer, 'lost', 'stopped', amount)
  if (winners.some((winner) => excludeEachOther(winner, offer)))
    return reason(offer, 'lost', 'excluded_group', amount)
  if (winners.some((winner) => winner.class === offer.class && !mayCombine(winner, offer)))
    return reason(offer, 'lost', 'better_offer', amount)
  if (!winners.every((winner) => mayCombine(winner, offer)))
    return reason(offer, 'lost', 'not_combinable', amount)
  const after = weigh(tally, candidate, contest.lines)
  if (!('code' in after)) return reason(offer, 'lost', 'no_gain')
  return { ...reason(offer, 'lost', after.code), ...missingOf(after) }
}
