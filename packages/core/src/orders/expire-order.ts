import { type TenantTx, withTenant } from '@mamapu/db'
import { HOUR, later, type OrderId, OutsideError, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import {
  closePayments,
  handleOf,
  listPayments,
  type PaymentProvider,
  type PaymentRow,
} from '../payments/index.js'
import type { OrderErrorCode } from './order.errors.js'
import { lockOrder, moveOrder } from './order.queries.js'
import { decideAction, nextState, type OrderAction } from './order-actions.rules.js'
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
  /** Whether it waits for a provider that does not answer. */
  readonly isPatient: boolean
}

/**
 * How long past its deadline an order waits for a provider that does not answer: a shop's keys may be wrong for good, and its goods are not
 * kept back for ever. What was paid all the same is late money.
 */
const SILENCE_MS = 2 * HOUR

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
  if (!nextState(order, 'expire')) return { ended: false, reason: 'wrong_state' }
  if (order.payBefore > at) return { ended: false, reason: 'not_due' }
  return endUnpaid(app, providers, storeId, orderId, {
    action: 'expire',
    actor: 'system',
    reason: 'expired',
    at,
    isPatient: at < later(order.payBefore, SILENCE_MS),
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
  const decision = decideAction(order, 'cancel')
  if (!decision.allowed) return { ended: false, reason: whyNotEnded(decision.code) }
  return endUnpaid(app, providers, storeId, cancel.orderId, { action: 'cancel', ...cancel, isPatient: true })
}

/**
 * Asks the provider to close every payment first, outside any transaction. Paid there: settled instead. Closed or
 * unknown there: everything the order took comes back in one transaction. A provider that does not answer throws when all
 * have been asked; the sweeper comes again.
 */
async function endUnpaid(
  app: App,
  providers: Providers,
  storeId: StoreId,
  orderId: OrderId,
  end: End,
): Promise<EndResult> {
  const { isPatient, at } = end
  const { isPaid } = await closeOpenPayments(app, providers, storeId, { orderId, at, isPatient })
  if (isPaid) return { ended: false, reason: 'already_paid' }
  const result = await withTenant(app.db, storeId, (tx) => release(tx, orderId, end))
  app.nudge(storeId)
  return result
}

/**
 * Has every open payment of an order closed at its provider, so that nobody can pay it any more. `isPaid`: one of them was
 * paid there, and is settled; the rest stay as they are. A provider that does not answer throws when all have been asked, but
 * where nobody is patient any more. Never call it inside a transaction.
 */
export async function closeOpenPayments(
  app: App,
  providers: Providers,
  storeId: StoreId,
  {
    orderId,
    at,
    isPatient = true,
  }: { readonly orderId: OrderId; readonly at: Date; readonly isPatient?: boolean },
): Promise<{ readonly isPaid: boolean; readonly paymentIds: readonly PaymentRow['id'][] }> {
  const payments = await withTenant(app.db, storeId, (tx) => listPayments(tx, orderId))
  const open = payments.filter(({ state }) => state === 'created')
  let silent: OutsideError | null = null
  for (const payment of open) {
    try {
      if (await isPaidAtProvider(app, providers, storeId, payment, at))
        return { isPaid: true, paymentIds: [] }
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error
      silent ??= error
    }
  }
  if (silent && isPatient) throw silent
  if (silent)
    app.log.warn({ storeId, orderId, code: silent.code }, 'an order ends though nobody said it was not paid')
  return { isPaid: false, paymentIds: open.map(({ id }) => id) }
}

/** Whether a payment of the order is open that is none of these; whoever asks holds the order. */
export async function hasOpenPayment(
  tx: TenantTx,
  orderId: OrderId,
  closed: readonly string[],
): Promise<boolean> {
  const payments = await listPayments(tx, orderId)
  return payments.some(({ id, state }) => state === 'created' && !closed.includes(id))
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
  const there = await provider.close(handleOf(storeId, payment))
  if (there.state !== 'paid') return false
  const settled = await settlePayment(app, storeId, { paymentId: payment.id, ...there }, at)
  // Money that does not match ours pays nothing: it is in the audit log as an alarm, and the order ends.
  return settled.settled && settled.as !== 'returned'
}

const whyNotEnded = (code: OrderErrorCode) => (code === 'ORDER_ALREADY_PAID' ? 'already_paid' : 'wrong_state')

async function release(tx: TenantTx, orderId: OrderId, end: End): Promise<EndResult> {
  const order = await lockOrder(tx, orderId)
  if (!order) return { ended: false, reason: 'order_not_found' }
  const decision = decideAction(order, end.action)
  if (!decision.allowed) return { ended: false, reason: whyNotEnded(decision.code) }
  await closePayments(tx, orderId)
  await releaseAll(tx, orderId, end.at)
  await moveOrder(tx, order, {
    to: decision.to,
    action: end.action,
    actor: end.actor,
    at: end.at,
    note: end.reason,
  })
  await emit(tx, 'order.cancelled', { orderId, customerId: order.customerId, reason: end.reason }, end.at)
  return { ended: true }
}
