import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { SECOND } from '@mamapu/kernel'
import { NAME_BYTES, type WatchOptions } from './watchdog.types.js'

/** The process ends with this when a plugin held its main thread; whoever started it starts it again. */
export const CUT_OFF_CODE = 86
const HELD_MAX_MS = 2 * SECOND

/** A call of a plugin that runs on the main thread. */
export interface WatchedCall {
  readonly storeId: string
  readonly pluginId: string
  readonly hook: string
}

/** Notes which plugin has the main thread. Two writes into shared memory per call, no clock, no message. */
export interface Watch {
  enter(call: WatchedCall): void
  leave(): void
}

/** Nobody looks: tests, commands, processes that run no plugins. */
export const NO_WATCH: Watch = Object.freeze({ enter() {}, leave() {} })

/** Runs the synchronous part of a plugin's call under the watch. */
export function watched<T>(watch: Watch, call: WatchedCall, work: () => T): T {
  watch.enter(call)
  try {
    return work()
  } finally {
    watch.leave()
  }
}

/**
 * Starts the thread that looks. A call that has not given the main thread back after two seconds is written into `file`
 * and the process ends with `CUT_OFF_CODE`. Only time inside a call of a plugin counts, and only while the watching
 * thread itself gets its turns: a machine that stands still fires nothing.
 */
export function startWatchdog({ file }: { readonly file: string }): Watch & { stop(): Promise<void> } {
  mkdirSync(dirname(file), { recursive: true })
  const beat = {
    counters: new SharedArrayBuffer(8),
    name: new SharedArrayBuffer(NAME_BYTES),
  }
  const counters = new Int32Array(beat.counters)
  const name = new Uint8Array(beat.name)
  const encoder = new TextEncoder()
  const options: WatchOptions = { beat, file, heldMaxMs: HELD_MAX_MS, exitCode: CUT_OFF_CODE }
  const worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  })
  worker.unref()
  return {
    enter({ storeId, pluginId, hook }) {
      const { written } = encoder.encodeInto(`${storeId}|${pluginId}|${hook}`, name)
      counters[0] = ((counters[0] as number) + 1) | 0
      Atomics.store(counters, 1, written)
    },
    leave() {
      Atomics.store(counters, 1, 0)
    },
    async stop() {
      await worker.terminate()
    },
  }
}
