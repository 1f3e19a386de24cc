import { events, type notifications, type orders, type parcels, type payouts } from '@mamapu/core'
import { assert, type Id, idOf, must, type StoreId } from '@mamapu/kernel'
import { type ProductWork, workOfProduct } from '@mamapu/worker'
import type { AskedJob, TestApp } from '../app.js'
import type { TestDatabase } from '../database.js'

/** Rounds of what asks for one another; more is a loop. */
const ROUNDS_MAX = 200

/** Runs by hand what workers run by themselves. */
export interface TestWork {
  readonly work: ProductWork
  /** Delivers what has been told so far, also what was left by a handler that failed. */
  deliver(): Promise<void>
  /** Runs one event's handlers; those that had it do nothing. */
  handle(eventId: Id<'evt'>): Promise<void>
  /** Runs every job asked for whose time has come, those they ask for too; returns their names. */
  runAsked(): Promise<string[]>
  /** Lets every sweeper look once and runs what it finds; returns how many jobs ran. */
  sweep(): Promise<number>
  /** One run of a job by its whole name. */
  run(name: string, payload?: Readonly<Record<string, string>>): Promise<void>
  /** Delivers events and runs what is asked for until nothing is left that could be done now. */
  runDue(): Promise<number>
}

export function testWork(
  test: TestApp,
  database: TestDatabase,
  {
    storeId: first,
    providers,
    payouts: payoutProviders,
    messages,
    tracking,
  }: {
    storeId: StoreId
    providers: orders.Providers
    payouts: payouts.PayoutProviders
    messages: notifications.ChannelProviders
    tracking: parcels.TrackingProviders
  },
): TestWork {
  const { app, clock, jobs: asked } = test
  const work = workOfProduct({
    host: test.host,
    providers,
    payouts: payoutProviders,
    messages,
    tracking,
    campaigns: test.campaigns,
  })
  const handlers = events.handlerRegistry(work.handlers)
  const jobs = new Map(work.jobs.map((job) => [job.name, job]))
  const { signal } = new AbortController()

  const run = async (name: string, id: string, payload: Readonly<Record<string, string>>) => {
    const job = must(jobs.get(name), `no job ${name}`)
    const storeId = job.ofStore ? ((payload.storeId as StoreId) ?? first) : null
    await job.run(app, { name, id, payload, storeId, attempt: 1, signal })
  }
  const waiting = () => database.admin<{ tenant: string; id: string }[]>`
    select tenant_id as tenant, id from outbox where state <> 'done' order by id`
  const runAsked = async () => {
    const ran: string[] = []
    for (let job = nextOf(asked, clock.now()); job; job = nextOf(asked, clock.now())) {
      await run(job.job, job.id, job.payload)
      ran.push(job.job)
    }
    return ran
  }
  const deliver = async () => {
    const told = await waiting()
    for (const { tenant, id } of told)
      await events.runHandlers(app, handlers, idOf('sto', tenant), idOf('evt', id))
    return told.length
  }
  const sweep = async () => {
    let count = 0
    for (const sweeper of work.sweepers)
      for (const { storeId, id } of await sweeper.find(app.db.sweep, clock.now(), 1000)) {
        await run(sweeper.job, id, { storeId, [sweeper.idName]: id })
        count += 1
      }
    return count
  }
  return {
    work,
    runAsked,
    sweep,
    deliver: async () => void (await deliver()),
    handle: (eventId) => events.runHandlers(app, handlers, first, eventId),
    run: async (name, payload = {}) => {
      await run(name, name, payload)
      await test.directory.refresh(first)
    },
    async runDue() {
      let count = await sweep()
      for (let round = 0; ; round += 1) {
        assert(round < ROUNDS_MAX, 'events and jobs ask for one another without end')
        const more = (await deliver()) + (await runAsked()).length
        if (more === 0) break
        count += more
      }
      if (count > 0) await test.directory.refresh(first)
      return count
    },
  }
}

/** Takes the next job off the list whose time has come: the earliest, in the order in which they were asked for. */
function nextOf(asked: AskedJob[], now: Date): AskedJob | undefined {
  let found = -1
  for (const [index, { runAt }] of asked.entries()) {
    if (runAt && runAt > now) continue
    const best = asked[found]
    if (!best || (runAt?.getTime() ?? 0) < (best.runAt?.getTime() ?? 0)) found = index
  }
  return found < 0 ? undefined : asked.splice(found, 1)[0]
}
