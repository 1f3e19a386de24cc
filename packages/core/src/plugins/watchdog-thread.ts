import { appendFileSync, writeSync } from 'node:fs'
import { Session } from 'node:inspector'
import { performance } from 'node:perf_hooks'
import { workerData } from 'node:worker_threads'
import type { CutOff, WatchOptions } from './watchdog.types.js'

const LOOK_MS = 200
/** A look that comes later than this says that the machine stood still, not that a plugin did. */
const LATE_MS = 1000
const KILL_AFTER_MS = 1000

const { beat, file, heldMaxMs, exitCode } = workerData as WatchOptions
const counters = new Int32Array(beat.counters)
const name = new Uint8Array(beat.name)

let seen = { calls: 0, heldMs: 0, at: performance.now() }
const looking = setInterval(look, LOOK_MS)

function look(): void {
  const bytes = Atomics.load(counters, 1)
  const calls = Atomics.load(counters, 0)
  const at = performance.now()
  const passed = at - seen.at
  const isSame = bytes > 0 && calls === seen.calls && passed < LATE_MS
  seen = { calls, heldMs: isSame ? seen.heldMs + passed : 0, at }
  if (seen.heldMs < heldMaxMs) return
  clearInterval(looking)
  const [storeId = '', pluginId = '', hook = ''] = Buffer.from(name.slice(0, bytes))
    .toString('latin1')
    .split('|')
  end({ storeId, pluginId, hook, heldMs: Math.round(seen.heldMs) })
}

function end(cutOff: CutOff): void {
  appendFileSync(file, `${JSON.stringify(cutOff)}\n`, { flush: true } as object)
  // The console of a thread speaks through the main thread, which does not listen now.
  const msg = 'a plugin held the main thread; the process ends'
  writeSync(2, `${JSON.stringify({ level: 60, ...cutOff, msg })}\n`)
  // A thread cannot end its process while another one is in a loop; the inspector reaches into that one.
  const session = new Session()
  session.connectToMainThread()
  session.post('Runtime.evaluate', { expression: `process.reallyExit(${exitCode})` })
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), KILL_AFTER_MS)
}
