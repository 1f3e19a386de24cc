import type { CustomerId, Fen, Id } from '@mamapu/kernel'
import type { WithdrawalState } from './withdrawal.rules.js'

/** Where money may go. */
export const PAYOUT_WAYS = ['wechat', 'alipay', 'bank'] as const
export type PayoutWay = (typeof PAYOUT_WAYS)[number]

/** Paid by the merchant outside, and marked so; anything else names a provider. */
export const BY_HAND = 'hand'

/** Who is paid and where: known whole to whoever pays and reports, sealed everywhere else. */
export interface PayeeIdentity {
  /** As on the identity card. */
  readonly name: string
  /** The resident identity number, 18 characters. */
  readonly idNumber: string
  readonly way: PayoutWay
  readonly account: string
  /** The bank and its branch; empty for the other ways. */
  readonly bank: string
}

/** What is kept back for tax, and why so much. */
export interface TaxOfWithdrawal {
  readonly kind: 'none' | 'labour'
  /** `2026-03`, of the shop's calendar. */
  readonly month: string
  /** What the person had in that month before this. */
  readonly incomeBeforeFen: Fen
  readonly taxBeforeFen: Fen
}

/** One wish to be paid. Amounts, tax, who and where to stand since it was asked. */
export interface Withdrawal {
  readonly id: Id<'wdr'>
  readonly payeeId: CustomerId
  /** What leaves the balance: net, fee and tax together. */
  readonly amountFen: Fen
  readonly feeFen: Fen
  readonly taxFen: Fen
  /** What arrives. */
  readonly netFen: Fen
  readonly tax: TaxOfWithdrawal
  readonly nameMasked: string
  readonly way: PayoutWay
  readonly accountMasked: string
  /** `hand`, or the provider that pays it. */
  readonly route: string
  readonly state: WithdrawalState
  readonly needsSecond: boolean
  readonly approvedBy: string | null
  readonly secondedBy: string | null
  readonly batchId: Id<'pbt'> | null
  readonly paidReference: string | null
  readonly paidPicture: Id<'med'> | null
  readonly providerRef: string | null
  /** Where the payee takes it, while the provider waits for that. */
  readonly confirmUrl: string | null
  /** Why it was refused, did not arrive or is disputed. */
  readonly reason: string
  readonly attempts: number
  readonly dueAt: Date | null
  readonly askedAt: Date
  readonly paidAt: Date | null
  readonly doneAt: Date | null
}

/** Why money may not leave now: the payee is paused, or refunds since it was asked are still owed. */
export type WaitReason = 'payee_paused' | 'payee_owes'

/** A withdrawal as it is looked at: also why it waits, while nobody can approve, list or send it; null when nothing keeps it. */
export interface SeenWithdrawal extends Withdrawal {
  readonly waitsFor: WaitReason | null
}

/** One line of what happened to a withdrawal; both sides see it. */
export interface WithdrawalStep {
  readonly action: string
  readonly from: WithdrawalState | null
  readonly to: WithdrawalState
  /** A staff id, `payee`, `provider` or `system`. */
  readonly actor: string
  readonly note: string
  readonly at: Date
}
