import { withTenant } from '@mamapu/db'
import { newId, type OrderId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { insertPayment, listPayments, type PaymentRow, setCashierUrl } from '../payments/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { planCheck } from './check-payments.js'
import type { Providers } from './expire-order.js'
import { lockOrder } from './order.queries.js'
import { orderToken } from './order-token.js'

export type StartPaymentResult =
  | { readonly started: true; readonly cashierUrl: string; readonly paymentId: PaymentRow['id'] }
  | {
      readonly started: false
      readonly reason: 'order_not_found' | 'already_paid' | 'expired' | 'provider_unknown'
    }

/**
 * Opens a payment at a provider, or finds the one that is open. Repeating it gives the same cashier. The provider is
 * called outside any transaction; a crash before its answer leaves a payment that the next call opens again under the
 * same number.
 */
export async function startPayment(
  app: App,
  providers: Providers,
  store: StoreSnapshot,
  ask: { orderId: OrderId; provider: string; at: Date },
): Promise<StartPaymentResult> {
  const provider = providers.get(ask.provider)
  if (!provider) return { started: false, reason: 'provider_unknown' }
  const prepared = await withTenant(app.db, store.storeId, async (tx) => {
    const order = await lockOrder(tx, ask.orderId)
    if (!order) return { reason: 'order_not_found' as const }
    if (order.state !== 'unpaid')
      return { reason: order.state === 'cancelled' ? ('expired' as const) : ('already_paid' as const) }
    if (order.payBefore <= ask.at) return { reason: 'expired' as const }
    const open = (await listPayments(tx, order.id)).find(
      (payment) => payment.state === 'created' && payment.provider === provider.id,
    )
    if (open) return { payment: open, order }
    const id = newId('pay', ask.at)
    const payment = {
      id,
      orderId: order.id,
      provider: provider.id,
      amountFen: order.payableFen,
      expiresAt: order.payBefore,
    }
    await insertPayment(tx, { ...payment, at: ask.at })
    return { payment: { ...payment, cashierUrl: '' }, order }
  })
  if ('reason' in prepared) return { started: false, reason: prepared.reason }
  const { payment, order } = prepared
  if (payment.cashierUrl) return { started: true, cashierUrl: payment.cashierUrl, paymentId: payment.id }
  const { cashierUrl } = await provider.create({
    storeId: store.storeId,
    paymentId: payment.id,
    amountFen: payment.amountFen,
    description: `${store.settings.name} ${order.number}`,
    notifyUrl: `${store.origin}/callbacks/payments/${provider.id}`,
    returnUrl: `${store.origin}/pay/${orderToken(store.keys, order.id)}`,
    expiresAt: payment.expiresAt,
  })
  const isOpen = await withTenant(app.db, store.storeId, (tx) => setCashierUrl(tx, payment.id, cashierUrl))
  if (!isOpen) {
    // The order ended while the provider opened the payment: nobody shall pay it.
    await provider.close(store.storeId, payment.id)
    return { started: false, reason: 'expired' }
  }
  await planCheck(app, store.storeId, order.id, 0)
  return { started: true, cashierUrl, paymentId: payment.id }
}
