import { OutsideError } from '@mamapu/kernel'
import { type Job, UnrecoverableError, WaitingError } from 'bullmq'
import type { Backend, LaneWorker } from './backend.js'
import { idInKey, storeOf } from './job-keys.js'
import { type JobDefinition, type JobPayload, LANES, type Lane, type QueueLog } from './queue.types.js'

const RUN_MS = 60_000
/** A job may lose its worker this often before it is parked: a machine that dies is not the job's fault. */
const LOST_WORKER_MAX = 5
const GIVE_BACK_MS = 2000

export interface LaneOptions {
  readonly log: QueueLog
  readonly lockMs: number
  readonly concurrency: Readonly<Record<Lane, number>>
}

export interface RunningLanes {
  /** Waits for what is in hand; after the limit it is given back and others run it at once. */
  close(timeoutMs: number): Promise<void>
}

type BullJob = Job<JobPayload, void, string>

interface InHand {
  giveBack(): Promise<void>
}

/** One worker per lane, each with its own share of the process. */
export function startLanes(
  backend: Backend,
  jobOf: (name: string) => JobDefinition | undefined,
  options: LaneOptions,
): RunningLanes {
  const inHand = new Set<InHand>()
  const workers = LANES.map((lane) => startLane(lane, backend, jobOf, options, inHand))
  return {
    async close(timeoutMs) {
      const closed = Promise.allSettled(workers.map((worker) => worker.close()))
      if (await isSettledWithin(timeoutMs, closed)) return
      options.log.warn({ jobs: inHand.size }, 'queue: giving back what did not finish in time')
      await Promise.all([...inHand].map((job) => job.giveBack()))
      await isSettledWithin(GIVE_BACK_MS, closed)
    },
  }
}

function startLane(
  lane: Lane,
  backend: Backend,
  jobOf: (name: string) => JobDefinition | undefined,
  { log, lockMs, concurrency }: LaneOptions,
  inHand: Set<InHand>,
): LaneWorker {
  const worker = backend.openWorker(lane, (job, token) => runOnce(job, token, jobOf(job.name), inHand), {
    concurrency: concurrency[lane],
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: LOST_WORKER_MAX,
    drainDelay: 5,
    runRetryDelay: 1000,
  })
  worker.on('error', (error) => log.warn({ lane, reason: error.message }, 'queue: worker trouble'))
  worker.on('stalled', (key) => log.warn({ lane, job: key }, 'queue: a worker was lost, its job runs again'))
  worker.on('failed', (job, error) => {
    const parked = job?.finishedOn !== undefined
    const data = { ...describe(job), code: (error as { code?: string }).code, reason: error.message }
    if (parked) log.error(data, 'job parked')
    else log.warn(data, 'job failed, will be tried again')
  })
  worker.on('completed', (job) => log.debug(describe(job), 'job done'))
  return worker
}

function describe(job: BullJob | undefined) {
  return {
    job: job?.name,
    id: idInKey(job?.id ?? ''),
    storeId: job?.data.storeId,
    attempt: job === undefined ? undefined : job.attemptsMade,
  }
}

async function runOnce(
  job: BullJob,
  token: string | undefined,
  definition: JobDefinition | undefined,
  inHand: Set<InHand>,
): Promise<void> {
  if (!definition) throw new UnrecoverableError(`no such job: ${job.name}`)
  const storeId = storeOf(job.data)
  if (definition.ofStore !== (storeId !== null))
    throw new UnrecoverableError(`${job.name}: a store is ${definition.ofStore ? 'missing' : 'not expected'}`)
  const stop = new AbortController()
  let leave: (reason: Error) => void = () => {}
  const left = new Promise<never>((_, reject) => {
    leave = reject
  })
  const limitMs = definition.timeoutMs ?? RUN_MS
  const timer = setTimeout(
    () => leave(new OutsideError('JOB_TOO_SLOW', `${job.name} took more than ${limitMs} ms`)),
    limitMs,
  )
  const entry: InHand = {
    async giveBack() {
      // A backend that is away answers nothing: then the job runs again when its lock has ended.
      if (token !== undefined)
        await isSettledWithin(GIVE_BACK_MS, Promise.allSettled([job.moveToWait(token)]))
      leave(new WaitingError())
    },
  }
  inHand.add(entry)
  try {
    const run = definition.run({
      name: job.name,
      id: idInKey(job.id ?? ''),
      payload: job.data,
      storeId,
      attempt: job.attemptsMade + 1,
      signal: stop.signal,
    })
    run.catch(() => {}) // when it is left behind, what becomes of it is nobody's business any more
    await Promise.race([run, left])
  } finally {
    clearTimeout(timer)
    inHand.delete(entry)
    stop.abort()
  }
}

async function isSettledWithin(limitMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
  })
  const settled = await Promise.race([work.then(() => true as const), late])
  clearTimeout(timer)
  return settled
}
