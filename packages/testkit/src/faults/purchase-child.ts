import { type orders, payments } from '@mamapu/core'
import { openDatabase } from '@mamapu/db'
import { asId } from '@mamapu/kernel'
import { createTestApp } from '../app.js'
import { moodyCashier, runPurchase } from './purchase-run.js'

/** A process of its own that makes one purchase; whoever started it may kill it at any moment. */
export interface ChildOrder {
  readonly appUrl: string
  readonly sweepUrl: string
  readonly secret: string
  readonly storeId: string
  readonly skuId: string
  readonly key: string
  readonly at: string
  readonly cashier: string
}

const order = JSON.parse(process.argv[2] ?? '{}') as ChildOrder
const db = openDatabase({ urls: { app: order.appUrl, sweep: order.sweepUrl }, max: 1, name: 'crash' })
const test = createTestApp({ teardown() {} }, db, {
  at: new Date(order.at),
  secret: Buffer.from(order.secret, 'hex'),
  internal: order.cashier,
})
const host = `cashier.${test.app.hosts.base}`
const sandbox = payments.sandboxProvider({
  secret: test.app.secret,
  clock: test.clock,
  origin: order.cashier,
  host,
  publicOrigin: `http://${host}`,
})
const providers: orders.Providers = new Map([[sandbox.id, moodyCashier(sandbox, test)]])
const store = await test.directory.byId(asId('sto', order.storeId))
if (!store) throw new Error('no such store')
await runPurchase({
  test,
  db,
  store,
  providers,
  cashier: order.cashier,
  skuId: asId('sku', order.skuId),
  key: order.key,
})
await db.close()
process.exit(0)
