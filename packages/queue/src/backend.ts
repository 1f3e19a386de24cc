import type { Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq'
import type { JobPayload, Lane } from './queue.types.js'

export type LaneQueue = Pick<
  Queue<JobPayload, void, string>,
  | 'add'
  | 'addBulk'
  | 'close'
  | 'getFailed'
  | 'getJob'
  | 'getJobCounts'
  | 'getJobScheduler'
  | 'getJobSchedulers'
  | 'on'
  | 'removeJobScheduler'
  | 'upsertJobScheduler'
>
export type LaneWorker = Worker<JobPayload, void, string>
export type Processor = ConstructorParameters<typeof Worker<JobPayload, void, string>>[1]

/** Where jobs are kept: the only thing PostgreSQL and Redis do differently for us. */
export interface Backend {
  readonly kind: 'postgres' | 'redis'
  /** False while it is known to be away, so that a send can fail at once. */
  isUp(): boolean
  openQueue(lane: Lane, options: Omit<QueueOptions, 'connection'>): LaneQueue
  openWorker(lane: Lane, process: Processor, options: Omit<WorkerOptions, 'connection'>): LaneWorker
  /** Ends the connections; queues and workers were closed before. */
  close(): Promise<void>
}

/** What every connection's trouble is reported to; without a listener it would end the process. */
export type ReportTrouble = (error: Error, where: string) => void

export const laneName = (lane: Lane) => `mamapu-${lane}`
