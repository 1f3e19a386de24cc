import { addDays, DAY, instantOf, type LocalDate, later } from '@mamapu/kernel'
import type { ProductSubject } from '@mamapu/plugin-sdk'
import type { Covered, Proof, ProofState } from './proof.types.js'

/** Days before its end a proof is told of; on the last day once more, and when it is over. */
export const TOLD = [30, 7, 0, -1] as const
export type Stage = (typeof TOLD)[number]
const SOON_DAYS = 30

type Edges = Pick<Proof, 'startsAt' | 'endsAt'>

/** The instants of a span of days, both included; null without an edge. */
export function edgesOf(
  { validFrom, validUntil }: Pick<Proof, 'validFrom' | 'validUntil'>,
  zone: string,
): Edges {
  return {
    startsAt: validFrom && instantOf(validFrom, 0, zone),
    endsAt: validUntil && instantOf(addDays(validUntil, 1), 0, zone),
  }
}

export function isValidAt({ startsAt, endsAt }: Edges, at: Date): boolean {
  return (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt)
}

export function stateAt(proof: Edges & Pick<Proof, 'isHidden'>, at: Date): ProofState {
  if (proof.endsAt !== null && proof.endsAt <= at) return 'over'
  if (proof.isHidden) return 'hidden'
  if (proof.startsAt !== null && proof.startsAt > at) return 'coming'
  return proof.endsAt !== null && proof.endsAt <= later(at, SOON_DAYS * DAY) ? 'ending' : 'valid'
}

/** Whether a proof speaks for these goods. */
export function speaksFor(
  proof: Covered,
  { id, categoryIds, tags }: Pick<ProductSubject, 'id' | 'categoryIds' | 'tags'>,
): boolean {
  return (
    proof.allGoods ||
    proof.productIds.includes(id) ||
    categoryIds.some((category) => proof.categoryIds.includes(category)) ||
    tags.some((tag) => proof.tags.includes(tag))
  )
}

/** When what is shown of these proofs changes next by time alone. */
export function changesAfter(proofs: readonly Edges[], at: Date): Date | null {
  const edges = proofs.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
  return edges.reduce<Date | null>(
    (first, edge) => (edge !== null && edge > at && (first === null || edge < first) ? edge : first),
    null,
  )
}

/** How near the end is, as far as the staff has not been told; null when there is nothing new to tell. */
export function stageToTell(
  { validUntil, told }: Pick<Proof, 'validUntil' | 'told'>,
  today: LocalDate,
): Stage | null {
  if (validUntil === null) return null
  const reached = TOLD.filter(
    (days) => addDays(today, days) >= validUntil && (days >= 0 || today > validUntil),
  )
  const nearest = Math.min(...reached)
  return reached.length > 0 && nearest < told ? (nearest as Stage) : null
}
