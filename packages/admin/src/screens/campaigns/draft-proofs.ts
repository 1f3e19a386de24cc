import type { DraftProof } from '../../api/campaign-checks.js'

const ORDER: readonly DraftProof['verdict'][] = [
  'other',
  'not_lower',
  'above_basis',
  'without_basis',
  'struck',
  'no_price',
]

/** What a merchant should look at first: sold below cost, then whatever is not struck. */
export function worstFirst(lines: readonly DraftProof[]): DraftProof[] {
  const rank = (line: DraftProof) => (isBelowCost(line) ? -1 : ORDER.indexOf(line.verdict))
  return lines.toSorted((a, b) => rank(a) - rank(b))
}

type Priced = Pick<DraftProof, 'paidFen' | 'costFen' | 'commissionFen'>

/** Sold at a loss, commission counted. */
export function isBelowCost(line: Priced): boolean {
  return (marginOf(line) ?? 0) < 0
}

/** What the shop keeps of one unit once everybody who earns by it has had the most there is; null when its cost is not known. */
export function marginOf({ paidFen, costFen, commissionFen }: Priced): number | null {
  return costFen === null ? null : paidFen - costFen - commissionFen
}

/** How many are struck, how many are not, and how many lose money. */
export function countOf(lines: readonly DraftProof[]) {
  const struck = lines.filter(({ verdict }) => verdict === 'struck').length
  const unpriced = lines.filter(({ verdict }) => verdict === 'no_price').length
  return { struck, plain: lines.length - struck - unpriced, belowCost: lines.filter(isBelowCost).length }
}
