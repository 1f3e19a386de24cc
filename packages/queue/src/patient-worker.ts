import { setTimeout as rest } from 'node:timers/promises'
import { type IQueueBackend, type JobProgress, Worker } from 'bullmq'
import type { JobPayload } from './queue.types.js'

/** Between an asking that failed and the next; also what closing waits for at most. */
const REST_MS = 1000

/**
 * A worker that rests after every fault of its backend. BullMQ itself rests where a connection is refused alone: any other fault
 * (a pool that has ended, rights that are missing, a server that is shutting down) it asks again at once, for ever, and a process
 * in that state hears neither signals nor timers.
 */
export class PatientWorker<B extends IQueueBackend, Connection> extends Worker<
  JobPayload,
  void,
  string,
  B,
  JobProgress,
  Connection
> {
  protected override async moveToActive(token: string, name?: string) {
    try {
      return await super.moveToActive(token, name)
    } catch (error) {
      if (!this.closing) await rest(REST_MS)
      throw error
    }
  }
  /**
   * Ends what closing leaves behind while the backend is away: the connection on which it waits for jobs knocks for ever, and locks are
   * renewed for ever, so that the process would not end.
   */
  abandon(): void {
    for (const ended of [this.lockManager.close(), this.disconnect()]) ended.catch(() => {})
  }
}
