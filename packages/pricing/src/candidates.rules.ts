import { weigh } from './contest.rules.js'
import type { OrderOffer, PricingPolicy } from './pricing.types.js'
import type { Contender } from './stacking.rules.js'
import { type Candidate, fullPriced, linesFor, type Tally } from './tally.rules.js'
import { type Obstacle, type Reason, reason, refusal } from './trace.rules.js'
import type { OpenLine } from './unit-stage.rules.js'

/** Those that could apply to this cart by themselves, and why the others cannot. */
export interface Field {
  readonly candidates: readonly Candidate[]
  readonly reasons: readonly Reason[]
  /** Refused ones that buying more could admit. */
  readonly short: readonly { readonly candidate: Candidate; readonly obstacle: Obstacle }[]
}

export function findCandidates(
  offers: readonly Contender[],
  { lines, start, policy }: { lines: readonly OpenLine[]; start: Tally; policy: PricingPolicy },
): Field {
  const candidates: Candidate[] = []
  const reasons: Reason[] = []
  const short: { candidate: Candidate; obstacle: Obstacle }[] = []
  for (const offer of offers) {
    const candidate = candidateOf(offer, lines)
    const after = candidate.code ? candidate : weigh(start, candidate, lines)
    if ('code' in after) {
      reasons.push(refusal(offer, after))
      if (!candidate.code && isShort(after)) short.push({ candidate, obstacle: after })
    } else if (!isWanted(offer, policy)) reasons.push(reason(offer, 'lost', 'not_chosen', after.amountFen))
    else if (!candidate.code) candidates.push(candidate)
  }
  return { candidates, reasons, short }
}

/** Whether the shopper wants it: choices are tried when chosen, or when the best is asked for. */
export function isWanted({ id, applies }: Contender, { choices }: PricingPolicy): boolean {
  return applies === 'always' || choices === 'best' || choices.includes(id)
}

const isShort = ({ code }: Obstacle) => code === 'below_threshold' || code === 'below_units'

type Prepared = (Candidate & { readonly code?: undefined }) | (Obstacle & Partial<Candidate>)

function candidateOf(offer: Contender, lines: readonly OpenLine[]): Prepared {
  const named = linesFor(offer, lines, offer.lineIds)
  if (named.length === 0) return { code: 'no_line_in_scope' }
  const scope = fullPriced(named, offer, lines)
  if (scope.length === 0) return { code: 'discounted_already' }
  return { offer, scope, measured: measuredLines(offer, lines) ?? scope }
}

function measuredLines(offer: Contender, lines: readonly OpenLine[]): number[] | null {
  const measures = (offer as OrderOffer).measures
  return measures === undefined ? null : fullPriced(linesFor(offer, lines, measures), offer, lines)
}
