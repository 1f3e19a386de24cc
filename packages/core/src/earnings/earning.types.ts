import type { CustomerId, Fen, Id, OrderId } from '@mamapu/kernel'
import type { CommissionRole, EarningState, HoldReason } from '@mamapu/plugin-sdk'

export type EarningId = Id<'ern'>
export type HoldId = Id<'hld'>

/** One payee's part of one order line, as it stands. */
export interface Earning {
  readonly id: EarningId
  readonly orderId: OrderId
  readonly lineId: Id<'lin'>
  readonly role: CommissionRole
  readonly payeeId: CustomerId
  /** By whose rules it was promised. */
  readonly plugin: string
  readonly bps: number | null
  readonly baseFen: Fen
  readonly amountFen: Fen
  readonly state: EarningState
  /** What refunds took back, and what went back for the line when they did. */
  readonly returnedFen: Fen
  readonly refundedFen: Fen
  /** What the merchant refused of it. */
  readonly refusedFen: Fen
  /** What was released before its time. */
  readonly advancedFen: Fen
  /** When it was booked, when the goods came, when it is due, when it was released. */
  readonly paidAt: Date | null
  readonly receivedAt: Date | null
  readonly dueAt: Date | null
  readonly settledAt: Date | null
  readonly wakeAt: Date | null
}

/** Which plugins want to hear `earning.changed`: nobody else is told. */
export interface EarningDeps {
  readonly hears: readonly string[]
}

/** What holds an earning or a payee, and how it ended. */
export interface Hold {
  readonly id: HoldId
  readonly earningId: EarningId | null
  readonly payeeId: CustomerId | null
  readonly reason: HoldReason
  readonly note: string
  readonly openedBy: string
  readonly openedAt: Date
  readonly decision: 'allowed' | 'refused' | null
  readonly closingNote: string
  readonly closedBy: string | null
  readonly closedAt: Date | null
}

/** The ledger's cause of everything booked for an earning: its estimate, what was released early, the rest. */
export const earningCause = (id: EarningId) => `earning:${id}`
