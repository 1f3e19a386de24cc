import type { Id } from '@mamapu/kernel'

export type LedgerUnit = 'CNY' | 'points'

/** `payee:<whose>` has a balance that cannot be overdrawn; every other account is a counter-account without one. */
export type LedgerAccount = `${string}:${string}`

/** Why it is entered: each (cause, leg) once, so that a repeat does nothing. */
export interface Reason {
  /** What happened, with its id: `commission:ord_…`. */
  readonly cause: string
  /** Which of several transfers of one cause. */
  readonly leg: string
  readonly at: Date
}

/** Moves `amount` from `debit` to `credit`. */
export interface Transfer extends Reason {
  readonly unit: LedgerUnit
  readonly debit: LedgerAccount
  readonly credit: LedgerAccount
  /** Whole fen or whole points, above zero. */
  readonly amount: number
}

/** Says more of an earlier transfer: which, and how much of it. */
export interface Settlement extends Reason {
  readonly of: Id<'led'>
  readonly amount: number
}

export type PostResult =
  | { readonly entered: true; readonly isRepeat: boolean; readonly transferId: Id<'led'> }
  /** The payee's available balance does not cover it. */
  | { readonly entered: false; readonly reason: 'short' }

export type SettleResult =
  | { readonly entered: true; readonly isRepeat: boolean; readonly transferId: Id<'led'> }
  /** Less is left of the named transfer. */
  | { readonly entered: false; readonly reason: 'above' }

/** One transfer of a cause, and how much of it is neither settled nor taken back. */
export interface Leg {
  readonly transferId: Id<'led'>
  readonly leg: string
  readonly amount: number
  readonly leftAmount: number
}

export interface Balance {
  /** May be taken out now; below zero while something taken back is still owed. */
  readonly available: number
  /** Promised, not yet posted. */
  readonly pending: number
  /** Set aside for going out. */
  readonly reserved: number
}

/** One invariant of the whole ledger, looked at across all shops. */
export interface LedgerCheck {
  readonly name: string
  readonly checked: number
  readonly broken: number
}
