import { carts, checkout, customers, desk, orders, payments, staff, type stores } from '@mamapu/core'
import type { Plugin } from '@mamapu/plugin-sdk'
import { buildServer } from '@mamapu/server'
import type { FastifyInstance } from 'fastify'
import { createTestApp, type TestApp } from './app.js'
import { Browser } from './browser.js'
import { createTestDatabase, type TestDatabase } from './database.js'
import { type TestJobs, testJobs } from './jobs.js'
import { notify, openLine, press, sandboxOn } from './peers/cashier.js'
import { createTestStore, type TestStore } from './store.js'

interface Teardown {
  teardown(work: () => unknown): void
}

export interface TillOptions {
  readonly at?: Date
  readonly max?: number
  readonly plugins?: readonly Plugin[]
  /** Another server than the tests' common one. */
  readonly serverUrl?: string
}

/** One shop and the sandbox cashier, talking to each other over HTTP on 127.0.0.1 with real signatures. */
export interface Till extends TestApp, TestJobs {
  readonly database: TestDatabase
  readonly store: TestStore
  readonly snapshot: stores.StoreSnapshot
  readonly providers: orders.Providers
  readonly origin: string
  /** Presses a button on the cashier's page, as a shopper's browser does; gives the reply's status. */
  press(cashierUrl: string, mode: payments.cashier.CashierMode): Promise<number>
  /** Sends a notification to the shop, as the cashier signs it unless headers say otherwise; gives the reply's status. */
  notify(body: Buffer, headers: Readonly<Record<string, string>>): Promise<number>
  /** A browser of somebody new at the shop's host, or at the platform's. */
  visit(where?: 'shop' | 'platform'): Browser
  /** Cuts or restores the cashier's line: requests to it are dropped without an answer. */
  cutCashier(isCut: boolean): void
}

/** Opens a shop with its cashier for one test. */
export async function openTill(t: Teardown, options: TillOptions = {}): Promise<Till> {
  const database = await createTestDatabase(t, {
    max: options.max ?? 10,
    ...(options.serverUrl ? { serverUrl: options.serverUrl } : {}),
  })
  const line = await openLine(t)
  const { origin } = line
  const test = createTestApp(t, database.db, {
    ...(options.at ? { at: options.at } : {}),
    plugins: options.plugins ?? [],
    internal: origin,
  })
  const store = await createTestStore(database.db, test.clock.now())
  const snapshot = await test.directory.byId(store.storeId)
  if (!snapshot) throw new Error('the store has no snapshot')
  const provider = sandboxOn(test, origin)
  // Under a second name it is a second way to pay.
  const providers: orders.Providers = new Map([
    [provider.id, provider],
    ['sandbox-two', { ...provider, id: 'sandbox-two' }],
  ])
  const web = await webServer(test, providers)
  t.teardown(() => web.close())
  line.serve(async () => web)
  return {
    ...test,
    ...testJobs(test.app, test.jobs, providers),
    database,
    store,
    snapshot,
    providers,
    origin,
    press: (cashierUrl, mode) => press(origin, cashierUrl, mode),
    notify: (body, headers) => notify(origin, new URL(snapshot.origin).host, { body, headers }),
    visit: (where = 'shop') =>
      new Browser(origin, where === 'shop' ? new URL(snapshot.origin).host : test.app.hosts.base),
    cutCashier(isCut) {
      line.mode = isCut ? 'cut' : 'open'
    },
  }
}

/** The web process with everything that sells: shop, cashier, console. */
function webServer(test: TestApp, providers: orders.Providers): Promise<FastifyInstance> {
  const { app, directory } = test
  const hear: payments.CallbackDeps['hear'] = (storeId, told, at) =>
    orders.hearProvider(app, storeId, told, at)
  return buildServer(app, {
    directory,
    parts: {
      store: [customers.shopperRoutes(app, carts.mergeCart), checkout.checkoutRoutes(test.place, providers)],
      platform: [staff.accountRoutes(app), staff.shopRoutes(app, directory)],
      admin: [orders.orderAdminRoutes(app, providers), ...desk.deskRoutes(app, providers)],
      storefront: [payments.paymentCallbackRoutes({ providers, hear })],
      cashier: [payments.cashierRoutes(app)],
    },
  })
}
