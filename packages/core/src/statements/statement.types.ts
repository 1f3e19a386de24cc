import type { CustomerId, Id } from '@mamapu/kernel'
import type { Month } from './month.rules.js'

/** What a movement of a payee's money was. `returned`: taken back of a commission after it had become available. */
export type MovementKind = 'commission' | 'returned' | 'withdrawal' | 'fee' | 'tax' | 'other'

/** Whole fen of one month. Only what moved counts: what is estimated, frozen or asked for and not yet paid does not. */
export interface StatementFigures {
  readonly openingFen: number
  /** Became available. */
  readonly grossFen: number
  /** Taken back by refunds, or refused, after it had become available. */
  readonly reversedFen: number
  readonly feeFen: number
  /** Withheld. */
  readonly taxFen: number
  /** Moved by anything else; below zero when it went out. */
  readonly otherFen: number
  /** gross − reversed − fee − tax + other. */
  readonly netFen: number
  /** Paid out to her. */
  readonly withdrawnFen: number
  readonly closingFen: number
}

export interface Statement extends StatementFigures {
  readonly payeeId: CustomerId
  readonly month: Month
  /** The month is not over: the figures are of what was so far. */
  readonly isOpen: boolean
}

/** One line of a statement. */
export interface StatementLine {
  readonly id: Id<'led'>
  readonly at: Date
  readonly kind: MovementKind
  /** Below zero what went out. */
  readonly amountFen: number
  /** What happened, as the ledger names it: `earning:ern_…`, `refund:ref_…`, `withdrawal:wdr_…`. */
  readonly cause: string
  /** The order it is of; null for everything else. */
  readonly orderNumber: string | null
  readonly productTitle: string | null
}

/** One payee's part of a shop's month; opening and closing are left to the payee's own statement. */
export interface PayeeMonth {
  readonly payeeId: CustomerId
  readonly name: string
  readonly phoneMasked: string
  readonly figures: Omit<StatementFigures, 'openingFen' | 'closingFen'>
}
