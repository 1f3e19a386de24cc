import type { StoreId } from '@mamapu/kernel'

/** Ids and nothing else: what a job needs it reads when it runs. A job of a store carries `storeId`. */
export type JobPayload = Readonly<Record<string, string>>

/**
 * Which line a job waits in. A flood in one never holds up another: `events` are short and many, `work` is what
 * somebody waits for, `bulk` is long (imports, exports, clean-ups).
 */
export type Lane = 'events' | 'work' | 'bulk'

export const LANES = ['events', 'work', 'bulk'] as const satisfies readonly Lane[]

/** One run of a job: what it is given. */
export interface JobRun {
  readonly name: string
  /** The id it was asked for with; for a scheduled run the schedule's id. */
  readonly id: string
  readonly payload: JobPayload
  /** The store it belongs to; null exactly for jobs defined with `ofStore: false`. */
  readonly storeId: StoreId | null
  /** 1 for the first try. */
  readonly attempt: number
  /** Raised when the process stops or the run takes too long; a run that ignores it is left behind. */
  readonly signal: AbortSignal
}

/** What a job is: safe to run again, bounded in rows and time. */
export interface JobDefinition {
  /** Imperative, `<domain>.<verb>`: `orders.expire`. */
  readonly name: string
  readonly lane: Lane
  /** True when its payload names a store: a payload without one is refused before it is enqueued and before it runs. */
  readonly ofStore: boolean
  /** Tries before it is parked; 8 unless said. */
  readonly attempts?: number
  /** Wait before the second try, doubled each time; 500 ms unless said. */
  readonly backoffMs?: number
  /** Longest run; 60 s unless said. */
  readonly timeoutMs?: number
  readonly run: (run: JobRun) => Promise<void>
}

/** One thing to enqueue. The id is deterministic: asking twice for the same id runs it once. */
export interface JobRequest {
  readonly id: string
  readonly payload: JobPayload
  /** Not before; a hint, the job looks at the clock again when it runs. */
  readonly runAt?: Date
}

/** A job that runs by itself, once per tick over all instances. */
export type Schedule = {
  /** The name of the job it runs. */
  readonly job: string
  readonly id: string
  readonly payload?: JobPayload
} & ({ readonly everyMs: number } | { readonly cron: string; readonly zone: string })

export interface LaneCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly parked: number
}

/** A job that used up its tries and waits for a person (or for a sweeper to come again). */
export interface ParkedJob {
  /** For `retry`. */
  readonly key: string
  readonly job: string
  readonly id: string
  readonly payload: JobPayload
  readonly reason: string
  readonly attempts: number
  readonly parkedAt: Date
}

/** Says what happened to a job; pino satisfies it. */
export interface QueueLog {
  debug(data: object, message: string): void
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** The queue of one process. Everything it promises holds on both backends. */
export interface JobQueue {
  readonly backend: 'postgres' | 'redis'
  /** Makes a job known; needed for sending it and for running it. */
  define(job: JobDefinition): void
  /** Enqueues once per id. Rejects with QUEUE_UNAVAILABLE within two seconds when the backend is away. */
  send(job: string, id: string, payload: JobPayload, options?: { runAt?: Date }): Promise<void>
  /** The same for at most 1,000 at once, in one round trip. */
  sendMany(job: string, requests: readonly JobRequest[]): Promise<void>
  /**
   * Asks again for what is still due, for relay and sweepers: what waits or runs stays as it is, what had completed
   * runs again, what is parked gets one more round after it has rested for ten minutes. At most 1,000.
   */
  sendAgain(job: string, requests: readonly JobRequest[]): Promise<void>
  /** Runs a job by itself; takes effect with `start`, and comes back by itself when the backend was emptied. */
  schedule(schedule: Schedule): void
  /** Starts running jobs. A queue that is never started only sends. */
  start(): Promise<void>
  /** Takes nothing new, finishes what is in hand, and after `timeoutMs` gives the rest back to the others. */
  close(options?: { timeoutMs?: number }): Promise<void>
  counts(): Promise<Readonly<Record<Lane, LaneCounts>>>
  /** The newest parked jobs, at most 100 per lane. */
  failed(): Promise<readonly ParkedJob[]>
  /** Gives a parked job a new round of tries; false when it is not parked. */
  retry(key: string): Promise<boolean>
}
