import { assert, must, OutsideError } from '@mamapu/kernel'
import type { Job, JobsOptions } from 'bullmq'
import type { Backend, LaneQueue } from './backend.js'
import { openPostgresBackend } from './backend.postgres.js'
import { openRedisBackend } from './backend.redis.js'
import { assertJobName, assertPayload, idInKey, jobKey } from './job-keys.js'
import {
  type JobDefinition,
  type JobPayload,
  type JobQueue,
  type JobRequest,
  LANES,
  type Lane,
  type LaneCounts,
  type ParkedJob,
  type QueueLog,
} from './queue.types.js'
import { type RunningLanes, startLanes } from './run-lanes.js'
import { Scheduler } from './scheduler.js'

export interface QueueOptions {
  readonly log: QueueLog
  /** Jobs that run at the same time in this process, per lane. */
  readonly concurrency?: Partial<Record<Lane, number>>
  /** How long a worker may be silent before its job goes to another one. */
  readonly lockMs?: number
  /** How long a parked job rests before `sendAgain` gives it another round. */
  readonly parkedRestMs?: number
  /** How often every instance looks whether its schedules are still there. */
  readonly scheduleCheckMs?: number
}

const SEND_MANY_MAX = 1000
const SEND_LIMIT_MS = 2000
const BULK_LIMIT_MS = 10_000
const LOCK_MS = 12_000
const PARKED_REST_MS = 600_000
const SCHEDULE_CHECK_MS = 15_000
const PARKED_SHOWN_MAX = 100
const LOOK_UPS_AT_ONCE = 16
const CLOSE_MS = 10_000

const KEPT: Pick<JobsOptions, 'removeOnComplete' | 'removeOnFail' | 'stackTraceLimit'> = {
  // An id is remembered for an hour after it ran; what must not happen twice for longer is kept from it by our own rows.
  removeOnComplete: { age: 3600, count: 20_000 },
  removeOnFail: { age: 30 * 86_400, count: 10_000 },
  stackTraceLimit: 3,
}

/** Opens the queue on the backend of the given address. Rejects when it cannot be reached or has no schema yet. */
export async function openQueue(
  where: { readonly queueUrl: string } | { readonly redisUrl: string },
  options: QueueOptions,
): Promise<JobQueue> {
  const report = (error: Error, at: string) =>
    options.log.warn({ code: (error as { code?: string }).code, reason: error.message, at }, 'queue: trouble')
  const backend =
    'redisUrl' in where
      ? await openRedisBackend(where.redisUrl, report)
      : await openPostgresBackend(where.queueUrl, report)
  const queues = Object.fromEntries(
    LANES.map((lane) => {
      const queue = backend.openQueue(lane, { skipWaitingForReady: backend.kind === 'redis' })
      queue.on('error', (error) => report(error, lane))
      return [lane, queue]
    }),
  ) as Record<Lane, LaneQueue>
  return new BackedQueue(backend, queues, options)
}

class BackedQueue implements JobQueue {
  readonly #backend: Backend
  readonly #queues: Readonly<Record<Lane, LaneQueue>>
  readonly #options: QueueOptions
  readonly #jobs = new Map<string, JobDefinition>()
  readonly #scheduler: Scheduler
  #lanes: RunningLanes | undefined
  #closing: Promise<void> | undefined

  constructor(backend: Backend, queues: Readonly<Record<Lane, LaneQueue>>, options: QueueOptions) {
    this.#backend = backend
    this.#queues = queues
    this.#options = options
    this.#scheduler = new Scheduler((job) => this.#queues[this.#job(job).lane], queues, options.log)
  }

  get backend() {
    return this.#backend.kind
  }

  define(job: JobDefinition): void {
    assertJobName(job.name)
    assert(!this.#jobs.has(job.name), `the job ${job.name} is defined twice`)
    this.#jobs.set(job.name, job)
  }

  #job(name: string): JobDefinition {
    return must(this.#jobs.get(name), `no such job: ${name}`)
  }

  async send(name: string, id: string, payload: JobPayload, options: { runAt?: Date } = {}): Promise<void> {
    const job = this.#job(name)
    const entry = entryOf(job, { id, payload, ...options })
    await this.#reach(SEND_LIMIT_MS, () => this.#queues[job.lane].add(entry.name, entry.data, entry.opts))
  }

  async sendMany(name: string, requests: readonly JobRequest[]): Promise<void> {
    const job = this.#job(name)
    assert(requests.length <= SEND_MANY_MAX, `at most ${SEND_MANY_MAX} at once`)
    if (requests.length === 0) return
    const entries = requests.map((request) => entryOf(job, request))
    await this.#reach(BULK_LIMIT_MS, () => this.#queues[job.lane].addBulk(entries))
  }

  async sendAgain(name: string, requests: readonly JobRequest[]): Promise<void> {
    const job = this.#job(name)
    const queue = this.#queues[job.lane]
    assert(requests.length <= SEND_MANY_MAX, `at most ${SEND_MANY_MAX} at once`)
    const restMs = this.#options.parkedRestMs ?? PARKED_REST_MS
    await this.#reach(BULK_LIMIT_MS, async () => {
      for (let first = 0; first < requests.length; first += LOOK_UPS_AT_ONCE)
        await Promise.all(
          requests.slice(first, first + LOOK_UPS_AT_ONCE).map(async ({ id }) => {
            const known = await queue.getJob(jobKey(name, id))
            if (known) await wake(known, restMs)
          }),
        )
    })
    await this.sendMany(name, requests)
  }

  schedule(schedule: Parameters<JobQueue['schedule']>[0]): void {
    const job = this.#job(schedule.job)
    assertPayload(job, schedule.payload ?? {})
    this.#scheduler.add(schedule)
  }

  async start(): Promise<void> {
    assert(!this.#lanes && !this.#closing, 'the queue has been started or closed before')
    this.#lanes = startLanes(this.#backend, (name) => this.#jobs.get(name), {
      log: this.#options.log,
      lockMs: this.#options.lockMs ?? LOCK_MS,
      concurrency: { events: 4, work: 4, bulk: 1, ...this.#options.concurrency },
    })
    await this.#scheduler.start(this.#options.scheduleCheckMs ?? SCHEDULE_CHECK_MS)
  }

  close(options: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options.timeoutMs ?? CLOSE_MS)
    return this.#closing
  }

  async #close(timeoutMs: number): Promise<void> {
    this.#scheduler.stop()
    await this.#lanes?.close(timeoutMs)
    await within(2000, Promise.allSettled(LANES.map((lane) => this.#queues[lane].close()))).catch(() => {})
    await within(2000, this.#backend.close()).catch(() => {})
  }

  async counts(): Promise<Readonly<Record<Lane, LaneCounts>>> {
    const counted = await this.#reach(SEND_LIMIT_MS, () =>
      Promise.all(
        LANES.map(async (lane) => {
          const by = await this.#queues[lane].getJobCounts('waiting', 'active', 'delayed', 'failed')
          const { waiting = 0, active = 0, delayed = 0, failed = 0 } = by
          return [lane, { waiting, active, delayed, parked: failed }] as const
        }),
      ),
    )
    return Object.fromEntries(counted) as Record<Lane, LaneCounts>
  }

  async failed(): Promise<readonly ParkedJob[]> {
    const parked = await this.#reach(BULK_LIMIT_MS, () =>
      Promise.all(LANES.map((lane) => this.#queues[lane].getFailed(0, PARKED_SHOWN_MAX - 1))),
    )
    return parked.flat().map(parkedJob)
  }

  async retry(key: string): Promise<boolean> {
    for (const lane of LANES) {
      const job = await this.#reach(SEND_LIMIT_MS, () => this.#queues[lane].getJob(key))
      if (!job || !(await job.isFailed())) continue
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
      return true
    }
    return false
  }

  /** The backend's answer, or QUEUE_UNAVAILABLE soon: nobody waits for a queue that is away. */
  async #reach<T>(limitMs: number, ask: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new OutsideError('QUEUE_UNAVAILABLE', 'The queue of this process is closed')
    if (!this.#backend.isUp()) throw new OutsideError('QUEUE_UNAVAILABLE', 'The queue is away')
    try {
      return await within(limitMs, ask())
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'no reason given'
      throw new OutsideError('QUEUE_UNAVAILABLE', `The queue does not answer: ${why}`, { cause })
    }
  }
}

/** What had completed makes room for a new run; what is parked gets one when it has rested. */
async function wake(job: Job<JobPayload, void, string>, restMs: number): Promise<void> {
  if (job.finishedOn === undefined) return
  // Someone else may be doing the same: what is gone or running by now needs nothing from us.
  if (job.failedReason === undefined || job.failedReason === '' || (await job.isCompleted()))
    await job.remove().catch(() => {})
  else if (Date.now() - job.finishedOn >= restMs)
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true }).catch(() => {})
}

function entryOf(job: JobDefinition, request: JobRequest) {
  assertPayload(job, request.payload)
  const delay = request.runAt ? Math.max(0, request.runAt.getTime() - Date.now()) : 0
  return {
    name: job.name,
    data: { ...request.payload },
    opts: {
      jobId: jobKey(job.name, request.id),
      delay,
      attempts: job.attempts ?? 8,
      backoff: { type: 'exponential', delay: job.backoffMs ?? 500, jitter: 0.3 },
      ...KEPT,
    } satisfies JobsOptions,
  }
}

function parkedJob(job: Job<JobPayload, void, string>): ParkedJob {
  return {
    key: job.id ?? '',
    job: job.name,
    id: idInKey(job.id ?? ''),
    payload: job.data,
    reason: job.failedReason ?? '',
    attempts: job.attemptsMade,
    parkedAt: new Date(job.finishedOn ?? job.timestamp),
  }
}

/** The promise, or a rejection after the limit; the timer keeps nothing alive. */
export async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutsideError('TOO_SLOW', `no answer within ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
