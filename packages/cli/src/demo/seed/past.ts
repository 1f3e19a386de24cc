import { type App, type checkout, events, orders, plugins, type staff } from '@mamapu/core'
import { type Database, openDatabase } from '@mamapu/db'
import { ManualClock, must } from '@mamapu/kernel'
import { eventHandlersOf } from '@mamapu/worker'
import type { Product } from '../../product/compose.js'
import { cashierInProcess } from './cashier-in-process.js'

/** Connections the demo is made through. */
const CONNECTIONS = 8

/**
 * Connections whose commits do not wait for the disk: the demo is made again from where it stood if the machine goes
 * down, and a shop counts as finished after a commit that does wait.
 */
export function openPastDatabase({ database }: Product): Database {
  return openDatabase({ urls: database.urls, max: CONNECTIONS, name: 'mamapu-demo', isRepeatable: true })
}

/** The product as it stood at some instant of the past: the same use cases on a clock that is moved by hand. */
export interface Past {
  readonly product: Product
  readonly app: App
  readonly clock: ManualClock
  readonly host: plugins.PluginHost
  readonly place: checkout.PlaceDeps
  readonly providers: orders.Providers
  readonly handlers: events.HandlerRegistry
  /** Null before there is one. */
  readonly merchantId: staff.StaffId | null
}

interface When {
  readonly at: Date
  readonly merchantId: staff.StaffId | null
  readonly signal?: AbortSignal
}

/** A clock that goes no further once its process was told to stop: every step of the past sets it first. */
class PastClock extends ManualClock {
  readonly #signal: AbortSignal | undefined

  constructor(at: Date, signal: AbortSignal | undefined) {
    super(at)
    this.#signal = signal
  }

  override set(at: Date): void {
    this.#signal?.throwIfAborted()
    super.set(at)
  }
}

/** Who does what a merchant does. */
export function merchantOf({ merchantId }: Past): staff.StaffId {
  return must(merchantId, 'the demo’s merchant has an account')
}

/**
 * Jobs are not asked for: whatever a job would do, the demo does by itself at its instant, and what it leaves open for
 * today is found by the sweepers. Events are delivered here as well (`deliverHere`), with every handler at the event's
 * own time: books, counts and inboxes look as if the shop had always been there, and the worker that starts afterwards
 * finds nothing stale to tell anybody.
 */
export function openPast(product: Product, db: Database, { at, merchantId, signal }: When): Past {
  const clock = new PastClock(at, signal)
  const app: App = { ...product.app, db, clock, nudge() {}, jobs: { async send() {} } }
  const { log, registry, services } = product.host
  const host = plugins.createPluginHost({ db, log, registry, services })
  const cashier = cashierInProcess(app)
  return {
    product,
    app,
    clock,
    host,
    place: { ...product.place, app, host, committer: orders.createCommitter(db, clock) },
    providers: new Map([[cashier.id, cashier]]),
    handlers: events.handlerRegistry(eventHandlersOf({ host })),
    merchantId,
  }
}
