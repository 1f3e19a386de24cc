import { type App, events } from '@mamapu/core'
import { type Database, startDatabaseClock, withTenant } from '@mamapu/db'
import { idOf, newId, type StoreId, uuidOf } from '@mamapu/kernel'
import { type JobQueue, migrateQueue, openQueue } from '@mamapu/queue'
import {
  createTestDatabase,
  createTestStore,
  skipWithoutRedis,
  startRedis,
  type TestDatabase,
  until,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { composeJobs, startWorker } from './index.js'

t.setTimeout(60_000)
const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function makeApp(t: Test, db: Database, queue: JobQueue): Promise<App> {
  const clock = await startDatabaseClock(db.sql)
  t.teardown(() => clock.stop())
  return {
    db,
    clock,
    log: silent,
    hosts: { base: '', shop: '', protocol: 'http', internal: '' },
    secret: Buffer.alloc(32),
    dataDir: '',
    nudge() {},
    says: () => null,
    jobs: queue,
  }
}

const isDone = (db: Database, storeId: StoreId) =>
  withTenant(db, storeId, async (tx) => {
    const rows = await tx.sql<{ state: string }[]>`select state from outbox where tenant_id = ${tx.tenantId}`
    return rows.length > 0 && rows.every((row) => row.state === 'done')
  })

/** Outbox rows stand in for any table of due things: the sweep may read their state and time. */
function dueSweeper(everyMs: number): events.Sweeper {
  return {
    name: 'test.due',
    everyMs,
    job: 'test.settle',
    idName: 'thingId',
    async find(sweep, at, limit) {
      const rows = await sweep<{ tenant_id: string; id: string }[]>`
        select tenant_id, id from outbox where state <> 'done' and at <= ${at} order by at limit ${limit}`
      return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('evt', row.id) }))
    },
  }
}

const settle: events.AppJob = {
  name: 'test.settle',
  lane: 'work',
  ofStore: true,
  async run(app, run) {
    const thing = run.payload.thingId as `evt_${string}`
    await withTenant(
      app.db,
      run.storeId as StoreId,
      (tx) => tx.sql`
      update outbox set state = 'done' where tenant_id = ${tx.tenantId} and id = ${uuidOf(thing)}`,
    )
  },
}

const emitOne = (app: App, storeId: StoreId) =>
  withTenant(app.db, storeId, (tx) =>
    events.emit(tx, 'product.changed', { productId: newId('prd', app.clock.now()) }, app.clock.now()),
  )

function onBothBackends(
  name: string,
  work: (
    t: Test,
    test: TestDatabase,
    open: () => Promise<JobQueue>,
    flush: () => Promise<void>,
  ) => Promise<void>,
): void {
  t.test(`${name}, on PostgreSQL`, async (t) => {
    const test = await createTestDatabase(t)
    await migrateQueue(test.urls.queue)
    await work(
      t,
      test,
      () => openQueue({ queueUrl: test.urls.queue }, { log: silent, parkedRestMs: 0, scheduleCheckMs: 500 }),
      async () => {
        await test.admin.unsafe(`do $$ declare t text; begin
          for t in select tablename from pg_tables where schemaname = 'bullmq' and tablename <> 'migration' loop
            execute format('truncate bullmq.%I cascade', t);
          end loop; end $$`)
      },
    )
  })
  t.test(`${name}, on Redis`, { skip: skipWithoutRedis }, async (t) => {
    const test = await createTestDatabase(t)
    const redis = await startRedis(t)
    await work(
      t,
      test,
      () => openQueue({ redisUrl: redis.url }, { log: silent, parkedRestMs: 0, scheduleCheckMs: 500 }),
      async () => redis.flush(),
    )
  })
}

onBothBackends(
  'a nudged event is handled at once, one without a nudge within about a second',
  async (t, { db }, open) => {
    const queue = await open()
    const app = await makeApp(t, db, queue)
    const { storeId } = await createTestStore(db, app.clock.now())
    const seen: string[] = []
    const handler: events.EventHandler<'product.changed'> = {
      name: 'test.see',
      event: 'product.changed',
      handle: async (_tx, event) => void seen.push(event.id),
    }
    const worker = await startWorker({ app, queue, handlers: [handler], jobs: [], sweepers: [] })
    const nudged = await emitOne(app, storeId)
    worker.relay.nudge(storeId)
    await until('the nudged one', () => seen.includes(nudged))
    const quiet = await emitOne(app, storeId)
    await until('the quiet one', () => seen.includes(quiet))
    await until('done', () => isDone(db, storeId))
    await worker.stop()
    t.same(seen, [nudged, quiet])
    await t.rejects(queue.send('events.deliver', 'x', { storeId }), { code: 'QUEUE_UNAVAILABLE' })
  },
)

onBothBackends(
  'a sweeper settles what no job was asked for, also after the queue was emptied',
  async (t, { db }, open, flush) => {
    const queue = await open()
    const app = await makeApp(t, db, queue)
    const { storeId } = await createTestStore(db, app.clock.now())
    composeJobs({ app, queue, handlers: [], jobs: [settle], sweepers: [dueSweeper(300)] })
    await queue.start()
    t.teardown(() => queue.close())
    for (const round of ['before', 'after']) {
      await emitOne(app, storeId)
      await until(`settled ${round}`, () => isDone(db, storeId))
      await flush()
    }
  },
)

onBothBackends('two workers and a stop under load: every event once', async (t, { db }, open) => {
  const queues = [await open(), await open()]
  const { storeId } = await createTestStore(db, new Date())
  const runs: string[] = []
  const handler: events.EventHandler<'product.changed'> = {
    name: 'test.count',
    event: 'product.changed',
    handle: async (_tx, event) => void runs.push(event.id),
  }
  const workers = await Promise.all(
    queues.map(async (queue) => {
      const app = await makeApp(t, db, queue)
      return { app, worker: await startWorker({ app, queue, handlers: [handler], jobs: [], sweepers: [] }) }
    }),
  )
  const ids: string[] = []
  for (let index = 0; index < 100; index += 1) {
    const on = workers[index % 2]
    if (on) ids.push(await emitOne(on.app, storeId))
    on?.worker.relay.nudge(storeId)
    if (index === 50) await workers[0]?.worker.stop()
  }
  await until('all done', () => isDone(db, storeId))
  await workers[1]?.worker.stop()
  t.same(runs.toSorted(), ids.toSorted())
})

t.test('a sweeper or schedule of a job that is not there does not start', async (t) => {
  const test = await createTestDatabase(t)
  await migrateQueue(test.urls.queue)
  const queue = await openQueue({ queueUrl: test.urls.queue }, { log: silent })
  t.teardown(() => queue.close())
  const app = await makeApp(t, test.db, queue)
  await t.rejects(
    startWorker({ app, queue, handlers: [], jobs: [], sweepers: [dueSweeper(1000)] }),
    /no job of a store/,
  )
})
