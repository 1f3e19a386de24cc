import { LRUCache } from 'lru-cache'
import { filling } from '../filling.js'

interface Window {
  readonly endsAt: number
  count: number
}

export interface Rate {
  readonly max: number
  readonly windowMs: number
}

const KEYS_MAX = 50_000

/** Counts per key and window in this process: against floods. What must hold exactly is counted in the database. */
export class RateLimiter {
  readonly #windows = new LRUCache<string, Window>(filling(KEYS_MAX))

  /** Counts one; returns 0 when it may go on, else the seconds until it may. */
  take(key: string, rate: Rate, at: Date): number {
    const now = at.getTime()
    const window = this.#windows.get(key)
    if (!window || window.endsAt <= now) {
      this.#windows.set(key, { endsAt: now + rate.windowMs, count: 1 })
      return 0
    }
    if (window.count < rate.max) {
      window.count += 1
      return 0
    }
    return Math.max(1, Math.ceil((window.endsAt - now) / 1000))
  }

  /** Takes one back: what was counted turned out to be right. */
  giveBack(key: string): void {
    const window = this.#windows.get(key)
    if (window && window.count > 0) window.count -= 1
  }
}
