import { type ChildProcess, spawn } from 'node:child_process'
import { asId, type StoreId } from '@mamapu/kernel'
import { type JobDefinition, type JobQueue, type JobRun, openQueue } from './index.js'

/** The backend a test runs on. */
export type Where = { queueUrl: string } | { redisUrl: string }

export const LOCK_MS = 1000
export const storeId: StoreId = asId('sto', 'sto_01a2078e9188793ca26c0366e42797d2')
export const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** A job of a store that does nothing but write down its runs. */
export function collector(name: string, more: Partial<JobDefinition> = {}) {
  const runs: JobRun[] = []
  const job: JobDefinition = {
    name,
    lane: 'work',
    ofStore: true,
    run: async (run) => {
      runs.push(run)
    },
    ...more,
  }
  return { runs, job }
}

/** An open queue with short times for the work; closed after it, come what may. */
export async function withQueue<T>(where: Where, work: (queue: JobQueue) => Promise<T>): Promise<T> {
  const queue = await openQueue(where, {
    log: silent,
    lockMs: LOCK_MS,
    parkedRestMs: 0,
    scheduleCheckMs: 500,
  })
  try {
    return await work(queue)
  } finally {
    await queue.close({ timeoutMs: 3000 })
  }
}

/** A process of its own that takes the job `test.killed` and never finishes it; told to stop, it closes its queue and no more. */
export function startHangingWorker(where: Where): ChildProcess {
  const code = `
    import { openQueue } from ${JSON.stringify(new URL('./index.js', import.meta.url).href)}
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const queue = await openQueue(${JSON.stringify(where)}, { log, lockMs: ${LOCK_MS} })
    queue.define({ name: 'test.killed', lane: 'work', ofStore: true, run: () => { console.log('in hand'); return new Promise(() => {}) } })
    process.once('SIGTERM', () => queue.close({ timeoutMs: 300 }))
    await queue.start()`
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Resolves when the process has said the text; throws when it ends before. */
export async function said(child: ChildProcess, text: string): Promise<void> {
  for await (const chunk of child.stdout ?? []) if (String(chunk).includes(text)) return
  throw new Error(`the child ended without saying “${text}”`)
}
