import { type App, events } from '@mamapu/core'
import { assert } from '@mamapu/kernel'
import type { JobQueue } from '@mamapu/queue'

export interface JobsOfProduct {
  readonly app: App
  readonly queue: JobQueue
  readonly handlers: readonly events.EventHandler[]
  readonly jobs: readonly events.AppJob[]
  readonly sweepers: readonly events.Sweeper[]
  readonly schedules?: readonly events.AppSchedule[]
  /** What keeps time of its own in a process that works. */
  readonly clocks?: readonly WorkClock[]
}

interface WorkClock {
  start(): void
  /** Begins nothing more; resolves when what is in hand is done. */
  stop(): Promise<void>
}

/** Rows one sweep takes at most; what is left is found by the next. */
const SWEEP_MAX = 1000

/**
 * Makes every job known to the queue: needed by each process that sends, also by one that runs none (`ROLE=web`).
 * Asserts that every sweeper and schedule names a job that exists.
 */
export function composeJobs({ app, queue, handlers, jobs, sweepers, schedules = [] }: JobsOfProduct): void {
  const all = [
    events.deliverEventJob(events.handlerRegistry(handlers)),
    events.cleanEventsJob,
    ...jobs,
    ...sweepers.map((sweeper) => sweepJob(sweeper, queue)),
  ]
  const byName = new Map(all.map((job) => [job.name, job]))
  for (const job of all) queue.define({ ...job, run: (run) => job.run(app, run) })
  for (const sweeper of sweepers) {
    assert(byName.get(sweeper.job)?.ofStore === true, `${sweeper.name}: ${sweeper.job} is no job of a store`)
    queue.schedule({ job: sweepName(sweeper), id: sweepName(sweeper), everyMs: sweeper.everyMs })
  }
  for (const { job, ...when } of [...events.eventSchedules, ...schedules]) {
    assert(byName.get(job)?.ofStore === false, `${job} is no job without a store`)
    queue.schedule({ job, id: job, ...when })
  }
}

const sweepName = (sweeper: events.Sweeper) => `sweep.${sweeper.name}`

/** Looks for what is due across shops and asks for the job of each; finding the same again changes nothing. */
function sweepJob(sweeper: events.Sweeper, queue: JobQueue): events.AppJob {
  return {
    name: sweepName(sweeper),
    lane: 'work',
    ofStore: false,
    attempts: 1,
    async run(app, run) {
      const due = await sweeper.find(app.db.sweep, app.clock.now(), SWEEP_MAX)
      assert(due.length <= SWEEP_MAX, `${sweeper.name} found more than it was asked for`)
      if (due.length === 0) return
      await queue.sendAgain(
        sweeper.job,
        due.map(({ storeId, id }) => ({ id, payload: { storeId, [sweeper.idName]: id } })),
      )
      app.log.info(
        { job: run.name, found: due.length, asked: sweeper.job },
        'sweep: asked again for what is due',
      )
    },
  }
}
