import { OutsideError } from '@mamapu/kernel'
import type { JobQueue } from '@mamapu/queue'

const refuse = (): Promise<never> =>
  Promise.reject(
    new OutsideError(
      'QUEUE_UNAVAILABLE',
      '这个命令只读，不派任务 · this command only reads and asks for no job',
    ),
  )

/** The queue of what only reads: no backend is opened or written, and nothing can be asked for. */
export const NO_QUEUE: JobQueue = Object.freeze({
  backend: 'postgres',
  define() {},
  schedule() {},
  close: async () => {},
  send: refuse,
  sendMany: refuse,
  sendAgain: refuse,
  start: refuse,
  counts: refuse,
  failed: refuse,
  retry: refuse,
})
