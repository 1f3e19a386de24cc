import type { Movement, MovementSum } from '../ledger/index.js'
import type { MovementKind, StatementFigures } from './statement.types.js'

/** The counter-accounts a payee's money comes from and goes to; what moved with any other is told as `other`. */
const KINDS: Readonly<Record<string, MovementKind>> = {
  'expense:commission': 'commission',
  'clearing:payout': 'withdrawal',
  'income:payout-fee': 'fee',
  'liability:tax': 'tax',
}

export function kindOf({ counter, isReversal }: Pick<Movement, 'counter' | 'isReversal'>): MovementKind {
  const kind = KINDS[counter] ?? 'other'
  if (!isReversal) return kind
  return kind === 'commission' ? 'returned' : kind
}

/**
 * The figures of a span from what moved in it. Always: opening + net − withdrawn = closing, and net = gross − reversed −
 * fee − tax + other.
 */
export function figuresOf(sums: readonly MovementSum[], openingFen: number): StatementFigures {
  const of = (wanted: MovementKind) =>
    sums.filter((sum) => kindOf(sum) === wanted).reduce((total, { amount }) => total + amount, 0)
  const grossFen = of('commission')
  const reversedFen = 0 - of('returned')
  const feeFen = 0 - of('fee')
  const taxFen = 0 - of('tax')
  const otherFen = of('other')
  const withdrawnFen = 0 - of('withdrawal')
  const netFen = grossFen - reversedFen - feeFen - taxFen + otherFen
  return {
    openingFen,
    grossFen,
    reversedFen,
    feeFen,
    taxFen,
    otherFen,
    netFen,
    withdrawnFen,
    closingFen: openingFen + netFen - withdrawnFen,
  }
}
