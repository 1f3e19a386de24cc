import { performance } from 'node:perf_hooks'
import type { StoreId } from '@mamapu/kernel'
import { skuOfPool } from '../quotas/index.js'
import type { DecidedOrder } from './order.types.js'

/** A counter that so many orders take within one window is hot, in this window and the next. */
const HOT_ORDERS = 16
const WINDOW_MS = 250
/** Counters watched in one window; what comes on top is not hot in it. */
const WATCHED_MAX = 20_000

/**
 * Which orders take a counter that many want at once: a campaign's pool always, any other shared counter while it is.
 * Only decides by which lane an order goes; the count itself is the database's.
 */
export class Heat {
  #window = new Map<string, number>()
  #before = new Map<string, number>()
  #until = 0

  isHot(storeId: StoreId, { takes }: DecidedOrder): boolean {
    this.#turn(performance.now())
    let isHot = false
    for (const { kind, id, limit } of takes) {
      if (limit !== null) continue
      const key = `${storeId}${kind}/${id}`
      const count = (this.#window.get(key) ?? 0) + 1
      if (this.#window.size < WATCHED_MAX || count > 1) this.#window.set(key, count)
      if (count > HOT_ORDERS || (this.#before.get(key) ?? 0) > HOT_ORDERS || skuOfPool(id) !== null)
        isHot = true
    }
    return isHot
  }

  #turn(now: number): void {
    if (now < this.#until) return
    this.#before = now < this.#until + WINDOW_MS ? this.#window : new Map()
    this.#window = new Map()
    this.#until = now + WINDOW_MS
  }
}
