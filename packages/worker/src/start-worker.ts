import { events } from '@mamapu/core'
import { composeJobs, type JobsOfProduct } from './compose-jobs.js'

export interface Worker {
  /** Carries events to the queue; hand its `nudge` to the processes' `App`. */
  readonly relay: events.Relay
  /** Stops carrying, finishes the jobs in hand within the limit and gives the rest back; then the queue is closed. */
  stop(options?: { timeoutMs?: number }): Promise<void>
}

/**
 * Runs everything that happens without a request: the relay, jobs, schedules and sweepers. The first of them begins when `first` is
 * done, which may send jobs already.
 */
export async function startWorker(product: JobsOfProduct, first?: () => Promise<void>): Promise<Worker> {
  const { app, queue } = product
  composeJobs(product)
  await first?.()
  const relay = new events.Relay({ db: app.db, clock: app.clock, log: app.log, queue })
  await queue.start()
  relay.start()
  const clocks = product.clocks ?? []
  for (const clock of clocks) clock.start()
  app.log.info({ backend: queue.backend, jobs: product.jobs.length }, 'jobs are running')
  return {
    relay,
    async stop(options = {}) {
      await Promise.all([relay.stop(), ...clocks.map((clock) => clock.stop())])
      await queue.close(options)
      app.log.info({}, 'jobs have stopped')
    },
  }
}
