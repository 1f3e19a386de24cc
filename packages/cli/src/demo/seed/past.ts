import { type App, type checkout, events, type orders, type staff } from '@mamapu/core'
import { ManualClock } from '@mamapu/kernel'
import { eventHandlersOf, type Product } from '../../product/compose.js'
import { cashierInProcess } from './cashier-in-process.js'

/** The product as it stood at some instant of the past: the same use cases on a clock that is moved by hand. */
export interface Past {
  readonly product: Product
  readonly app: App
  readonly clock: ManualClock
  readonly place: checkout.PlaceDeps
  readonly providers: orders.Providers
  readonly handlers: events.HandlerRegistry
  /** Who does what a merchant does. */
  readonly merchantId: staff.StaffId | 'system'
}

/**
 * Jobs are not asked for: whatever a job would do, the demo does by itself at its instant, and what it leaves open for
 * today is found by the sweepers. Events are delivered here as well (`deliverHere`), with every handler at the event's
 * own time: books, counts and inboxes look as if the shop had always been there, and the worker that starts afterwards
 * finds nothing stale to tell anybody.
 */
export function openPast(product: Product, at: Date, merchantId: staff.StaffId | null): Past {
  const clock = new ManualClock(at)
  const app: App = { ...product.app, clock, nudge() {}, jobs: { async send() {} } }
  const cashier = cashierInProcess(app)
  return {
    product,
    app,
    clock,
    place: { ...product.place, app },
    providers: new Map([[cashier.id, cashier]]),
    merchantId: merchantId ?? 'system',
    handlers: events.handlerRegistry(eventHandlersOf(product)),
  }
}
