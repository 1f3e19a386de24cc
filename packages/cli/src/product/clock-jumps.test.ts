import { campaigns, events, orders, payments, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { DAY, idOf, later, MINUTE, newId, type OrderId, toFen, uuidOf } from '@mamapu/kernel'
import {
  addTestSku,
  brokenOf,
  buy,
  createTestApp,
  createTestDatabase,
  createTestStore,
  makeCampaign,
  stockOf,
} from '@mamapu/testkit'
import { eventHandlersOf } from '@mamapu/worker'
import t, { type Test } from 'tap'
import { installedPlugins } from './installed-plugins.js'

t.setTimeout(90_000)
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const UNITS = 6
const STOCK = 60

/** A shop at half past ten in the evening that sells six units from eleven to one o'clock, every night. */
async function open(t: Test, at: Date) {
  const registry = await installedPlugins()
  const database = await createTestDatabase(t, { plugins: registry.migrations })
  const { db, admin } = database
  const test = createTestApp(t, db, { at, plugins: registry.plugins.map(({ plugin }) => plugin) })
  const { app, clock, host } = test
  const store = await createTestStore(db, at)
  const { storeId } = store
  for (const pluginId of ['flash-sale', 'points'])
    await plugins.switchPlugin(host, storeId, { pluginId, isOn: true, staffId: null, at })
  const sku = await addTestSku(db, storeId, at, { priceFen: 1000, stock: STOCK })
  await makeCampaign(test, storeId, {
    plugin: 'flash-sale',
    config: { items: [{ skuId: sku.skuId, priceFen: 600, units: UNITS }] },
    recurrence: { every: 'day', days: [], times: [{ from: '23:00', to: '01:00' }] },
    announceMinutes: 20,
  })
  const boundary = new campaigns.BoundaryClock({
    ...test.campaigns,
    db,
    clock,
    log: quiet,
    nudge() {},
  })
  const handlers = events.handlerRegistry(eventHandlersOf({ host }))
  const pay = async (orderId: OrderId) => {
    const [order] = await admin<{ payable: number; before: Date }[]>`
      select payable_fen::int as payable, pay_before as before from orders where id = ${uuidOf(orderId)}`
    const [paymentId, amountFen] = [newId('pay', clock.now()), toFen(order?.payable ?? 0)]
    const payment = { id: paymentId, orderId, provider: 'test', amountFen, at: clock.now() }
    await withTenant(db, storeId, (tx) =>
      payments.insertPayment(tx, { ...payment, expiresAt: order?.before ?? clock.now() }),
    )
    const money = { paymentId, transactionId: paymentId, amountFen }
    await orders.settlePayment(app, storeId, money, clock.now())
  }
  /** Everything that happens by itself, as of now. */
  const settle = async () => {
    while (await boundary.tick());
    for (const sweeper of orders.orderSweepers) {
      if (sweeper.job !== orders.EXPIRE_ORDER) continue
      for (const due of await sweeper.find(db.sweep, clock.now(), 1000))
        await orders.expireOrder(app, new Map(), storeId, due.id as OrderId)
    }
    const told = await admin<{ id: string }[]>`select id from outbox where state <> 'done' order by at, id`
    for (const { id } of told) await events.runHandlers(app, handlers, storeId, idOf('evt', id))
    await test.directory.refresh(storeId)
  }
  return { test, store, sku, admin, db, clock, settle, pay }
}

/** Minutes since half past ten: the hour goes back and forth at the start, at midnight and at the end. */
const WALK = [0, 10, 30, 31, -29, 32, 89, 90, 30, 91, 151, 92, 152, 95, 148, 149, 150, 90, 151, 211, 151]
const BASES = [
  ['midnight', '2026-03-04T14:30:00Z'],
  ['the end of a month', '2026-02-28T14:30:00Z'],
  ['the end of a year', '2026-12-31T14:30:00Z'],
] as const

for (const [what, base] of BASES)
  t.test(`the clock goes an hour back and forward around ${what}: every unit and edge once`, async (t) => {
    const at = new Date(base)
    const { test, store, sku, admin, db, clock, settle, pay } = await open(t, at)
    const placed: OrderId[] = []
    for (const minutes of WALK) {
      clock.set(later(at, minutes * MINUTE))
      await settle()
      for (let time = 0; time < 2; time += 1) {
        const result = await buy(test, store, sku.skuId)
        if (!result.placed) continue
        if (placed.push(result.orderId) % 2 === 0) await pay(result.orderId)
      }
      await settle()
      t.same(await brokenOf(admin), [], `${minutes} min`)
    }
    clock.set(later(at, 2 * DAY))
    await settle()
    t.same(await brokenOf(admin), [])

    const states = await admin<{ state: string; n: number; unit: number }[]>`
      select o.state, count(*)::int as n, l.unit_fen::int as unit
        from orders o join order_lines l on l.order_id = o.id group by o.state, l.unit_fen order by 1, 3`
    t.notOk(
      states.find(({ state }) => state === 'unpaid'),
      'all came to an end',
    )
    const paid = states.filter(({ state }) => state === 'paid')
    const inSale = paid.find(({ unit }) => unit === 600)?.n ?? 0
    t.ok(inSale > 0 && inSale <= UNITS, `${inSale} of ${UNITS} at the price of the sale`)
    const units = paid.reduce((sum, { n }) => sum + n, 0)
    t.same(await stockOf(db, store.storeId, sku), { limit: STOCK - UNITS - inSale, taken: units - inSale })
    const edges = await admin<{ told: string; n: number }[]>`
      select (payload ->> 'round') || ' ' || name as told, count(*)::int as n from outbox
       where name like 'campaign.%' and payload ? 'round' group by 1 having count(*) > 1`
    t.same([...edges], [], 'nothing is told twice')
    const [first] = await admin<{ n: number }[]>`
      select count(distinct name)::int as n from outbox
       where payload ->> 'round' = (select min(payload ->> 'round') from outbox where payload ? 'round')`
    t.equal(first?.n, 4, 'and nothing of a round left out')
    const [counted] = await admin<{ n: number }[]>`
      select count(*)::int as n from messages where template = 'order-paid'`
    t.equal(counted?.n, units, 'each buyer was told once')
  })
