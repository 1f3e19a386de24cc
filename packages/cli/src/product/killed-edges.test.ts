// Runs itself as a worker (`… child`): the product's real jobs on a clock that the test moves, to be killed.
import { fileURLToPath } from 'node:url'
import { type checkout, orders, parcels, payments, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import {
  HOUR,
  later,
  ManualClock,
  MINUTE,
  must,
  newId,
  type OrderId,
  SECOND,
  toFen,
  uuidOf,
} from '@mamapu/kernel'
import { migrateQueue, openQueue } from '@mamapu/queue'
import {
  addTestSku,
  brokenOf,
  buy,
  createTestApp,
  createTestDatabase,
  createTestStore,
  makeCampaign,
  stockOf,
  type TestDatabase,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { openProduct, runJobs } from './compose.js'
import { readConfig } from './config.js'
import { installedPlugins } from './installed-plugins.js'
import { until } from './test-process.js'
import { holdAt, workersOf } from './test-workers.js'

const at = new Date('2026-03-04T02:00:00Z')
const startsAt = later(at, 2 * HOUR)
const endsAt = later(at, 3 * HOUR)
const ROUND = '20260304T1200'
const self = fileURLToPath(import.meta.url)
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const SHIP_BATCH = 'parcels.ship-batch'
const SEND_REMINDERS = 'plugin.flash-sale.send-reminders.run'
t.setTimeout(100_000)
/** So long a dead worker's job waits for another one. */
const LOCK_MS = 700

async function child(): Promise<void> {
  const clock = new ManualClock(at)
  process.on('message', (instant: string) => clock.set(new Date(instant)))
  process.on('disconnect', () => process.exit(0))
  const product = await openProduct(readConfig(process.env), () => {})
  const queueUrl = must(product.config.roleUrls.queue, 'the login of the queue')
  const queue = await openQueue({ queueUrl }, { log: product.app.log, lockMs: LOCK_MS })
  await runJobs({ ...product, queue, app: { ...product.app, clock, jobs: queue } })
}

/** A shop with a flash sale every day at noon, three who want to be reminded, and its next worker about to start. */
async function open(t: Test) {
  const registry = await installedPlugins()
  const database = await createTestDatabase(t, { plugins: registry.migrations })
  const { db, admin, urls } = database
  await migrateQueue(urls.queue)
  const secret = Buffer.alloc(32, 7)
  const test = createTestApp(t, db, { at, plugins: registry.plugins.map(({ plugin }) => plugin), secret })
  const store = await createTestStore(db, at)
  const { storeId } = store
  await plugins.switchPlugin(test.host, storeId, { pluginId: 'flash-sale', isOn: true, staffId: null, at })
  const sku = await addTestSku(db, storeId, at, { priceFen: 1000, stock: 30 })
  const campaign = await makeCampaign(test, storeId, {
    plugin: 'flash-sale',
    config: { items: [{ skuId: sku.skuId, priceFen: 600, units: 10 }] },
    recurrence: { every: 'day', days: [], times: [{ from: '12:00', to: '13:00' }] },
    announceMinutes: 60,
  })
  const customers = [newId('cus', at), newId('cus', at), newId('cus', at)] as const
  for (const [index, id] of customers.entries())
    await admin`insert into customers (tenant_id, id, phone_hash, verified_at, created_at)
                values (${uuidOf(storeId)}, ${uuidOf(id)}, ${Buffer.alloc(32, index)}, ${at}, ${at})`
  const ask = (id: (typeof customers)[number]) => admin`
    insert into flash_sale_reminders (tenant_id, campaign_id, round, customer_id, sku_id, asked_at)
    values (${uuidOf(storeId)}, ${uuidOf(campaign.id)}, ${ROUND}, ${uuidOf(id)}, ${uuidOf(sku.skuId)}, ${at})`
  await ask(customers[0])
  await ask(customers[1])
  const queue = await openQueue({ queueUrl: urls.queue }, { log: silent })
  t.teardown(() => queue.close())
  queue.define({ name: SEND_REMINDERS, lane: 'work', ofStore: true, run: async () => {} })
  queue.define({ name: SHIP_BATCH, lane: 'bulk', ofStore: true, run: async () => {} })
  return {
    database,
    test,
    store,
    sku,
    campaign,
    customers,
    ask,
    queue,
    workers: workersOf(t, database, { entry: self, secret, at }),
  }
}

type Shop = Awaited<ReturnType<typeof open>>

interface Scene {
  readonly name: string
  /** What is held, at what the worker waits for it, and what there is of the effect before and after. */
  readonly holds: string
  readonly waits: RegExp
  readonly effect: string
  readonly from: number
  readonly to: number
  readonly clock?: Date
  /** Held before the worker comes that ends the scene before: what this one kills follows from it. */
  readonly isAtOnce?: boolean
  /** Makes work while no worker is there; before what is held is held. */
  readonly before?: () => Promise<unknown>
  /** Makes work while the worker is there. */
  readonly trigger?: () => Promise<unknown>
}

const EDGES = 'select count(*)::int as n from campaign_boundaries'
const OUTBOX = 'lock table outbox in share mode'
const REMINDERS = 'lock table flash_sale_reminders in share mode'
const PROOFS = 'lock table price_proofs in share mode'

function scenes({ test, store, sku, customers, ask, queue, database }: Shop): readonly Scene[] {
  const placed: OrderId[] = []
  const place = async () => {
    test.clock.set(later(startsAt, (placed.length + 1) * MINUTE))
    const result: checkout.PlaceResult = await buy(test, store, sku.skuId, {
      customerId: customers[0],
      seenTotalFen: 600,
    })
    if (!result.placed) throw new Error(result.code)
    placed.push(result.orderId)
  }
  const stock = `quotas where kind = 'stock'`
  return [
    {
      name: 'publishing: the proof',
      holds: PROOFS,
      waits: /price_proofs/,
      effect: 'select count(*)::int as n from price_proofs',
      from: 0,
      to: 1,
    },
    {
      name: 'announce',
      clock: later(startsAt, -HOUR),
      holds: OUTBOX,
      waits: /insert into outbox/,
      effect: EDGES,
      from: 0,
      to: 1,
    },
    {
      name: 'soon',
      clock: later(startsAt, -5 * MINUTE),
      holds: OUTBOX,
      waits: /insert into outbox/,
      effect: EDGES,
      from: 1,
      to: 2,
    },
    {
      name: 'soon: reminders fall due',
      isAtOnce: true,
      holds: REMINDERS,
      waits: /update flash_sale_reminders/,
      effect: 'select count(due_at)::int as n from flash_sale_reminders',
      from: 0,
      to: 2,
    },
    {
      name: 'reminders are sent',
      isAtOnce: true,
      holds: 'lock table messages in share mode',
      waits: /insert into messages/,
      effect: `select count(*)::int as n from messages where template = 'flash-sale.remind'`,
      from: 0,
      to: 2,
      async trigger() {
        await until(
          async () =>
            (await database.admin`select 1 from flash_sale_reminders where due_at is null`).length === 0,
          8 * SECOND,
        )
        await ask(customers[2])
        await queue.send(SEND_REMINDERS, 'test', { storeId: store.storeId })
      },
    },
    {
      name: 'start',
      clock: startsAt,
      holds: OUTBOX,
      waits: /insert into outbox/,
      effect: EDGES,
      from: 2,
      to: 3,
    },
    {
      name: 'start: the proof is frozen',
      isAtOnce: true,
      holds: PROOFS,
      waits: /price_proofs/,
      effect: 'select count(frozen_at)::int as n from price_proofs',
      from: 0,
      to: 1,
    },
    {
      name: 'report: what was sold',
      trigger: place,
      holds: 'lock table campaign_sales in share mode',
      waits: /insert into campaign_sales/,
      effect: 'select count(*)::int as n from campaign_sales',
      from: 0,
      to: 1,
    },
    {
      name: 'report: another is sold, all is written and nobody was told',
      isAtOnce: true,
      before: place,
      holds: `select 1 from outbox where name = 'order.placed' and state = 'waiting' for no key update`,
      waits: /set state = 'done'/,
      effect: `select count(*)::int as n from campaign_sales
                where order_id = (select id from orders order by placed_at desc limit 1)`,
      from: 1,
      to: 1,
    },
    {
      name: 'paid: counted',
      trigger: async () => {
        for (const orderId of placed) await pay(test, store, orderId)
      },
      holds: 'lock table customers in share mode',
      waits: /orders_paid/,
      effect: 'select sum(orders_paid)::int as n from customers',
      from: 0,
      to: 2,
    },
    {
      name: 'end: units come home, the next round’s leave',
      clock: endsAt,
      holds: `select 1 from ${stock} for update`,
      waits: /quotas/,
      effect: EDGES,
      from: 3,
      to: 4,
    },
    {
      name: 'end: who was not reminded',
      isAtOnce: true,
      holds: REMINDERS,
      waits: /delete from flash_sale_reminders/,
      effect: 'select count(*)::int as n from flash_sale_reminders where sent_at is null',
      from: 1,
      to: 0,
    },
    {
      name: 'parcels of a table: one is sent, the next is not',
      trigger: async () => shipByTable(test, store, queue),
      holds:
        'select 1 from orders where id = (select id from orders order by placed_at desc limit 1) for update',
      waits: /from orders/,
      effect: 'select count(*)::int as n from shipments',
      from: 1,
      to: 2,
    },
  ]
}

/** Both orders, each a parcel of its own, in the order in which they were placed. */
async function shipByTable(test: Shop['test'], store: Shop['store'], queue: Shop['queue']): Promise<void> {
  const { storeId } = store
  const numbers = await withTenant(
    test.app.db,
    storeId,
    (tx) => tx.sql<{ number: string }[]>`
      select number from orders where tenant_id = ${tx.tenantId} order by placed_at`,
  )
  const rows = numbers.map(({ number }, index) => `${number},顺丰速运,SF700000${index}`)
  const started = await parcels.startBatch(test.app, storeId, {
    fileName: 'parcels.csv',
    bytes: Buffer.from(['订单号,快递公司,快递单号', ...rows].join('\n')),
    staffId: newId('stf', test.clock.now()),
    at: test.clock.now(),
  })
  if (!started.started) throw new Error(started.reason)
  await queue.send(SHIP_BATCH, started.batchId, { storeId, batchId: started.batchId })
}

async function pay(
  { app, clock }: Shop['test'],
  { storeId }: Shop['store'],
  orderId: OrderId,
): Promise<void> {
  const paymentId = newId('pay', clock.now())
  const amountFen = toFen(600)
  await withTenant(app.db, storeId, (tx) =>
    payments.insertPayment(tx, {
      id: paymentId,
      orderId,
      provider: 'test',
      amountFen,
      expiresAt: endsAt,
      at: clock.now(),
    }),
  )
  const money = { paymentId, transactionId: paymentId, amountFen }
  if (!(await orders.settlePayment(app, storeId, money, clock.now())).settled) throw new Error('not paid')
}

/** What was told of the rounds, each as often as it was. */
async function told(admin: TestDatabase['admin']): Promise<string[]> {
  const rows = await admin<{ name: string }[]>`
    select name from outbox where name like 'campaign.%' and payload ? 'round' order by at`
  return rows.map(({ name }) => name)
}

async function messagesOf(admin: TestDatabase['admin']): Promise<Record<string, number>> {
  const rows = await admin<{ template: string; n: number }[]>`
    select template, count(*)::int as n from messages group by template order by template`
  return Object.fromEntries(rows.map(({ template, n }) => [template, n]))
}

async function poolsOf(admin: TestDatabase['admin']): Promise<{ limit: number; taken: number }[]> {
  const rows = await admin<{ limit: number; taken: number }[]>`
    select limit_units::int as limit, taken::int from quotas where kind = 'flash-sale.units' order by id`
  return rows.map((row) => ({ ...row }))
}

async function tests(): Promise<void> {
  await t.test(
    'a worker killed inside each job of a campaign: the next one leaves everything there once',
    async (t) => {
      const shop = await open(t)
      const { workers, test, store, sku, database } = shop
      const { admin, adminUrl } = database
      const count = async (effect: string) => (await admin.unsafe<{ n: number }[]>(effect))[0]?.n
      let release: () => Promise<void> = async () => {}
      let previous: Scene | undefined
      const settle = async (scene: Scene) => {
        await until(async () => (await count(scene.effect)) === scene.to, 10 * SECOND)
        await until(
          async () => (await admin`select 1 from outbox where state <> 'done'`).length === 0,
          10 * SECOND,
        )
      }
      for (const scene of scenes(shop)) {
        const began = performance.now()
        if (previous && !scene.isAtOnce) {
          workers.start()
          await settle(previous)
        }
        await scene.before?.()
        release = await holdAt(t, adminUrl, scene.holds)
        if (!previous || scene.isAtOnce) workers.start()
        if (scene.clock) workers.setClock(scene.clock)
        await scene.trigger?.()
        await workers.waits(scene.waits)
        t.equal(await workers.kill(release), 'SIGKILL', scene.name)
        t.equal(await count(scene.effect), scene.from, 'nothing of it is there, or all')
        previous = scene
        t.comment(`${Math.round(performance.now() - began)} ms`)
      }
      workers.start()
      await settle(must(previous, 'scenes'))
      t.same(await told(admin), ['campaign.announced', 'campaign.soon', 'campaign.started', 'campaign.ended'])
      t.same(await messagesOf(admin), {
        'flash-sale.remind': 2,
        'order-link': 2,
        'order-paid': 2,
        'order-shipped': 2,
      })
      t.same(
        await stockOf(test.app.db, store.storeId, sku),
        { limit: 18, taken: 0 },
        '30, two sold, ten aside',
      )
      t.same(await poolsOf(admin), [
        { limit: 2, taken: 2 },
        { limit: 10, taken: 0 },
      ])
      t.same(await brokenOf(admin), [])
    },
  )
}

if (process.argv[2] === 'child') await child()
else await tests()
