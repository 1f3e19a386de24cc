import { performance } from 'node:perf_hooks'
import { type Database, withTenant } from '@mamapu/db'
import type { Log } from '../app.js'
import { raiseConfigVersion } from '../stores/index.js'
import type { StorePlugins } from './store-plugins.js'
import { closeBreaker, openBreaker } from './switch.queries.js'
import type { WatchedCall } from './watchdog.js'

const FAILURES_MAX = 5
const FAILURES_WINDOW_MS = 60_000
/** A synchronous hook may take this long; longer this often in a row opens its breaker. */
export const SLOW_MS = 5
const SLOW_MAX = 3
const HALF_OPEN_AFTER_MS = 60_000
/** A trial that never reported back no longer blocks the next one. */
const TRIAL_MS = 10_000
/** Only hooks with failures are remembered; a flood of them forgets the oldest. */
const ENTRIES_MAX = 10_000

interface Entry {
  failures: number[]
  slow: number
  openedAt: number
  closedAt: number
  trialAt: number
}

/** One hook of one plugin in one store. */
export interface Hook {
  readonly store: Pick<StorePlugins, 'storeId' | 'breakers'>
  readonly pluginId: string
  readonly hook: string
}

/**
 * Cuts off a hook that keeps failing, per (plugin, store, hook): five failures within a minute, or three slow calls in
 * a row. A minute later one call is let through; it closes the breaker or keeps it open. Opening and closing are rows
 * and raise the configuration version, so that pages and checkouts of every instance agree.
 */
export class Breakers {
  readonly #entries = new Map<string, Entry>()
  readonly #writes = new Set<Promise<void>>()
  readonly #db: Database
  readonly #log: Log

  constructor(db: Database, log: Log) {
    this.#db = db
    this.#log = log
  }

  /** True when the hook may be called now. */
  admits(hook: Hook, at: Date): boolean {
    const entry = this.#entries.get(keyOf(hook))
    const since = this.#openSince(hook, entry)
    if (since === null) return true
    const now = at.getTime()
    if (now - since < HALF_OPEN_AFTER_MS) return false
    const trial = this.#entry(hook)
    if (now - trial.trialAt < TRIAL_MS) return false
    trial.trialAt = now
    return true
  }

  isOpen(hook: Hook): boolean {
    return this.#openSince(hook, this.#entries.get(keyOf(hook))) !== null
  }

  /**
   * Measures a call of the hook, in milliseconds. Once a call was slow, time for which a busy machine took the processor away is not
   * held against the next: else an overloaded hour would cut off every plugin of every shop.
   */
  measure(hook: Hook): () => number {
    const isSuspected = (this.#entries.get(keyOf(hook))?.slow ?? 0) > 0
    const before = isSuspected ? process.resourceUsage() : null
    const start = performance.now()
    return () => {
      const tookMs = performance.now() - start
      return before && tookMs > SLOW_MS ? withoutWaiting(tookMs, before) : tookMs
    }
  }

  /** The hook answered. Took longer than it may: counts against it. */
  answered(hook: Hook, at: Date, tookMs: number): void {
    const entry = this.#entries.get(keyOf(hook))
    if (tookMs > SLOW_MS) {
      const slow = this.#entry(hook)
      slow.slow += 1
      if (slow.slow >= SLOW_MAX)
        this.#open(hook, slow, at, `slower than ${SLOW_MS} ms ${SLOW_MAX} times in a row`)
      return
    }
    if (!entry) return
    entry.slow = 0
    if (this.#openSince(hook, entry) !== null) this.#close(hook, entry, at)
    else if (entry.closedAt === 0 && !this.#recent(entry, at)) this.#entries.delete(keyOf(hook))
  }

  /** The hook threw or answered nonsense. */
  failed(hook: Hook, at: Date, error: unknown): void {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    this.#log.warn(
      { storeId: hook.store.storeId, plugin: hook.pluginId, hook: hook.hook, err: reason.slice(0, 300) },
      'a plugin failed and was skipped',
    )
    const entry = this.#entry(hook)
    entry.failures = entry.failures.filter((when) => at.getTime() - when < FAILURES_WINDOW_MS)
    entry.failures.push(at.getTime())
    const isTrial = this.#openSince(hook, entry) !== null
    if (isTrial || entry.failures.length >= FAILURES_MAX) this.#open(hook, entry, at, reason)
  }

  /** Resolves when every opening and closing so far is written. */
  async settled(): Promise<void> {
    while (this.#writes.size > 0) await Promise.all(this.#writes)
  }

  #recent(entry: Entry, at: Date): boolean {
    return entry.failures.some((when) => at.getTime() - when < FAILURES_WINDOW_MS)
  }

  #openSince({ store, pluginId, hook }: Hook, entry: Entry | undefined): number | null {
    const since = Math.max(store.breakers.get(`${pluginId}|${hook}`) ?? 0, entry?.openedAt ?? 0)
    return since > 0 && since > (entry?.closedAt ?? 0) ? since : null
  }

  #entry(hook: Hook): Entry {
    const key = keyOf(hook)
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = { failures: [], slow: 0, openedAt: 0, closedAt: 0, trialAt: 0 }
      if (this.#entries.size >= ENTRIES_MAX) this.#entries.delete(this.#entries.keys().next().value as string)
      this.#entries.set(key, entry)
    }
    return entry
  }

  #open(hook: Hook, entry: Entry, at: Date, reason: string): void {
    entry.failures = []
    entry.slow = 0
    entry.openedAt = at.getTime()
    this.#log.error(
      { storeId: hook.store.storeId, plugin: hook.pluginId, hook: hook.hook, reason: reason.slice(0, 300) },
      'a plugin was cut off',
    )
    this.#write(hook, async (tx) => {
      await openBreaker(tx, { pluginId: hook.pluginId, hook: hook.hook, reason: reason.slice(0, 300), at })
      await raiseConfigVersion(tx)
    })
  }

  #close(hook: Hook, entry: Entry, at: Date): void {
    entry.closedAt = at.getTime()
    entry.openedAt = 0
    this.#write(hook, async (tx) => {
      if (await closeBreaker(tx, hook.pluginId, hook.hook)) await raiseConfigVersion(tx)
    })
  }

  #write(hook: Hook, work: Parameters<typeof withTenant<void>>[2]): void {
    const write: Promise<void> = withTenant(this.#db, hook.store.storeId, work)
      .catch((error: unknown) => {
        this.#log.error(
          { plugin: hook.pluginId, hook: hook.hook, err: String(error) },
          'a breaker was not written',
        )
      })
      .finally(() => this.#writes.delete(write))
    this.#writes.add(write)
  }
}

/** What a call cost where the machine interrupted it; a call that waited of its own will is as long as it took. */
function withoutWaiting(tookMs: number, before: NodeJS.ResourceUsage): number {
  const after = process.resourceUsage()
  if (after.involuntaryContextSwitches === before.involuntaryContextSwitches) return tookMs
  const spent = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime
  return Math.min(tookMs, spent / 1000)
}

function keyOf({ store, pluginId, hook }: Hook): string {
  return `${store.storeId}|${pluginId}|${hook}`
}

/** The same hook as the watchdog names it. */
export function callOf({ store: { storeId }, pluginId, hook }: Hook): WatchedCall {
  return { storeId, pluginId, hook }
}
