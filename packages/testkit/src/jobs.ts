import { type App, type events, orders, payments } from '@mamapu/core'
import type { StoreId } from '@mamapu/kernel'
import type { AskedJob } from './app.js'

/** Runs by hand what workers run by themselves: jobs that were asked for, and what sweepers find. */
export interface TestJobs {
  /** Runs every job asked for whose time has come, those they ask for too; returns their names. */
  runAsked(): Promise<string[]>
  /** Lets every sweeper look once and runs what it finds; returns how many jobs ran. */
  sweep(): Promise<number>
}

export function testJobs(app: App, asked: AskedJob[], providers: orders.Providers): TestJobs {
  const jobs = new Map<string, events.AppJob>(
    [...orders.orderJobs(providers), payments.cashierNotifyJob].map((job) => [job.name, job]),
  )
  const run = async (name: string, id: string, payload: Readonly<Record<string, string>>) => {
    const job = jobs.get(name)
    if (!job) throw new Error(`no job ${name}`)
    const { signal } = new AbortController()
    const storeId = job.ofStore ? (payload.storeId as StoreId) : null
    await job.run(app, { name, id, payload, storeId, attempt: 1, signal })
  }
  return {
    async runAsked() {
      const ran: string[] = []
      for (;;) {
        const index = asked.findIndex(({ runAt }) => !runAt || runAt <= app.clock.now())
        const [job] = index < 0 ? [] : asked.splice(index, 1)
        if (!job) return ran
        await run(job.job, job.id, job.payload)
        ran.push(job.job)
      }
    },
    async sweep() {
      let count = 0
      for (const sweeper of orders.orderSweepers)
        for (const { storeId, id } of await sweeper.find(app.db.sweep, app.clock.now(), 1000)) {
          await run(sweeper.job, id, { storeId, [sweeper.idName]: id })
          count += 1
        }
      return count
    },
  }
}
