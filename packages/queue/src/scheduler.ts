import { assert } from '@mamapu/kernel'
import type { LaneQueue } from './backend.js'
import type { Lane, QueueLog, Schedule } from './queue.types.js'

/** A tick this late means that the chain of ticks is broken. */
const LATE_MS = 60_000
const SCHEDULES_MAX = 200
const ID = /^[a-z][a-z0-9.-]{0,79}$/

/**
 * Keeps the schedules alive: the backend holds the next tick of each, so that all instances together run it once;
 * every instance looks after them, because a backend that was emptied has forgotten them without an error.
 */
export class Scheduler {
  readonly #schedules = new Map<string, Schedule>()
  readonly #queueOf: (job: string) => LaneQueue
  readonly #queues: Readonly<Record<Lane, LaneQueue>>
  readonly #log: QueueLog
  #timer: NodeJS.Timeout | undefined

  constructor(queueOf: (job: string) => LaneQueue, queues: Readonly<Record<Lane, LaneQueue>>, log: QueueLog) {
    this.#queueOf = queueOf
    this.#queues = queues
    this.#log = log
  }

  add(schedule: Schedule): void {
    assert(ID.test(schedule.id), `not a schedule id: ${schedule.id.slice(0, 60)}`)
    assert(!this.#schedules.has(schedule.id), `the schedule ${schedule.id} is there twice`)
    assert(this.#schedules.size < SCHEDULES_MAX, 'too many schedules')
    this.#schedules.set(schedule.id, schedule)
  }

  /** Sets every schedule up and takes those away that no longer exist; then looks after them. */
  async start(checkMs: number): Promise<void> {
    await this.#removeStrangers()
    for (const schedule of this.#schedules.values()) await this.#keep(schedule)
    this.#timer = setInterval(() => {
      this.#keepAll().catch((error: Error) =>
        this.#log.warn({ reason: error.message }, 'queue: schedules could not be checked'),
      )
    }, checkMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #keepAll(): Promise<void> {
    for (const schedule of this.#schedules.values()) await this.#keep(schedule)
  }

  async #keep(schedule: Schedule): Promise<void> {
    const queue = this.#queueOf(schedule.job)
    const known = await queue.getJobScheduler(schedule.id)
    const isLate = known?.next !== undefined && known.next < Date.now() - LATE_MS
    if (known && !isLate && isSame(known, schedule)) return
    await queue.upsertJobScheduler(
      schedule.id,
      'everyMs' in schedule ? { every: schedule.everyMs } : { pattern: schedule.cron, tz: schedule.zone },
      {
        name: schedule.job,
        data: { ...schedule.payload },
        // The next tick comes anyway; only the last few are worth keeping.
        opts: { attempts: 1, removeOnComplete: { count: 5 }, removeOnFail: { count: 20 } },
      },
    )
  }

  async #removeStrangers(): Promise<void> {
    for (const queue of Object.values(this.#queues)) {
      const known = await queue.getJobSchedulers(0, SCHEDULES_MAX)
      for (const { key } of known) {
        const schedule = this.#schedules.get(key)
        if (!schedule || this.#queueOf(schedule.job) !== queue) await queue.removeJobScheduler(key)
      }
    }
  }
}

function isSame(
  known: { name: string; every?: number; pattern?: string; tz?: string },
  schedule: Schedule,
): boolean {
  if (known.name !== schedule.job) return false
  return 'everyMs' in schedule
    ? Number(known.every) === schedule.everyMs
    : known.pattern === schedule.cron && known.tz === schedule.zone
}
