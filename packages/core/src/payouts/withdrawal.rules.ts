import { type Fen, mulBps, toFen } from '@mamapu/kernel'
import { type TaxRule, withheldTax } from './tax.rules.js'

/**
 * Where a withdrawal stands. `review`, `second`: looked at by the first and the second pair of eyes · `approved`: to be paid ·
 * `batched`: on a list the merchant pays by · `sending`: given to the provider, or on the way there · `awaiting`: the payee has to
 * take it at the provider · `paid`: the merchant says so · `confirmed`: it arrived · `disputed`: the payee says it did not. In the
 * rest the money is back on the balance.
 */
export const WITHDRAWAL_STATES = [
  'review',
  'second',
  'approved',
  'batched',
  'sending',
  'awaiting',
  'paid',
  'confirmed',
  'disputed',
  'rejected',
  'cancelled',
  'failed',
  'expired',
  'returned',
] as const
export type WithdrawalState = (typeof WITHDRAWAL_STATES)[number]

export type WithdrawalAction =
  | 'approve'
  | 'second'
  | 'reject'
  | 'cancel'
  | 'list'
  | 'unlist'
  | 'pay'
  | 'send'
  | 'accept'
  | 'arrive'
  | 'expire'
  | 'fail'
  | 'confirm'
  | 'dispute'
  | 'insist'
  | 'return'

interface Move {
  readonly from: readonly WithdrawalState[]
  readonly to: WithdrawalState
  /** What it does to the money that was set aside when it was asked. */
  readonly money?: 'post' | 'void' | 'reverse'
}

const MOVES: Readonly<Record<WithdrawalAction, Move>> = {
  approve: { from: ['review'], to: 'approved' },
  second: { from: ['second'], to: 'approved' },
  reject: { from: ['review', 'second', 'approved'], to: 'rejected', money: 'void' },
  cancel: { from: ['review', 'second'], to: 'cancelled', money: 'void' },
  list: { from: ['approved'], to: 'batched' },
  unlist: { from: ['batched'], to: 'approved' },
  pay: { from: ['approved', 'batched'], to: 'paid', money: 'post' },
  send: { from: ['approved', 'sending'], to: 'sending' },
  accept: { from: ['sending', 'awaiting'], to: 'awaiting' },
  arrive: { from: ['sending', 'awaiting'], to: 'confirmed', money: 'post' },
  expire: { from: ['sending', 'awaiting'], to: 'expired', money: 'void' },
  fail: { from: ['sending', 'awaiting'], to: 'failed', money: 'void' },
  confirm: { from: ['paid', 'disputed'], to: 'confirmed' },
  dispute: { from: ['paid'], to: 'disputed' },
  insist: { from: ['disputed'], to: 'paid' },
  return: { from: ['disputed'], to: 'returned', money: 'reverse' },
}

/** What an action makes of a withdrawal; null where it cannot be done. A first approval that needs a second leads there. */
export function moveOf(
  { state, needsSecond }: { readonly state: WithdrawalState; readonly needsSecond: boolean },
  action: WithdrawalAction,
): { readonly to: WithdrawalState; readonly money: Move['money'] } | null {
  const move = MOVES[action]
  if (!move.from.includes(state)) return null
  return { to: action === 'approve' && needsSecond ? 'second' : move.to, money: move.money }
}

/** Nothing of it moves any more. */
export const isOver = (state: WithdrawalState): boolean =>
  ['confirmed', 'rejected', 'cancelled', 'failed', 'expired', 'returned'].includes(state)

interface Sent {
  readonly state: WithdrawalState
  readonly providerRef: string | null
  readonly reason: string
}

/** On its way to a provider that, as far as is known, never heard of it: it has neither its reference nor a failure to ask. */
const isUnsent = ({ state, providerRef, reason }: Sent): boolean =>
  state === 'sending' && providerRef === null && reason === ''

/** When one that a provider pays is given to it next, while it waits for that; null for the rest. */
export const triesAgainAt = (row: Sent & { readonly dueAt: Date | null }): Date | null =>
  row.state === 'approved' || isUnsent(row) ? row.dueAt : null

/** The whole went out, or is about to: it counts towards the day's limits and the month's income. */
export const COUNTED_STATES = [
  'review',
  'second',
  'approved',
  'batched',
  'sending',
  'awaiting',
  'paid',
  'confirmed',
  'disputed',
] as const satisfies readonly WithdrawalState[]

export interface WithdrawalTerms {
  readonly minimumFen: number
  readonly feeBps: number
  readonly feeFixedFen: number
  readonly dailyCount: number
  readonly dailyFen: number
}

export type WithdrawalObstacle =
  | 'payee_paused'
  | 'nothing_available'
  | 'above_available'
  | 'below_minimum'
  | 'too_many_today'
  | 'too_much_today'

/** Why a payee may not take out this amount now; null when she may. The ledger decides about the balance again. */
export function whyNotWithdraw(
  ask: {
    readonly amountFen: Fen
    readonly availableFen: number
    readonly isPaused: boolean
    readonly today: { readonly count: number; readonly fen: number }
  },
  terms: WithdrawalTerms,
): WithdrawalObstacle | null {
  if (ask.isPaused) return 'payee_paused'
  if (ask.availableFen <= 0) return 'nothing_available'
  if (ask.amountFen < terms.minimumFen) return 'below_minimum'
  if (ask.amountFen > ask.availableFen) return 'above_available'
  if (ask.today.count >= terms.dailyCount) return 'too_many_today'
  return ask.today.fen + ask.amountFen > terms.dailyFen ? 'too_much_today' : null
}

export interface Split {
  readonly feeFen: Fen
  readonly taxFen: Fen
  readonly netFen: Fen
}

/**
 * What becomes of an amount: fee (rounded down), tax by what the person had in the month before, and what arrives. The three add
 * up to the amount. Null when nothing would arrive.
 */
export function splitWithdrawal(
  amountFen: Fen,
  month: { readonly incomeFen: Fen; readonly taxFen: Fen },
  { terms, tax }: { readonly terms: WithdrawalTerms; readonly tax: TaxRule | null },
): Split | null {
  const feeFen = toFen(terms.feeFixedFen + mulBps(amountFen, terms.feeBps, 'down'))
  const taxFen = tax ? withheldTax(amountFen, month, tax) : toFen(0)
  const netFen = amountFen - feeFen - taxFen
  return netFen > 0 ? { feeFen, taxFen, netFen: toFen(netFen) } : null
}
