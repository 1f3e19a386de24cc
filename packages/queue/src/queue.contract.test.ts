import { once } from 'node:events'
import { createTestDatabase, skipWithoutRedis, startRedis, until } from '@mamapu/testkit'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { type JobQueue, migrateQueue, openQueue } from './index.js'
import {
  collector,
  LOCK_MS,
  said,
  silent,
  startHangingWorker,
  storeId,
  type Where,
  withQueue,
} from './test-queue.js'

// The kill tests wait for locks to end: longer than tap's own limit for a file run by itself.
t.setTimeout(90_000)

type SendArguments = Parameters<JobQueue['send']>
const idIsMandatory: undefined extends SendArguments[1] ? 'optional' : 'mandatory' = 'mandatory'
const payloadIsMandatory: undefined extends SendArguments[2] ? 'optional' : 'mandatory' = 'mandatory'

function contract(t: Test, where: () => Where): void {
  t.test('one id runs once, however often and from wherever it is asked for', async (t) => {
    const { runs, job } = collector('test.once')
    await withQueue(where(), async (queue) =>
      withQueue(where(), async (other) => {
        for (const each of [queue, other]) each.define(job)
        await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            (index % 2 ? queue : other).send('test.once', 'a', { storeId, orderId: 'ord_1' }),
          ),
        )
        await queue.sendMany('test.once', [
          { id: 'a', payload: { storeId } },
          { id: 'last', payload: { storeId } },
        ])
        await Promise.all([queue.start(), other.start()])
        await until('the last one ran', () => runs.some((run) => run.id === 'last'))
        await queue.send('test.once', 'a', { storeId })
        await queue.send('test.once', 'after', { storeId })
        await until('what came after ran', () => runs.some((run) => run.id === 'after'))
      }),
    )
    t.equal(runs.filter((run) => run.id === 'a').length, 1)
    t.match(
      runs.find((run) => run.id === 'a'),
      { name: 'test.once', storeId, payload: { storeId, orderId: 'ord_1' }, attempt: 1 },
      'the payload and its store arrive as they were sent',
    )
  })

  t.test('what is not an id, or names no store, is refused before it is enqueued', async (t) => {
    t.equal(idIsMandatory, 'mandatory')
    t.equal(payloadIsMandatory, 'mandatory')
    const { job } = collector('test.refuse')
    await withQueue(where(), async (queue) => {
      queue.define(job)
      queue.define({ ...job, name: 'test.platform', ofStore: false })
      await t.rejects(queue.send('test.refuse', 'with:colon', { storeId }))
      await t.rejects(queue.send('test.refuse', '', { storeId }))
      await t.rejects(queue.send('test.refuse', 'x', {}), /must name a store/)
      await t.rejects(queue.send('test.refuse', 'x', { storeId: 'sto_short' }), /must name a store/)
      await t.rejects(queue.send('test.platform', 'x', { storeId }), /must not name a store/)
      await t.rejects(queue.send('test.unknown', 'x', { storeId }), /no such job/)
      await queue.send('test.platform', '12345', {})
      t.throws(() => queue.define(job), /twice/)
      t.equal((await queue.counts()).work.waiting, 1, 'digits alone are a good id here')
    })
  })

  t.test('a delayed job waits for its time', async (t) => {
    let ranAt = 0
    const { job } = collector('test.later', {
      run: async () => {
        ranAt = Date.now()
      },
    })
    await withQueue(where(), async (queue) => {
      queue.define(job)
      const runAt = new Date(Date.now() + 600)
      await queue.send('test.later', 'a', { storeId }, { runAt })
      t.equal((await queue.counts()).work.delayed, 1)
      await queue.start()
      await until('it ran', () => ranAt > 0)
      t.ok(ranAt >= runAt.getTime() - 20, `ran ${ranAt - runAt.getTime()} ms after its time`)
    })
  })

  t.test('a job that keeps failing is parked in sight, and the line behind it moves', async (t) => {
    let isMended = false
    const attempts: number[] = []
    const poison = collector('test.poison', {
      attempts: 3,
      backoffMs: 20,
      run: async (run) => {
        attempts.push(run.attempt)
        if (!isMended) throw new Error('poison')
      },
    })
    const { runs, job } = collector('test.behind')
    await withQueue(where(), async (queue) => {
      queue.define(poison.job)
      queue.define(job)
      await queue.send('test.poison', 'bad', { storeId })
      await queue.send('test.behind', 'good', { storeId })
      await queue.start()
      await until('parked', async () => (await queue.counts()).work.parked === 1)
      t.same(attempts, [1, 2, 3])
      t.equal(runs.length, 1)
      const [parked] = await queue.failed()
      t.match(parked, { job: 'test.poison', id: 'bad', payload: { storeId }, reason: 'poison', attempts: 3 })
      await queue.send('test.poison', 'bad', { storeId })
      isMended = true
      t.ok(await queue.retry(parked?.key ?? ''))
      await until('mended', () => attempts.length === 4)
      t.same(attempts, [1, 2, 3, 1], 'sending again did nothing, retrying ran it once')
      t.notOk(await queue.retry(parked?.key ?? ''), 'nothing is parked any more')
    })
  })

  t.test('asking again runs what completed, wakes what is parked, and leaves what waits', async (t) => {
    let isMended = false
    const runs: string[] = []
    const { job } = collector('test.again', {
      attempts: 1,
      run: async (run) => {
        runs.push(run.id)
        if (run.id === 'bad' && !isMended) throw new Error('not yet')
      },
    })
    const requests = ['good', 'bad'].map((id) => ({ id, payload: { storeId } }))
    await withQueue(where(), async (queue) => {
      queue.define(job)
      await queue.sendAgain('test.again', requests)
      await queue.sendAgain('test.again', requests)
      t.equal((await queue.counts()).work.waiting, 2)
      await queue.start()
      await until('first round', async () => (await queue.counts()).work.parked === 1 && runs.length === 2)
      await until('the good one is done', async () => (await queue.counts()).work.active === 0)
      isMended = true
      await queue.sendAgain('test.again', requests)
      await until('second round', () => runs.length === 4)
      t.same(runs.toSorted(), ['bad', 'bad', 'good', 'good'])
      await until('nothing parked', async () => (await queue.counts()).work.parked === 0)
    })
  })

  t.test('a run that hangs is given up and tried again', async (t) => {
    const attempts: number[] = []
    const { job } = collector('test.hang', {
      timeoutMs: 100,
      attempts: 2,
      backoffMs: 10,
      run: (run) => {
        attempts.push(run.attempt)
        return attempts.length === 1 ? new Promise(() => {}) : Promise.resolve()
      },
    })
    await withQueue(where(), async (queue) => {
      queue.define(job)
      await queue.start()
      await queue.send('test.hang', 'a', { storeId })
      await until('tried twice', () => attempts.length === 2)
      await until('done', async () => (await queue.counts()).work.active === 0)
      t.equal((await queue.counts()).work.parked, 0)
    })
  })

  t.test('a schedule ticks once over two instances and survives their restart', async (t) => {
    const ticks: string[] = []
    const { job } = collector('test.tick', {
      ofStore: false,
      run: async (run) => {
        ticks.push(run.id)
      },
    })
    const instance = async () => {
      const queue = await openQueue(where(), { log: silent, lockMs: LOCK_MS })
      queue.define(job)
      queue.schedule({ job: 'test.tick', id: 'test-tick', everyMs: 300 })
      queue.schedule({ job: 'test.tick', id: 'test-cron', cron: '0 0 20 * * *', zone: 'Asia/Shanghai' })
      await queue.start()
      return queue
    }
    const began = Date.now()
    const [one, two] = await Promise.all([instance(), instance()])
    await until('five ticks', () => ticks.length >= 5)
    const expected = Math.floor((Date.now() - began) / 300) + 1
    t.ok(ticks.length <= expected + 1, `${ticks.length} ticks, at most ${expected} were due`)
    t.notOk(ticks.includes('test-cron'))
    t.equal((await one.counts()).work.delayed, 2, 'one next tick of each')
    await one.close()
    await two.close()
    const before = ticks.length
    const three = await instance()
    await until('it ticks on', () => ticks.length > before + 1)
    await three.close()
    await withQueue(where(), async (queue) => {
      queue.define(job)
      await queue.start()
      await until(
        'schedules that are gone tick no more',
        async () => (await queue.counts()).work.delayed === 0,
      )
    })
  })

  t.test('the job of a killed worker runs again on another one, even twice', async (t) => {
    const { runs, job } = collector('test.killed')
    await withQueue(where(), async (queue) => {
      queue.define(job)
      await queue.send('test.killed', 'a', { storeId })
      for (const _ of [1, 2]) {
        const child = startHangingWorker(where())
        await said(child, 'in hand')
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      t.equal(runs.length, 0)
      await queue.start()
      await until('it ran here', () => runs.length === 1)
      t.equal(runs[0]?.storeId, storeId)
    })
  })

  t.test(
    'closing under load loses nothing: in hand is finished, or given back and run elsewhere',
    async (t) => {
      const finished = new Map<string, number>()
      let isSlow = true
      const { job } = collector('test.load', {
        run: async (run) => {
          if (isSlow && run.id === 'slow') return new Promise(() => {})
          await new Promise((resolve) => setImmediate(resolve))
          finished.set(run.id, (finished.get(run.id) ?? 0) + 1)
        },
      })
      const ids = ['slow', ...Array.from({ length: 200 }, (_, index) => `n${index}`)]
      const first = await openQueue(where(), { log: silent, lockMs: 30_000 })
      first.define(job)
      await first.sendMany(
        'test.load',
        ids.map((id) => ({ id, payload: { storeId } })),
      )
      await first.start()
      await until('some ran', () => finished.size >= 20)
      const began = Date.now()
      await first.close({ timeoutMs: 300 })
      t.ok(Date.now() - began < 6000, 'closing has a limit')
      const there = finished.size
      t.ok(there < ids.length)
      isSlow = false
      await withQueue(where(), async (queue) => {
        queue.define(job)
        await queue.start()
        await until('all ran', () => finished.size === ids.length, 10_000)
        await until('nothing is left', async () => {
          const { waiting, active, delayed, parked } = (await queue.counts()).work
          return waiting + active + delayed + parked === 0
        })
      })
      t.ok([...finished.values()].every((times) => times === 1))
      await t.rejects(first.send('test.load', 'x', { storeId }), { code: 'QUEUE_UNAVAILABLE' })
    },
  )
}

t.test('on PostgreSQL', async (t) => {
  let where: Where
  t.beforeEach(async (t) => {
    const { urls } = await createTestDatabase(t)
    await t.rejects(openQueue({ queueUrl: urls.queue }, { log: silent }), { code: 'QUEUE_NOT_MIGRATED' })
    await Promise.all([migrateQueue(urls.queue), migrateQueue(urls.queue)])
    where = { queueUrl: urls.queue }
  })
  contract(t, () => where)
})

t.test('on Redis', { skip: skipWithoutRedis }, async (t) => {
  const { url: redisUrl } = await startRedis(t)
  const admin = new Redis(redisUrl)
  t.teardown(() => admin.disconnect())
  t.beforeEach(async () => {
    await admin.flushall()
  })
  contract(t, () => ({ redisUrl }))
})
