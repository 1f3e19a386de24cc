import { Type } from 'typebox'
import { Instant } from '../http/index.js'
import type { Batch } from './batch.queries.js'
import type { PayeeRow } from './payee.queries.js'
import { triesAgainAt, WITHDRAWAL_STATES } from './withdrawal.rules.js'
import { PAYOUT_WAYS, type SeenWithdrawal, type Withdrawal, type WithdrawalStep } from './withdrawal.types.js'

const Nullable = <T extends Parameters<typeof Type.Array>[0]>(schema: T) => Type.Union([schema, Type.Null()])
export const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
export const money = (amount: number) => ({ amount, currency: 'CNY' })

/** A withdrawal as staff and payee see it: nothing personal but masked. */
export const WithdrawalReply = Type.Object({
  id: Type.String(),
  payeeId: Type.String(),
  amount: Money,
  fee: Money,
  tax: Money,
  net: Money,
  taxKind: Type.Enum(['none', 'labour']),
  /** `2026-03`: the month of the shop its tax counts to, and what came before it in that month. */
  taxMonth: Type.String(),
  incomeBefore: Money,
  taxBefore: Money,
  name: Type.String(),
  way: Type.Enum([...PAYOUT_WAYS]),
  account: Type.String(),
  /** `hand`, or the provider that pays it. */
  route: Type.String(),
  state: Type.Enum([...WITHDRAWAL_STATES]),
  needsSecond: Type.Boolean(),
  approvedBy: Nullable(Type.String()),
  secondedBy: Nullable(Type.String()),
  batchId: Nullable(Type.String()),
  paidReference: Nullable(Type.String()),
  paidPictureId: Nullable(Type.String()),
  providerRef: Nullable(Type.String()),
  reason: Type.String(),
  /** Nobody tries any more: `retry` wakes it. */
  isParked: Type.Boolean(),
  /** Why it can neither be approved nor go out: the payee is paused, or refunds since it was asked are still owed. */
  waitsFor: Nullable(Type.Enum(['payee_paused', 'payee_owes'])),
  /** When it is given to its provider next; null where somebody pays by hand. */
  triesAgainAt: Nullable(Instant),
  askedAt: Instant,
  paidAt: Nullable(Instant),
  doneAt: Nullable(Instant),
})

/** What was just decided about waits for nothing; what is only looked at may. */
export function withdrawalReply(row: Withdrawal & Partial<SeenWithdrawal>) {
  return {
    id: row.id,
    payeeId: row.payeeId,
    amount: money(row.amountFen),
    fee: money(row.feeFen),
    tax: money(row.taxFen),
    net: money(row.netFen),
    taxKind: row.tax.kind,
    taxMonth: row.tax.month,
    incomeBefore: money(row.tax.incomeBeforeFen),
    taxBefore: money(row.tax.taxBeforeFen),
    name: row.nameMasked,
    way: row.way,
    account: row.accountMasked,
    route: row.route,
    state: row.state,
    needsSecond: row.needsSecond,
    approvedBy: row.approvedBy,
    secondedBy: row.secondedBy,
    batchId: row.batchId,
    paidReference: row.paidReference,
    paidPictureId: row.paidPicture,
    providerRef: row.providerRef,
    reason: row.reason,
    isParked: (row.state === 'sending' || row.state === 'awaiting') && row.dueAt === null,
    waitsFor: row.waitsFor ?? null,
    triesAgainAt: triesAgainAt(row)?.toISOString() ?? null,
    askedAt: row.askedAt.toISOString(),
    paidAt: row.paidAt?.toISOString() ?? null,
    doneAt: row.doneAt?.toISOString() ?? null,
  }
}

const Step = Type.Object({
  action: Type.String(),
  from: Nullable(Type.String()),
  to: Type.String(),
  actor: Type.String(),
  note: Type.String(),
  at: Instant,
})

/** One withdrawal with everything that happened to it and, once paid by hand, the picture of that. */
export const WithdrawalDetail = Type.Object({
  withdrawal: WithdrawalReply,
  history: Type.Array(Step),
  paidPictureUrl: Nullable(Type.String()),
})

export function withdrawalDetail(
  row: Withdrawal,
  history: readonly WithdrawalStep[],
  picture: string | null,
) {
  return {
    withdrawal: withdrawalReply(row),
    history: history.map((step) => ({ ...step, at: step.at.toISOString() })),
    paidPictureUrl: picture,
  }
}

export const BatchReply = Type.Object({
  id: Type.String(),
  /** As it was opened. */
  listed: Type.Integer(),
  listedNet: Money,
  openedBy: Type.String(),
  openedAt: Instant,
  closedAt: Nullable(Instant),
  /** Still to be paid: what `paid` has to name. */
  openCount: Type.Integer(),
  openNet: Money,
  paidCount: Type.Integer(),
  paidNet: Money,
})

export const batchReply = (batch: Batch) => ({
  id: batch.id,
  listed: batch.listed,
  listedNet: money(batch.listedFen),
  openedBy: batch.openedBy,
  openedAt: batch.openedAt.toISOString(),
  closedAt: batch.closedAt?.toISOString() ?? null,
  openCount: batch.openCount,
  openNet: money(batch.openFen),
  paidCount: batch.paidCount,
  paidNet: money(batch.paidFen),
})

export const PayeeReply = Type.Object({
  customerId: Type.String(),
  name: Type.String(),
  idNumber: Type.String(),
  way: Type.Enum([...PAYOUT_WAYS]),
  account: Type.String(),
  consent: Type.String(),
  consentedAt: Instant,
  updatedAt: Instant,
})

export const payeeReply = (row: PayeeRow) => ({
  customerId: row.customerId,
  name: row.nameMasked,
  idNumber: row.numberMasked,
  way: row.way,
  account: row.accountMasked,
  consent: row.consent,
  consentedAt: row.consentedAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})
