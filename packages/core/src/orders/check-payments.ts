import { withTenant } from '@mamapu/db'
import { later, MINUTE, type OrderId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { handleOf, listPayments } from '../payments/index.js'
import type { Providers } from './expire-order.js'
import { settlePayment } from './settle-payment.js'

/** Name of the job that asks a provider about a payment whose notification has not come. */
export const CHECK_PAYMENTS = 'orders.check-payments'

/** Minutes after the payment was opened; together less than a quarter of an hour. */
const PAUSES = [1, 2, 3, 4, 4]

/**
 * Asks the providers about an order's open payments and settles what is paid there: notifications may never come. True
 * when money was found. An unreachable provider throws.
 */
export async function checkPayments(
  app: App,
  providers: Providers,
  storeId: StoreId,
  orderId: OrderId,
): Promise<boolean> {
  let isFound = false
  let silent: unknown
  for (const payment of await withTenant(app.db, storeId, (tx) => listPayments(tx, orderId))) {
    const provider = providers.get(payment.provider)
    if (payment.state !== 'created' || !provider) continue
    const there = await provider.query(handleOf(storeId, payment)).catch((error: unknown) => {
      silent ??= error
    })
    if (there?.state !== 'paid') continue
    const money = { paymentId: payment.id, ...there }
    if ((await settlePayment(app, storeId, money, app.clock.now())).settled) isFound = true
  }
  // One that does not answer keeps nobody from being asked about the others.
  if (silent !== undefined && !isFound) throw silent
  return isFound
}

/** Asks for the next look at an order's payments; after the last one its expiry asks once more. */
export async function planCheck(app: App, storeId: StoreId, orderId: OrderId, round: number): Promise<void> {
  const pause = PAUSES[round]
  if (pause === undefined) return
  const runAt = later(app.clock.now(), pause * MINUTE)
  const payload = { storeId, orderId, round: String(round) }
  await app.jobs.send(CHECK_PAYMENTS, `${orderId}-${round}`, payload, { runAt }).catch(() => {})
}
