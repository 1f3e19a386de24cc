import { createTestDatabase, skipWithoutRedis, startRedis, until } from '@mamapu/testkit'
import { Redis } from 'ioredis'
import t from 'tap'
import { type JobRun, migrateQueue, openQueue } from './index.js'
import { collector, LOCK_MS, said, silent, startHangingWorker, storeId, withQueue } from './test-queue.js'

// A backend that went is waited for: longer than tap's own limit for a file run by itself.
t.setTimeout(90_000)

t.test('every connection cut: no process ends, and the next job runs', async (t) => {
  const { admin, urls } = await createTestDatabase(t)
  await migrateQueue(urls.queue)
  const { runs, job } = collector('test.cut')
  await withQueue({ queueUrl: urls.queue }, async (queue) => {
    queue.define(job)
    await queue.start()
    await queue.send('test.cut', 'before', { storeId })
    await until('before', () => runs.length === 1)
    await admin`select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and usename = 'mamapu_queue'`
    await until('it sends again', () =>
      queue.send('test.cut', 'after', { storeId }).then(
        () => true,
        () => false,
      ),
    )
    // What was in hand may run once more: its end may have been on a connection that was cut.
    await until('after', () => runs.some((run) => run.id === 'after'))
  })
})

t.test('a server that refuses everything is asked again with a rest in between', async (t) => {
  const { admin, urls } = await createTestDatabase(t)
  await migrateQueue(urls.queue)
  let troubles = 0
  const warn = () => {
    troubles += 1
  }
  const log = { ...silent, warn }
  const queue = await openQueue({ queueUrl: urls.queue }, { log, lockMs: LOCK_MS })
  let letGo = () => {}
  const isAway = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const runs = new Set<string>()
  const run = async ({ id }: JobRun) => {
    runs.add(id)
    await isAway
  }
  queue.define({ ...collector('test.refused').job, run })
  await queue.start()
  // More than a worker takes at once: it does not wait for the next job but asks for it.
  const requests = Array.from({ length: 40 }, (_, index) => ({ id: `r${index}`, payload: { storeId } }))
  await queue.sendMany('test.refused', requests)
  await until('all hands are full', () => runs.size === 4)
  await admin`alter schema bullmq rename to away`
  const began = Date.now()
  letGo()
  await until('a while of refusals', () => Date.now() - began > 2000)
  t.ok(troubles > 3 && troubles < 60, `${troubles} times in two seconds`)
  await admin`alter schema away rename to bullmq`
  await until('everything ran', () => runs.size === requests.length)
  await queue.close()
})

t.test(
  'an emptied Redis: what is asked for again runs, schedules come back',
  { skip: skipWithoutRedis },
  async (t) => {
    const redis = await startRedis(t)
    const redisUrl = redis.url
    const { runs, job } = collector('test.flushed')
    const tick = collector('test.tick', { ofStore: false })
    await withQueue({ redisUrl }, async (queue) => {
      queue.define(job)
      queue.define(tick.job)
      queue.schedule({ job: 'test.tick', id: 'test-tick', everyMs: 500 })
      await queue.start()
      await queue.send('test.flushed', 'a', { storeId }, { runAt: new Date(Date.now() + 60_000) })
      redis.flush()
      t.equal((await queue.counts()).work.delayed, 0, 'gone without an error')
      await queue.sendAgain('test.flushed', [{ id: 'a', payload: { storeId } }])
      await until('it ran', () => runs.length === 1)
      const ticks = tick.runs.length
      await until('it ticks again', () => tick.runs.length > ticks + 1, 25_000)
    })
  },
)

t.test('every key carries the hash tag of the queue', { skip: skipWithoutRedis }, async (t) => {
  const { url: redisUrl } = await startRedis(t)
  const admin = new Redis(redisUrl)
  t.teardown(() => admin.disconnect())
  const { job } = collector('test.tag')
  await withQueue({ redisUrl }, async (queue) => {
    queue.define(job)
    await queue.send('test.tag', 'a', { storeId })
    const keys = await admin.keys('*')
    t.ok(keys.length > 0)
    t.ok(keys.every((key) => key.startsWith('{mamapu}:')))
  })
})

t.test(
  'a Redis that goes away: sending fails at once, and works again when it is back',
  { skip: skipWithoutRedis },
  async (t) => {
    const redis = await startRedis(t)
    const { runs, job } = collector('test.away')
    await withQueue({ redisUrl: redis.url }, async (queue) => {
      queue.define(job)
      await queue.start()
      await queue.send('test.away', 'a', { storeId })
      await until('first', () => runs.length === 1)
      await redis.kill()
      const began = Date.now()
      await t.rejects(queue.send('test.away', 'b', { storeId }), { code: 'QUEUE_UNAVAILABLE' })
      t.ok(Date.now() - began < 2500, `failed after ${Date.now() - began} ms`)
      await startRedis(t, redis.port)
      await until('it sends again', () =>
        queue.send('test.away', 'b', { storeId }).then(
          () => true,
          () => false,
        ),
      )
      // What was in hand when it went may run once more.
      await until('second', () => runs.some((run) => run.id === 'b'))
    })
  },
)

t.test(
  'a Redis that went and stays away: a worker with a job in hand that closes its queue ends by itself',
  { skip: skipWithoutRedis },
  async (t) => {
    const redis = await startRedis(t)
    const where = { redisUrl: redis.url }
    await withQueue(where, async (queue) => {
      queue.define(collector('test.killed').job)
      await queue.send('test.killed', 'a', { storeId })
    })
    const child = startHangingWorker(where)
    t.teardown(() => child.kill('SIGKILL'))
    await said(child, 'in hand')
    await redis.kill()
    child.kill('SIGTERM')
    await until('it ended', () => child.exitCode !== null || child.signalCode !== null)
    t.equal(child.exitCode, 0)
  },
)
