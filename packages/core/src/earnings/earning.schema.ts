import { type Static, type TSchema, Type } from 'typebox'
import type { CustomerLabel } from '../customers/index.js'
import { Instant } from '../http/index.js'
import type { Hold } from './earning.types.js'
import type { EarningRow } from './earning-view.queries.js'

export const EARNING_STATES = ['promised', 'estimated', 'frozen', 'available', 'void'] as const
const REASONS = ['after_sale', 'self_purchase', 'payee_paused', 'merchant'] as const

const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Time = Nullable(Instant)

export const EarningReply = Type.Object({
  id: Type.String(),
  orderId: Type.String(),
  orderNumber: Type.String(),
  productTitle: Type.String(),
  units: Type.Integer(),
  role: Type.Enum(['promoter', 'inviter']),
  payeeId: Type.String(),
  /** Masked, and empty when she has given none. */
  payeeName: Type.String(),
  payeePhone: Type.String(),
  plugin: Type.String(),
  /** Why this rate, as the order froze it. */
  basis: Type.String(),
  bps: Nullable(Type.Integer()),
  perUnit: Nullable(Money),
  base: Money,
  amount: Money,
  returned: Money,
  refused: Money,
  /** Released before its time. */
  advanced: Money,
  /** What is left of it for the payee. */
  left: Money,
  state: Type.Enum([...EARNING_STATES]),
  holds: Type.Array(Type.Enum([...REASONS])),
  placedAt: Instant,
  paidAt: Time,
  receivedAt: Time,
  dueAt: Time,
  settledAt: Time,
  /** So often it could not be released. */
  failures: Type.Integer(),
})

/** Who is paid, as lists name her. */
export const payeeNamed = (label: CustomerLabel | undefined) => ({
  payeeName: label?.name ?? '',
  payeePhone: label?.phoneMasked ?? '',
})

export function earningReply(
  row: EarningRow,
  { currency, label }: { readonly currency: string; readonly label: CustomerLabel | undefined },
): Static<typeof EarningReply> {
  const money = (amount: number) => ({ amount, currency })
  const time = (at: Date | null) => at?.toISOString() ?? null
  return {
    id: row.id,
    orderId: row.orderId,
    orderNumber: row.orderNumber,
    productTitle: row.productTitle,
    units: row.units,
    role: row.role,
    payeeId: row.payee,
    ...payeeNamed(label),
    plugin: row.plugin,
    basis: row.basis,
    bps: row.bps,
    perUnit: row.perUnitFen === null ? null : money(row.perUnitFen),
    base: money(row.baseFen),
    amount: money(row.amountFen),
    returned: money(row.returnedFen),
    refused: money(row.refusedFen),
    advanced: money(row.advancedFen),
    left: money(row.amountFen - row.returnedFen - row.refusedFen),
    state: row.state,
    holds: [...row.holds],
    placedAt: row.placedAt.toISOString(),
    paidAt: time(row.paidAt),
    receivedAt: time(row.receivedAt),
    dueAt: time(row.dueAt),
    settledAt: time(row.settledAt),
    failures: row.failures,
  }
}

export const HoldReply = Type.Object({
  id: Type.String(),
  reason: Type.Enum([...REASONS]),
  note: Type.String(),
  openedBy: Type.String(),
  openedAt: Instant,
  decision: Nullable(Type.Enum(['allowed', 'refused'])),
  closingNote: Type.String(),
  closedBy: Nullable(Type.String()),
  closedAt: Time,
})

export function holdReply(hold: Hold): Static<typeof HoldReply> {
  const { id, reason, note, openedBy, openedAt, decision, closingNote, closedBy, closedAt } = hold
  return {
    ...{ id, reason, note, openedBy, decision, closingNote, closedBy },
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  }
}

/** A hold that waits for a decision, with the earning it keeps; a payee's has none. */
export const OpenHold = Type.Object({
  ...HoldReply.properties,
  payeeId: Type.String(),
  payeeName: Type.String(),
  payeePhone: Type.String(),
  earning: Nullable(EarningReply),
})

export const DetailReply = Type.Object({
  ...EarningReply.properties,
  /** Every hold it ever had, its payee's open ones too, the latest first. */
  allHolds: Type.Array(HoldReply),
  /** What each refund of the line took back. */
  returns: Type.Array(
    Type.Object({ refundId: Type.String(), refunded: Money, returned: Money, at: Instant }),
  ),
  /** Every row of the ledger that moved it, in the order they were entered. */
  transfers: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.String(),
      debit: Type.String(),
      credit: Type.String(),
      amount: Money,
      cause: Type.String(),
      leg: Type.String(),
      at: Instant,
    }),
  ),
})

export const PayeeReply = Type.Object({
  estimated: Money,
  frozen: Money,
  /** Below zero while refunds of what was paid out are still owed. */
  available: Money,
  withdrawing: Money,
  paid: Money,
  isPaused: Type.Boolean(),
  isTrusted: Type.Boolean(),
})
