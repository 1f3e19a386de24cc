import { type OrderId, SECOND, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { checkPayments } from './check-payments.js'
import type { Providers } from './expire-order.js'

const ASK_AGAIN_MS = 8 * SECOND
const REMEMBERED_MAX = 10_000

export type AskNow = (storeId: StoreId, orderId: OrderId) => Promise<void>

/**
 * Asks the providers about an order somebody is waiting at, at most once in eight seconds per order in this process, however
 * often the page asks. What cannot be reached is asked by the job anyway.
 */
export function createAskNow(app: App, providers: Providers): AskNow {
  const asked = new Map<OrderId, number>()
  return async (storeId, orderId) => {
    const now = app.clock.now().getTime()
    if (now - (asked.get(orderId) ?? 0) < ASK_AGAIN_MS) return
    if (asked.size >= REMEMBERED_MAX) asked.clear()
    asked.set(orderId, now)
    await checkPayments(app, providers, storeId, orderId).catch((error: unknown) => {
      app.log.warn({ storeId, orderId, err: String(error) }, 'a provider could not be asked')
    })
  }
}
