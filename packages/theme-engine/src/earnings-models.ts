/** What a payee’s own pages are given: her money, who is paid, and what became of it. */
import type { Choice, FieldErrors, Page } from './page-models.js'
import type { Picture } from './page-parts.js'

/** Where a withdrawal stands, for colours and words. */
export type WithdrawalStateKey =
  | 'review'
  | 'second'
  | 'approved'
  | 'batched'
  | 'sending'
  | 'awaiting'
  | 'paid'
  | 'confirmed'
  | 'disputed'
  | 'rejected'
  | 'cancelled'
  | 'failed'
  | 'expired'
  | 'returned'

/** Who is paid and where to, as far as a page shows it. */
export interface PayeeCard {
  name: string
  way: 'wechat' | 'alipay' | 'bank'
  account: string
  editUrl: string
}

/** `/account/earnings` of a signed-in customer: her money, and what she asked for, newest first. */
export interface EarningsPage extends Page {
  /** Below zero while refunds of what was paid out are still owed. */
  availableFen: number
  /** Promised, not yet to be taken out. */
  pendingFen: number
  withdrawingFen: number
  paidFen: number
  withdrawUrl: string
  canWithdraw: boolean
  /** The shop has paused her withdrawals. */
  isPaused: boolean
  minimumFen: number
  payee: PayeeCard | null
  payeeUrl: string
  statementsUrl: string
  /** What waits for her: to be taken, or to be confirmed. */
  due: readonly { url: string; state: WithdrawalStateKey; netFen: number }[]
  /** Net of her latest months, the newest first, each with its statement; empty before there are two to compare. */
  months: readonly { text: string; url: string; netFen: number }[]
  /** The longest bar of `months`. */
  monthMaxFen: number
  withdrawals: readonly {
    url: string
    state: WithdrawalStateKey
    /** The money is on the balance again. */
    isBack: boolean
    amountFen: number
    netFen: number
    askedAt: string
  }[]
  nextUrl: string | null
}

/**
 * `/account/earnings/withdraw`: GET with `amount` to see what it comes to; POST `csrf, key, amount` asks for it. The key makes two
 * taps one withdrawal.
 */
export interface WithdrawPage extends Page {
  step: 'amount' | 'check'
  /** False while there is too little, or the shop has paused her withdrawals: there is nothing to fill in then. */
  canWithdraw: boolean
  isPaused: boolean
  availableFen: number
  minimumFen: number
  /** As typed, in yuan. */
  amount: string
  key: string
  payee: PayeeCard
  hasFee: boolean
  feeBps: number
  feeFixedFen: number
  hasTax: boolean
  quote: {
    amountFen: number
    feeFen: number
    taxFen: number
    netFen: number
    /** What she had before in the same month, which the tax counts with. */
    incomeBeforeFen: number
  } | null
  errors: FieldErrors
}

/** `/account/earnings/payee`: POST `csrf, name, idNumber, way, account, bank, consent, next`. Never shows what is kept. */
export interface PayeePage extends Page {
  name: string
  idNumber: string
  account: string
  bank: string
  ways: readonly Choice[]
  hasConsent: boolean
  /** What is kept now, masked. */
  kept: { name: string; idNumber: string; account: string } | null
  removeUrl: string
  next: string
  errors: FieldErrors
}

/**
 * `/account/earnings/:id`: one withdrawal. POST `csrf` to `takeUrl`, `confirmUrl`, `cancelUrl`; POST `csrf, reason` to `disputeUrl`;
 * null where that cannot be done.
 */
export interface WithdrawalPage extends Page {
  state: WithdrawalStateKey
  /** The money is on the balance again. */
  isBack: boolean
  amountFen: number
  feeFen: number
  taxFen: number
  netFen: number
  payee: { name: string; way: PayeeCard['way']; account: string }
  askedAt: string
  /** When silence confirms it. */
  autoConfirmsAt: string | null
  reference: string | null
  picture: Picture | null
  /** Why it waits, was refused, did not arrive or is disputed. */
  reason: string
  /** Approved, but kept back while she owes or is paused. */
  waits: boolean
  /** Whose words the reason is; null for ours. */
  reasonBy: 'payee' | 'shop' | null
  /** When one that waits is tried again by itself. */
  triesAgainAt: string | null
  takeUrl: string | null
  confirmUrl: string | null
  disputeUrl: string | null
  cancelUrl: string | null
  timeline: readonly { text: string; note: string; at: string }[]
  errors: FieldErrors
}
