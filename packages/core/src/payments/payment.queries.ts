import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, newId, type OrderId, type StoreId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { Opened, PaymentHandle } from './provider.js'

export type PaymentState = 'created' | 'paid' | 'closed' | 'late'

export interface PaymentRow {
  readonly id: Id<'pay'>
  readonly orderId: OrderId
  readonly provider: string
  readonly amountFen: Fen
  readonly state: PaymentState
  readonly transactionId: string | null
  /** How the shopper comes to it; null while the provider has not answered. */
  readonly opened: Opened | null
  readonly expiresAt: Date
}

interface RawPayment {
  id: string
  order_id: string
  provider: string
  amount_fen: Fen
  state: PaymentState
  transaction_id: string | null
  opened: Opened | null
  expires_at: Date
}

function toPayment(row: RawPayment): PaymentRow {
  return {
    id: idOf('pay', row.id),
    orderId: idOf('ord', row.order_id),
    provider: row.provider,
    amountFen: row.amount_fen,
    state: row.state,
    transactionId: row.transaction_id,
    opened: row.opened,
    expiresAt: row.expires_at,
  }
}

/** The payment as its provider is asked about it. */
export function handleOf(storeId: StoreId, { id, opened }: Pick<PaymentRow, 'id' | 'opened'>): PaymentHandle {
  return { storeId, paymentId: id, ref: opened?.ref ?? null }
}

export async function findPayment(tx: TenantTx, paymentId: Id<'pay'>): Promise<PaymentRow | null> {
  const [row] = await tx.sql<RawPayment[]>`
    select id, order_id, provider, amount_fen, state, transaction_id, opened, expires_at
      from payments where tenant_id = ${tx.tenantId} and id = ${uuidOf(paymentId)}`
  return row ? toPayment(row) : null
}

/** True when the provider's number stands on another payment of ours already. */
export async function isTransactionElsewhere(
  tx: TenantTx,
  payment: { id: Id<'pay'>; provider: string },
  transactionId: string,
): Promise<boolean> {
  const rows = await tx.sql`
    select id from payments
     where tenant_id = ${tx.tenantId} and provider = ${payment.provider} and transaction_id = ${transactionId}
       and id <> ${uuidOf(payment.id)}`
  return rows.length > 0
}

/** Newest first; an order has few. */
export async function listPayments(tx: TenantTx, orderId: OrderId): Promise<PaymentRow[]> {
  const rows = await tx.sql<RawPayment[]>`
    select id, order_id, provider, amount_fen, state, transaction_id, opened, expires_at
      from payments where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} order by created_at desc, id desc limit 20`
  return rows.map(toPayment)
}

export async function insertPayment(
  tx: TenantTx,
  payment: { id: Id<'pay'>; orderId: OrderId; provider: string; amountFen: Fen; expiresAt: Date; at: Date },
): Promise<void> {
  await tx.sql`
    insert into payments (tenant_id, id, order_id, provider, amount_fen, state, created_at, expires_at)
    values (${tx.tenantId}, ${uuidOf(payment.id)}, ${uuidOf(payment.orderId)}, ${payment.provider}, ${payment.amountFen},
            'created', ${payment.at}, ${payment.expiresAt})`
}

/** From this instant on a provider's bills are compared with the shop's books; a clock that runs already is left alone. */
export async function beginBills(tx: TenantTx, provider: string, at: Date): Promise<void> {
  await tx.sql`
    insert into bill_clocks (tenant_id, id, provider, due_at, begun_at)
    values (${tx.tenantId}, ${uuidOf(newId('bcl', at))}, ${provider}, ${at}, ${at})
    on conflict (tenant_id, provider) do nothing`
}

/** False when the payment was closed while the provider opened it. */
export async function setOpened(tx: TenantTx, paymentId: Id<'pay'>, opened: Opened): Promise<boolean> {
  const updated = await tx.sql`
    update payments set opened = ${JSON.stringify(opened)}::text::jsonb
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(paymentId)} and state <> 'closed'`
  return updated.count === 1
}

/** Records the provider's money. False when it was recorded before. */
export async function markPaid(
  tx: TenantTx,
  paymentId: Id<'pay'>,
  money: { state: 'paid' | 'late'; transactionId: string; payerHash: Buffer | null; at: Date },
): Promise<boolean> {
  const updated = await tx.sql`
    update payments set state = ${money.state}, transaction_id = ${money.transactionId},
           payer_hash = ${money.payerHash}, paid_at = ${money.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(paymentId)} and state in ('created', 'closed')`
  return updated.count === 1
}

export async function closePayment(tx: TenantTx, paymentId: Id<'pay'>): Promise<void> {
  await tx.sql`
    update payments set state = 'closed'
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(paymentId)} and state = 'created'`
}

export async function closePayments(tx: TenantTx, orderId: OrderId): Promise<void> {
  await tx.sql`
    update payments set state = 'closed'
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and state = 'created'`
}

export type RefundState = 'waiting' | 'sent' | 'done' | 'failed'

export interface RefundRow {
  readonly id: Id<'ref'>
  readonly orderId: OrderId
  /** Null for an order that cost nothing. */
  readonly paymentId: Id<'pay'> | null
  readonly provider: string | null
  /** The provider's number of the money; empty without a payment. */
  readonly transactionId: string
  /** The shop's, for where the provider tells it. */
  readonly slug: string
  /** What the payment took. */
  readonly paidFen: Fen
  /** The provider's own name for it, once it has taken the refund in. */
  readonly providerRef: string | null
  readonly kind: 'merchant' | 'late'
  readonly amountFen: Fen
  readonly state: RefundState
  readonly attempts: number
  /** Goes up when a merchant has it tried anew. */
  readonly round: number
  readonly nextTryAt: Date | null
  /** How it was paid without its provider; empty when it was not. */
  readonly byHand: string
}

/** Reads the refund with its payment's provider and holds its row. */
export async function lockRefund(tx: TenantTx, refundId: Id<'ref'>): Promise<RefundRow | null> {
  const [row] = await tx.sql<
    {
      id: string
      order_id: string
      payment_id: string | null
      provider: string | null
      transaction_id: string | null
      slug: string
      paid_fen: Fen | null
      provider_ref: string | null
      kind: 'merchant' | 'late'
      amount_fen: Fen
      state: RefundState
      attempts: number
      round: number
      next_try_at: Date | null
      by_hand: string
    }[]
  >`
    select r.id, r.order_id, r.payment_id, p.provider, p.transaction_id, s.slug, p.amount_fen as paid_fen, r.provider_ref, r.kind, r.amount_fen, r.state, r.attempts, r.round, r.next_try_at, r.by_hand
      from refunds r join stores s on s.id = ${tx.tenantId}
      left join payments p on p.tenant_id = ${tx.tenantId} and p.id = r.payment_id
     where r.tenant_id = ${tx.tenantId} and r.id = ${uuidOf(refundId)} for update of r`
  if (!row) return null
  return {
    id: idOf('ref', row.id),
    orderId: idOf('ord', row.order_id),
    paymentId: row.payment_id === null ? null : idOf('pay', row.payment_id),
    provider: row.provider,
    transactionId: row.transaction_id ?? '',
    slug: row.slug,
    paidFen: row.paid_fen ?? ZERO_FEN,
    providerRef: row.provider_ref,
    kind: row.kind,
    amountFen: row.amount_fen,
    state: row.state,
    attempts: row.attempts,
    round: row.round,
    nextTryAt: row.next_try_at,
    byHand: row.by_hand,
  }
}

/**
 * A parked refund is to be tried anew: what its provider refused is not asked about again but asked for under the shop's own number.
 * False, writing nothing, unless it is parked as failed.
 */
export async function wakeRefund(tx: TenantTx, refundId: Id<'ref'>, at: Date): Promise<boolean> {
  const written = await tx.sql`
    update refunds set state = 'waiting', attempts = 0, round = round + 1, next_try_at = ${at}, provider_ref = null, last_error = ''
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(refundId)} and state = 'failed'`
  return written.count === 1
}

/** A refund its provider did not pay is paid another way. False, writing nothing, unless it is parked as failed. */
export async function markPaidByHand(
  tx: TenantTx,
  refundId: Id<'ref'>,
  { note, at }: { note: string; at: Date },
): Promise<boolean> {
  const written = await tx.sql`
    update refunds set state = 'done', by_hand = ${note}, done_at = ${at}, next_try_at = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(refundId)} and state = 'failed'`
  return written.count === 1
}

/** The provider paid as well what was paid by hand. False when that is known already. */
export async function markAlsoPaid(
  tx: TenantTx,
  refundId: Id<'ref'>,
  { providerRef, at }: { providerRef: string; at: Date },
): Promise<boolean> {
  const written = await tx.sql`
    update refunds set also_paid_at = ${at}, provider_ref = ${providerRef}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(refundId)} and by_hand <> '' and also_paid_at is null`
  return written.count === 1
}

export async function insertRefund(
  tx: TenantTx,
  refund: {
    id: Id<'ref'>
    orderId: OrderId
    paymentId: Id<'pay'> | null
    kind: 'merchant' | 'late'
    amountFen: Fen
    shippingFen: Fen
    reason: string
    actor: string
    at: Date
    lines: readonly { lineId: Id<'lin'>; units: number; amountFen: Fen; restockedUnits: number }[]
  },
): Promise<void> {
  const isDone = refund.amountFen === 0
  await tx.sql`
    insert into refunds (tenant_id, id, order_id, payment_id, kind, amount_fen, shipping_fen, state, reason, actor, next_try_at, created_at, done_at)
    values (${tx.tenantId}, ${uuidOf(refund.id)}, ${uuidOf(refund.orderId)}, ${refund.paymentId && uuidOf(refund.paymentId)}, ${refund.kind},
            ${refund.amountFen}, ${refund.shippingFen}, ${isDone ? 'done' : 'waiting'}, ${refund.reason}, ${refund.actor},
            ${isDone ? null : refund.at}, ${refund.at}, ${isDone ? refund.at : null})`
  for (const line of refund.lines)
    await tx.sql`
      insert into refund_lines (tenant_id, refund_id, order_id, line_id, units, amount_fen, restocked_units)
      values (${tx.tenantId}, ${uuidOf(refund.id)}, ${uuidOf(refund.orderId)}, ${uuidOf(line.lineId)}, ${line.units},
              ${line.amountFen}, ${line.restockedUnits})`
}

export async function countRefunds(tx: TenantTx, orderId: OrderId): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from refunds where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and kind = 'merchant'`
  return row?.count ?? 0
}

/** True when this payment's late money is already on its way back. */
export async function hasLateRefund(tx: TenantTx, paymentId: Id<'pay'>): Promise<boolean> {
  const rows = await tx.sql`
    select id from refunds where tenant_id = ${tx.tenantId} and payment_id = ${uuidOf(paymentId)} and kind = 'late'`
  return rows.length > 0
}

export async function setRefundState(
  tx: TenantTx,
  refundId: Id<'ref'>,
  change: {
    state: RefundState
    attempts: number
    nextTryAt: Date | null
    /** Left out, it stays. */
    providerRef?: string
    error?: string
    doneAt?: Date
  },
): Promise<void> {
  await tx.sql`
    update refunds set state = ${change.state}, attempts = ${change.attempts}, next_try_at = ${change.nextTryAt},
           provider_ref = coalesce(${change.providerRef ?? null}, provider_ref), last_error = ${change.error ?? ''},
           done_at = ${change.doneAt ?? null}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(refundId)}`
}
