import type { CustomerId, Fen, Id, OrderId } from '@mamapu/kernel'
import type { CommissionRole } from './commissions.js'

/**
 * Where a payee's part of an order line stands. `promised`: ordered, not paid · `estimated`: paid · `frozen`: received, within the
 * return window · `available`: may be withdrawn · `void`: nothing is left of it.
 */
export type EarningState = 'promised' | 'estimated' | 'frozen' | 'available' | 'void'

/** Why an earning waits although it is due. */
export type HoldReason = 'after_sale' | 'self_purchase' | 'payee_paused' | 'merchant'

/** One payee's part of one order line. */
export interface EarningView {
  readonly id: Id<'ern'>
  readonly orderId: OrderId
  readonly orderNumber: string
  readonly role: CommissionRole
  readonly productTitle: string
  /** As the order froze them. */
  readonly baseFen: Fen
  readonly bps: number | null
  readonly amountFen: Fen
  /** What refunds have taken back so far. */
  readonly returnedFen: Fen
  /** What the merchant refused of it, after looking at what held it. */
  readonly refusedFen: Fen
  readonly state: EarningState
  readonly holds: readonly HoldReason[]
  readonly placedAt: Date
  /** When it becomes available; null while the goods are not received. */
  readonly dueAt: Date | null
}

/** A payee's money, whole fen. */
export interface EarningSummary {
  readonly estimatedFen: number
  readonly frozenFen: number
  /** May be withdrawn now; below zero while refunds of what was paid out are still owed. */
  readonly availableFen: number
  readonly withdrawingFen: number
  /** What has gone out for good as it left the balance: what arrived, the fee and the tax withheld together. */
  readonly paidFen: number
  readonly isPaused: boolean
}

/** What a promoter brought, refunds taken off. */
export interface EarningFigures {
  readonly orders: number
  readonly buyers: number
  readonly salesFen: number
  readonly commissionFen: number
}

export interface EarningService {
  /** Needs `earnings:read`, as everything that reads here. */
  summary(payee: CustomerId): Promise<EarningSummary>
  /** The latest first, after the one named; at most 50. Earnings by this plugin's rules alone. */
  list(ask: {
    readonly payee: CustomerId
    readonly state?: EarningState
    readonly orderId?: OrderId
    readonly after: Id<'ern'> | null
    readonly limit: number
  }): Promise<readonly EarningView[]>
  /** By orders paid in the span (half open), of at most 200 payees as promoters; those without any are missing. */
  figures(ask: {
    readonly payees: readonly CustomerId[]
    readonly from: Date
    readonly until: Date
  }): Promise<ReadonlyMap<CustomerId, EarningFigures>>
  /** The payees who sold most in the span by this plugin's rules, the most first; at most 100. */
  top(ask: {
    readonly from: Date
    readonly until: Date
    readonly limit: number
  }): Promise<readonly (EarningFigures & { readonly payee: CustomerId })[]>
  /** Per day of the store's zone, oldest first, days without any left out; at most 92 days. */
  days(ask: {
    readonly payee: CustomerId
    readonly from: Date
    readonly until: Date
  }): Promise<readonly (EarningFigures & { readonly day: string })[]>
  /** Nothing of the payee becomes available and nothing is paid out until `resume`; nothing is lost. Needs `earnings:hold`. */
  pause(payee: CustomerId, note: string): Promise<void>
  resume(payee: CustomerId): Promise<void>
  /** Whether a part may be released early where the merchant funds that. Needs `earnings:hold`. */
  setTrusted(payee: CustomerId, isTrusted: boolean): Promise<void>
}

/** The page where a payee sees and withdraws the money. */
export const EARNINGS_PATH = '/account/earnings'
