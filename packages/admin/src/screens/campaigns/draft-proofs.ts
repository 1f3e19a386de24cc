import type { DraftProof } from '../../api/campaign-checks.js'

const ORDER: readonly DraftProof['verdict'][] = [
  'other',
  'not_lower',
  'above_basis',
  'without_basis',
  'struck',
]

/** What a merchant should look at first: sold below cost, then whatever is not struck. */
export function worstFirst(lines: readonly DraftProof[]): DraftProof[] {
  const rank = (line: DraftProof) => (isBelowCost(line) ? -1 : ORDER.indexOf(line.verdict))
  return lines.toSorted((a, b) => rank(a) - rank(b))
}

export function isBelowCost({ unitFen, costFen }: Pick<DraftProof, 'unitFen' | 'costFen'>): boolean {
  return costFen !== null && unitFen < costFen
}

/** How many are struck, how many are not, and how many lose money. */
export function countOf(lines: readonly DraftProof[]) {
  const struck = lines.filter(({ verdict }) => verdict === 'struck').length
  return { struck, plain: lines.length - struck, belowCost: lines.filter(isBelowCost).length }
}
