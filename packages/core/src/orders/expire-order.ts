import { type TenantTx, withTenant } from '@mamapu/db'
import type { OrderId, StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import { closePayments, listPayments, type PaymentProvider, type PaymentRow } from '../payments/index.js'
import { lockOrder, moveOrder } from './order.queries.js'
import { nextState, type OrderAction } from './order.rules.js'
import { releaseAll } from './release-takes.js'
import { settlePayment } from './settle-payment.js'

export type Providers = ReadonlyMap<string, PaymentProvider>

export type EndResult =
  | { readonly ended: true }
  | { readonly ended: false; readonly reason: 'order_not_found' | 'not_due' | 'already_paid' | 'wrong_state' }

interface End {
  readonly action: Extract<OrderAction, 'expire' | 'cancel'>
  readonly actor: string
  readonly reason: string
  readonly at: Date
}

/** Ends an unpaid order whose payment deadline has passed. Early or repeated calls do nothing. */
export async function expireOrder(
  app: App,
  providers: Providers,
  storeId: StoreId,
  orderId: OrderId,
): Promise<EndResult> {
  const at = app.clock.now()
  const order = await withTenant(app.db, storeId, (tx) => lockOrder(tx, orderId))
  if (!order) return { ended: false, reason: 'order_not_found' }
  if (order.state !== 'unpaid') return { ended: false, reason: 'wrong_state' }
  if (order.payBefore > at) return { ended: false, reason: 'not_due' }
  return endUnpaid(app, providers, storeId, orderId, {
    action: 'expire',
    actor: 'system',
    reason: 'expired',
    at,
  })
}

/** Cancels an order nobody has paid, for the shopper or the merchant. */
export async function cancelOrder(
  app: App,
  providers: Providers,
  storeId: StoreId,
  cancel: { orderId: OrderId; actor: string; reason: string; at: Date },
): Promise<EndResult> {
  const order = await withTenant(app.db, storeId, (tx) => lockOrder(tx, cancel.orderId))
  if (!order) return { ended: false, reason: 'order_not_found' }
  if (!nextState(order.state, 'cancel'))
    return { ended: false, reason: order.paidFen > 0 ? 'already_paid' : 'wrong_state' }
  return endUnpaid(app, providers, storeId, cancel.orderId, { action: 'cancel', ...cancel })
}

/**
 * Asks the provider to close every payment first, outside any transaction. Paid there: settled instead. Closed or
 * unknown there: everything the order took comes back in one transaction. An unreachable provider throws; the sweeper
 * comes again.
 */
async function endUnpaid(
  app: App,
  providers: Providers,
  storeId: StoreId,
  orderId: OrderId,
  end: End,
): Promise<EndResult> {
  const payments = await withTenant(app.db, storeId, (tx) => listPayments(tx, orderId))
  for (const payment of payments) {
    if (payment.state === 'created' && (await isPaidAtProvider(app, providers, storeId, payment, end.at)))
      return { ended: false, reason: 'already_paid' }
  }
  const result = await withTenant(app.db, storeId, (tx) => release(tx, orderId, end))
  app.nudge(storeId)
  return result
}

async function isPaidAtProvider(
  app: App,
  providers: Providers,
  storeId: StoreId,
  payment: PaymentRow,
  at: Date,
): Promise<boolean> {
  const provider = providers.get(payment.provider)
  if (!provider) return false
  const there = await provider.close(storeId, payment.id)
  if (there.state !== 'paid') return false
  const settled = await settlePayment(app, storeId, { paymentId: payment.id, ...there }, at)
  // Money that does not match ours pays nothing: it is in the audit log as an alarm, and the order ends.
  return settled.settled && settled.as !== 'returned'
}

async function release(tx: TenantTx, orderId: OrderId, end: End): Promise<EndResult> {
  const order = await lockOrder(tx, orderId)
  const to = order && nextState(order.state, end.action)
  if (!order || !to) return { ended: false, reason: order?.paidFen ? 'already_paid' : 'wrong_state' }
  await closePayments(tx, orderId)
  await releaseAll(tx, orderId, end.at)
  await moveOrder(tx, order, { to, action: end.action, actor: end.actor, at: end.at, note: end.reason })
  await emit(tx, 'order.cancelled', { orderId, customerId: order.customerId, reason: end.reason }, end.at)
  return { ended: true }
}
