import { type OrderId, uuidOf } from '@mamapu/kernel'
import type postgres from 'postgres'

/** An order and all that hangs on it, as a person with the whole database open would see it. */
export interface SeenOrder {
  readonly state: string
  readonly payableFen: number
  readonly paidFen: number
  readonly refundedFen: number
  /** Actions in the order they were written down. */
  readonly history: readonly string[]
  /** Names of the events it told. */
  readonly events: readonly string[]
  readonly takes: readonly { kind: string; state: string; units: number; released: number }[]
  readonly payments: readonly { state: string; amountFen: number }[]
  readonly refunds: readonly { kind: string; state: string; amountFen: number; attempts: number }[]
  /** What the cashier's books hold of it. */
  readonly cashier: { readonly paidFen: number; readonly refundedFen: number }
}

export async function lookAt(admin: postgres.Sql, orderId: OrderId): Promise<SeenOrder> {
  const id = uuidOf(orderId)
  const [order] = await admin<
    { state: string; payable: string; paid: string; refunded: string }[]
  >`select state, payable_fen as payable, paid_fen as paid, refunded_fen as refunded from orders where id = ${id}`
  const history = await admin<
    { action: string }[]
  >`select action from order_history where order_id = ${id} order by at, ctid`
  const events = await admin<
    { name: string }[]
  >`select name from outbox where payload->>'orderId' = ${orderId} order by at, ctid`
  const takes = await admin<{ kind: string; state: string; units: string; released: string }[]>`
    select kind, state, units, released from quota_takes where order_id = ${id} order by rank, kind, quota_id`
  const payments = await admin<
    { state: string; amount: string }[]
  >`select state, amount_fen as amount from payments where order_id = ${id} order by created_at, id`
  const refunds = await admin<{ kind: string; state: string; amount: string; attempts: number }[]>`
    select kind, state, amount_fen as amount, attempts from refunds where order_id = ${id} order by created_at, id`
  const [books] = await admin<{ paid: string; refunded: string }[]>`
    select coalesce(sum(c.amount_fen) filter (where c.state = 'paid'), 0) as paid,
           coalesce(sum((select sum(r.amount_fen) from cashier_refunds r where r.payment_id = c.id)), 0) as refunded
      from cashier_payments c join payments p on c.merchant_ref = 'pay_' || replace(p.id::text, '-', '')
     where p.order_id = ${id}`
  return {
    state: order?.state ?? 'none',
    payableFen: Number(order?.payable),
    paidFen: Number(order?.paid),
    refundedFen: Number(order?.refunded),
    history: history.map(({ action }) => action),
    events: events.map(({ name }) => name),
    takes: takes.map((take) => ({ ...take, units: Number(take.units), released: Number(take.released) })),
    payments: payments.map(({ state, amount }) => ({ state, amountFen: Number(amount) })),
    refunds: refunds.map(({ amount, ...refund }) => ({ ...refund, amountFen: Number(amount) })),
    cashier: { paidFen: Number(books?.paid ?? 0), refundedFen: Number(books?.refunded ?? 0) },
  }
}
