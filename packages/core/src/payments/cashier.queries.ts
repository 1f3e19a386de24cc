import type { TenantTx } from '@mamapu/db'
import { type Fen, uuidv7 } from '@mamapu/kernel'

export interface CashierPayment {
  readonly id: string
  readonly merchantRef: string
  readonly amountFen: Fen
  readonly description: string
  readonly notifyUrl: string
  readonly returnUrl: string
  readonly state: 'open' | 'paid' | 'closed'
  readonly expiresAt: Date
  /** Who pays it, in the cashier's own name for a browser; empty while nobody has. */
  readonly payer: string
}

interface Raw {
  id: string
  merchant_ref: string
  amount_fen: Fen
  description: string
  notify_url: string
  return_url: string
  state: CashierPayment['state']
  expires_at: Date
  payer: string
}

const toPayment = (row: Raw): CashierPayment => ({
  id: row.id.replaceAll('-', ''),
  merchantRef: row.merchant_ref,
  amountFen: row.amount_fen,
  description: row.description,
  notifyUrl: row.notify_url,
  returnUrl: row.return_url,
  state: row.state,
  expiresAt: row.expires_at,
  payer: row.payer,
})

/** The cashier's number of the money itself, by its payment's. */
export function transactionOf(id: string): string {
  return `42${id.replaceAll('-', '').slice(0, 26)}`
}

/** Lines of one bill. */
const BILL_MAX = 100_000

/** Opens a payment, or finds the one this merchant reference already has. */
export async function openPayment(
  tx: TenantTx,
  payment: Omit<CashierPayment, 'id' | 'state' | 'payer'>,
  at: Date,
): Promise<CashierPayment> {
  await tx.sql`
    insert into cashier_payments (tenant_id, id, merchant_ref, amount_fen, description, notify_url, return_url, state, expires_at, created_at)
    values (${tx.tenantId}, ${uuidv7(at.getTime())}, ${payment.merchantRef}, ${payment.amountFen}, ${payment.description},
            ${payment.notifyUrl}, ${payment.returnUrl}, 'open', ${payment.expiresAt}, ${at})
    on conflict (tenant_id, merchant_ref) do nothing`
  return (await findByRef(tx, payment.merchantRef)) as CashierPayment
}

export async function findByRef(tx: TenantTx, merchantRef: string): Promise<CashierPayment | null> {
  const [row] = await tx.sql<Raw[]>`
    select id, merchant_ref, amount_fen, description, notify_url, return_url, state, expires_at, payer
      from cashier_payments where tenant_id = ${tx.tenantId} and merchant_ref = ${merchantRef}`
  return row ? toPayment(row) : null
}

export async function findById(tx: TenantTx, id: string): Promise<CashierPayment | null> {
  const [row] = await tx.sql<Raw[]>`
    select id, merchant_ref, amount_fen, description, notify_url, return_url, state, expires_at, payer
      from cashier_payments where tenant_id = ${tx.tenantId} and id = ${id}`
  return row ? toPayment(row) : null
}

/** Who is about to pay; the first who says so. */
export async function notePayer(tx: TenantTx, id: string, payer: string): Promise<void> {
  await tx.sql`
    update cashier_payments set payer = ${payer}
     where tenant_id = ${tx.tenantId} and id = ${id} and payer = ''`
}

/** False when it is no longer open. `evenExpired`: the money was on its way before the deadline. */
export async function payOpen(tx: TenantTx, id: string, at: Date, evenExpired: boolean): Promise<boolean> {
  const updated = await tx.sql`
    update cashier_payments set state = 'paid', paid_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${id}
       and (state = 'open' and (${evenExpired} or expires_at > ${at}) or state = 'closed' and ${evenExpired})`
  return updated.count === 1
}

export async function closeOpen(tx: TenantTx, merchantRef: string): Promise<void> {
  await tx.sql`
    update cashier_payments set state = 'closed'
     where tenant_id = ${tx.tenantId} and merchant_ref = ${merchantRef} and state = 'open'`
}

/** The refund's id at the cashier; null when the payment is not there or less is left of it than asked. */
export async function refundPaid(
  tx: TenantTx,
  refund: { merchantRef: string; payment: string; amountFen: Fen; at: Date },
): Promise<string | null> {
  const [payment] = await tx.sql<{ id: string; amount_fen: Fen }[]>`
    select id, amount_fen from cashier_payments
     where tenant_id = ${tx.tenantId} and merchant_ref = ${refund.payment} and state = 'paid' for update`
  if (!payment) return null
  const [known] = await tx.sql<{ id: string; amount_fen: Fen }[]>`
    select id, amount_fen from cashier_refunds where tenant_id = ${tx.tenantId} and merchant_ref = ${refund.merchantRef}`
  if (known) return known.amount_fen === refund.amountFen ? known.id : null
  const [sum] = await tx.sql<{ total: number }[]>`
    select coalesce(sum(amount_fen), 0)::bigint as total from cashier_refunds
     where tenant_id = ${tx.tenantId} and payment_id = ${payment.id}`
  if ((sum?.total ?? 0) + refund.amountFen > payment.amount_fen) return null
  const id = uuidv7(refund.at.getTime())
  await tx.sql`
    insert into cashier_refunds (tenant_id, id, payment_id, merchant_ref, amount_fen, created_at)
    values (${tx.tenantId}, ${id}, ${payment.id}, ${refund.merchantRef}, ${refund.amountFen}, ${refund.at})`
  return id
}

export async function findRefundByRef(tx: TenantTx, merchantRef: string): Promise<string | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from cashier_refunds where tenant_id = ${tx.tenantId} and merchant_ref = ${merchantRef}`
  return row?.id ?? null
}

/** A line of the cashier's bill; `id` is the cashier's own number. */
export interface CashierMovement {
  readonly kind: 'payment' | 'refund'
  readonly ours: string
  readonly id: string
  readonly amountFen: Fen
}

export async function listMovements(
  tx: TenantTx,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly CashierMovement[]> {
  const rows = await tx.sql<{ kind: 'payment' | 'refund'; ours: string; id: string; amount_fen: Fen }[]>`
    select 'payment' as kind, merchant_ref as ours, id, amount_fen from cashier_payments
     where tenant_id = ${tx.tenantId} and state = 'paid' and paid_at >= ${from} and paid_at < ${to}
    union all
    select 'refund', merchant_ref, id, amount_fen from cashier_refunds
     where tenant_id = ${tx.tenantId} and created_at >= ${from} and created_at < ${to}
     order by id limit ${BILL_MAX}`
  return rows.map(({ kind, ours, id, amount_fen: amountFen }) => ({ kind, ours, id, amountFen }))
}

/** What the cashier's books hold of one payment; for reconciliation and tests. */
export async function bookOf(
  tx: TenantTx,
  merchantRef: string,
): Promise<{ paidFen: number; refundedFen: number }> {
  const [row] = await tx.sql<{ paid: number; refunded: number }[]>`
    select case when p.state = 'paid' then p.amount_fen else 0 end as paid,
           coalesce((select sum(r.amount_fen) from cashier_refunds r
                      where r.tenant_id = ${tx.tenantId} and r.payment_id = p.id), 0)::bigint as refunded
      from cashier_payments p where p.tenant_id = ${tx.tenantId} and p.merchant_ref = ${merchantRef}`
  return { paidFen: row?.paid ?? 0, refundedFen: row?.refunded ?? 0 }
}
