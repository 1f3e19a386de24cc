import { type Database, withTenant } from '@mamapu/db'
import { asId, type Id, later, ManualClock, newId, type StoreId, uuidOf } from '@mamapu/kernel'
import { type JobQueue, migrateQueue, openQueue } from '@mamapu/queue'
import { createTestDatabase, createTestStore, until } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import type { App, Log } from '../app.js'
import {
  cleanEventsJob,
  deliverEventJob,
  type EventHandler,
  emit,
  handlerRegistry,
  Relay,
  runHandlers,
} from './index.js'

const at = new Date('2026-03-01T02:00:00Z')
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

function makeApp(db: Database, jobs: App['jobs'] = { send: async () => {} }): App & { clock: ManualClock } {
  return {
    db,
    clock: new ManualClock(at),
    log: silent,
    hosts: { base: '', shop: '', protocol: 'http', internal: '' },
    secret: Buffer.alloc(32),
    dataDir: '',
    nudge() {},
    says: () => null,
    jobs,
  }
}

/** Writes down what it was given, in the event's own transaction: a row that a rollback takes away. */
function noting(name: string, more: (id: Id<'evt'>) => void = () => {}): EventHandler<'product.changed'> {
  return {
    name,
    event: 'product.changed',
    async handle(tx, event, context) {
      await tx.sql`
        insert into audit_log (tenant_id, id, actor, action, subject, at)
        values (${tx.tenantId}, ${uuidOf(newId('aud', context.at))}, 'test', ${name}, ${event.id}, ${context.at})`
      more(event.id)
    },
  }
}

const change = (db: Database, storeId: StoreId, when = at) =>
  withTenant(db, storeId, (tx) => emit(tx, 'product.changed', { productId: newId('prd', when) }, when))

const noted = (db: Database, storeId: StoreId, name?: string) =>
  withTenant(db, storeId, async (tx) => {
    const rows = await tx.sql<{ action: string; subject: string }[]>`
      select action, subject from audit_log where tenant_id = ${tx.tenantId} order by id`
    return rows.filter((row) => !name || row.action === name).map((row) => row.subject)
  })

const states = (db: Database, storeId: StoreId) =>
  withTenant(db, storeId, async (tx) => {
    const rows = await tx.sql<{ state: string }[]>`select state from outbox where tenant_id = ${tx.tenantId}`
    return rows.map((row) => row.state).sort()
  })

t.test('an event is told when its transaction commits, and never otherwise', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  await t.rejects(
    withTenant(db, storeId, async (tx) => {
      await emit(tx, 'customer.registered', { customerId: newId('cus', at) }, at)
      throw new Error('undone')
    }),
    /undone/,
  )
  t.same(await states(db, storeId), [])
  await change(db, storeId)
  t.same(await states(db, storeId), ['waiting'])
})

t.test('twice, five times at once, and after it was done: every handler has it once', async (t) => {
  const { db } = await createTestDatabase(t)
  const app = makeApp(db)
  const { storeId } = await createTestStore(db, at)
  const registry = handlerRegistry([noting('one.note'), noting('two.note')])
  const eventId = await change(db, storeId)
  await Promise.allSettled(Array.from({ length: 5 }, () => runHandlers(app, registry, storeId, eventId)))
  await runHandlers(app, registry, storeId, eventId)
  t.same(await noted(db, storeId, 'one.note'), [eventId])
  t.same(await noted(db, storeId, 'two.note'), [eventId])
  t.same(await states(db, storeId), ['done'])
  await runHandlers(app, handlerRegistry([noting('late.note')]), storeId, eventId)
  t.same(await noted(db, storeId, 'late.note'), [], 'what is done is over')
})

t.test('a handler that throws leaves nothing, stops nobody, and is tried until it succeeds', async (t) => {
  const { db } = await createTestDatabase(t)
  const sent: string[] = []
  const app = makeApp(db, { send: async (job, id) => void sent.push(`${job}/${id}`) })
  const { storeId } = await createTestStore(db, at)
  let isBroken = true
  const registry = handlerRegistry([
    {
      name: 'broken.note',
      event: 'product.changed',
      async handle(tx, event, context) {
        context.enqueue('test.call', event.id, { storeId })
        await noting('broken.note', () => {
          if (isBroken) throw new Error('not yet')
        }).handle(tx, event as Parameters<EventHandler<'product.changed'>['handle']>[1], context)
      },
    },
    noting('sound.note'),
  ])
  const eventId = await change(db, storeId)
  await t.rejects(runHandlers(app, registry, storeId, eventId), {
    code: 'HANDLER_FAILED',
    message: /broken\.note/,
  })
  t.same(await noted(db, storeId), [eventId], 'only the sound one wrote')
  t.same(sent, [], 'what was rolled back asks for no job')
  t.same(await states(db, storeId), ['waiting'])
  isBroken = false
  await runHandlers(app, registry, storeId, eventId)
  t.same(await noted(db, storeId, 'broken.note'), [eventId])
  t.same(await noted(db, storeId, 'sound.note'), [eventId], 'the sound one was not asked again')
  t.same(sent, [`test.call/${eventId}`])
  t.same(await states(db, storeId), ['done'])
})

t.test('a queue that is away after the commit fails no handler', async (t) => {
  const { db } = await createTestDatabase(t)
  const app = makeApp(db, { send: () => Promise.reject(new Error('away')) })
  const { storeId } = await createTestStore(db, at)
  const registry = handlerRegistry([
    {
      name: 'a.call',
      event: 'product.changed',
      handle: async (_tx, event, { enqueue }) => enqueue('x.y', event.id, {}),
    },
  ])
  await runHandlers(app, registry, storeId, await change(db, storeId))
  t.same(await states(db, storeId), ['done'])
})

t.test('out of order and of another shop', async (t) => {
  const { db } = await createTestDatabase(t)
  const app = makeApp(db)
  const one = await createTestStore(db, at)
  const two = await createTestStore(db, at)
  const registry = handlerRegistry([noting('a.note')])
  const first = await change(db, one.storeId, at)
  const second = await change(db, one.storeId, later(at, 1000))
  await runHandlers(app, registry, one.storeId, second)
  await runHandlers(app, registry, two.storeId, first)
  t.same(await noted(db, one.storeId), [second])
  t.same(await noted(db, two.storeId), [], 'another shop’s event does not exist')
  t.same(await states(db, one.storeId), ['done', 'waiting'])
  await runHandlers(app, registry, one.storeId, first)
  t.same((await noted(db, one.storeId)).toSorted(), [first, second].toSorted())
  await t.rejects(db.sweep`select payload from outbox`, { code: '42501' }, 'the sweep sees no content')
  t.throws(() => handlerRegistry([noting('a.note'), noting('a.note')]), /twice/)
})

async function openTestQueue(t: Test, url: string): Promise<JobQueue> {
  await migrateQueue(url)
  const queue = await openQueue({ queueUrl: url }, { log: silent, lockMs: 2000, parkedRestMs: 0 })
  t.teardown(() => queue.close({ timeoutMs: 2000 }))
  return queue
}

t.test('two relays over three shops: three hundred events, each handled once', async (t) => {
  const { db, urls } = await createTestDatabase(t)
  const queue = await openTestQueue(t, urls.queue)
  const app = makeApp(db, queue)
  const deliver = deliverEventJob(handlerRegistry([noting('a.note')]))
  queue.define({ ...deliver, run: (run) => deliver.run(app, run) })
  const stores = [await createTestStore(db, at), await createTestStore(db, at), await createTestStore(db, at)]
  const relays = [1, 2].map(() => new Relay({ db, clock: app.clock, log: silent, queue }))
  for (const relay of relays) relay.start()
  await queue.start()
  await Promise.all(
    stores.map(async ({ storeId }) => {
      for (let index = 0; index < 100; index += 1) {
        await change(db, storeId, later(at, index))
        relays[index % 2]?.nudge(storeId)
      }
    }),
  )
  for (const { storeId } of stores) {
    await until('all done', async () => (await states(db, storeId)).every((state) => state === 'done'))
    const subjects = await noted(db, storeId)
    t.equal(subjects.length, 100)
    t.equal(new Set(subjects).size, 100)
  }
  await Promise.all(relays.map((relay) => relay.stop()))
})

t.test('killed between commit and relay, and between sending and noting it: delivered once', async (t) => {
  const { db, urls } = await createTestDatabase(t)
  const queue = await openTestQueue(t, urls.queue)
  const app = makeApp(db, queue)
  const deliver = deliverEventJob(handlerRegistry([noting('a.note')]))
  queue.define({ ...deliver, run: (run) => deliver.run(app, run) })
  const { storeId } = await createTestStore(db, at)
  const eventId = await change(db, storeId)

  const dying = new Relay({
    db,
    clock: app.clock,
    log: silent,
    queue: {
      ...queue,
      async sendMany(job, requests) {
        await queue.sendMany(job, requests)
        throw new Error('killed right after sending')
      },
      sendAgain: queue.sendAgain.bind(queue),
    },
  })
  await t.rejects(dying.poll(), /killed/)
  t.same(await states(db, storeId), ['waiting'])
  await new Relay({ db, clock: app.clock, log: silent, queue }).poll()
  t.same(await states(db, storeId), ['sent'])
  await queue.start()
  await until('done', async () => (await states(db, storeId))[0] === 'done')
  t.same(await noted(db, storeId), [eventId])
})

t.test(
  'a job that the queue lost is sent again after a minute, one that is parked gets another round',
  async (t) => {
    const { db, urls, admin } = await createTestDatabase(t)
    const queue = await openTestQueue(t, urls.queue)
    const app = makeApp(db, queue)
    let isBroken = true
    const registry = handlerRegistry([
      noting('a.note', () => {
        if (isBroken) throw new Error('not yet')
      }),
    ])
    const deliver = deliverEventJob(registry)
    queue.define({ ...deliver, attempts: 2, backoffMs: 10, run: (run) => deliver.run(app, run) })
    const { storeId } = await createTestStore(db, at)
    const eventId = await change(db, storeId)
    const relay = new Relay({ db, clock: app.clock, log: silent, queue })
    await relay.poll()
    await admin`delete from bullmq.job`
    app.clock.advance(59_000)
    await relay.poll()
    t.equal((await queue.counts()).events.waiting, 0, 'not yet')
    app.clock.advance(6000)
    await relay.poll()
    t.equal((await queue.counts()).events.waiting, 1)
    await queue.start()
    await until('parked', async () => (await queue.counts()).events.parked === 1)
    t.match(await queue.failed(), [{ job: 'events.deliver', id: eventId, payload: { storeId, eventId } }])
    isBroken = false
    app.clock.advance(66_000)
    await relay.poll()
    await until('done', async () => (await states(db, storeId))[0] === 'done')
    t.same(await noted(db, storeId), [eventId])
  },
)

t.test('done events are deleted after a week with their effects, others stay', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const app = makeApp(db)
  const { storeId } = await createTestStore(db, at)
  const registry = handlerRegistry([noting('a.note')])
  const old = await change(db, storeId)
  const open = await change(db, storeId)
  await runHandlers(app, registry, storeId, old)
  app.clock.advance(8 * 86_400_000)
  const young = await change(db, storeId, app.clock.now())
  await runHandlers(app, registry, storeId, young)
  const run = {
    name: 'events.clean',
    id: 'x',
    payload: {},
    storeId: null,
    attempt: 1,
    signal: new AbortController().signal,
  }
  await cleanEventsJob.run(app, run)
  await cleanEventsJob.run(app, run)
  const left = await admin<{ id: string }[]>`select id from outbox`
  t.same(
    left.map((row) => asId('evt', `evt_${row.id.replaceAll('-', '')}`)).toSorted(),
    [open, young].toSorted(),
  )
  const [effects] = await admin<{ count: number }[]>`select count(*)::int as count from event_effects`
  t.equal(effects?.count, 1)
})
