import { performance } from 'node:perf_hooks'
import { SECOND, type SkuId, type StoreId } from '@mamapu/kernel'
import { type Freed, onFreed } from './freed.js'
import { shelfOf, skuOfPool } from './quota.rules.js'

/** How old such knowledge may be. */
const GONE_MS = SECOND
/** More SKUs sold out at once than this are asked for again. */
const GONE_MAX = 10_000

/** What was seen of a SKU that could not be had. */
export interface GoneSku {
  readonly title: string
  /** Fewer than this many can be had by anybody: on the shelf and in campaigns together. */
  readonly units: number
  readonly available: number
}

/**
 * What this process knows to be sold out, so that refusing costs no query. At most one second old, and ended by every
 * release in this process; other processes hear nothing and look again within the second.
 */
export class KnownGone {
  readonly #gone = new Map<string, GoneSku & { until: number }>()
  /** When units of a SKU last came back: what was read before knows nothing of them. */
  readonly #freed = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** `readAt`: the instant before the rows were read, by the same clock as `now`. */
  note(storeId: StoreId, skuId: SkuId, seen: GoneSku, readAt: number): void {
    const key = keyOf(storeId, skuId)
    if ((this.#freed.get(key) ?? -1) >= readAt) return
    if (this.#gone.size >= GONE_MAX) this.#gone.clear()
    this.#gone.set(key, { ...seen, until: readAt + GONE_MS })
  }

  /** Why so many units cannot be had; null when that is not known. */
  find(storeId: StoreId, skuId: SkuId, units: number): GoneSku | null {
    const key = keyOf(storeId, skuId)
    const gone = this.#gone.get(key)
    if (!gone || units < gone.units) return null
    if (gone.until > this.#now()) return gone
    this.#gone.delete(key)
    return null
  }

  forget(storeId: StoreId, skuId: SkuId): void {
    if (this.#freed.size >= GONE_MAX) this.#freed.clear()
    this.#freed.set(keyOf(storeId, skuId), this.#now())
    this.#gone.delete(keyOf(storeId, skuId))
  }

  now(): number {
    return this.#now()
  }
}

const keyOf = (storeId: StoreId, skuId: SkuId) => `${storeId}${skuId}`

/** What is known in this process. */
export const knownGone = new KnownGone()

onFreed(({ storeId, kind, id }: Freed) => {
  const skuId = kind === 'stock' ? shelfOf(id).skuId : skuOfPool(id)
  if (skuId) knownGone.forget(storeId, skuId)
})
