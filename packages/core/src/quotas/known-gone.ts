import { performance } from 'node:perf_hooks'
import { SECOND, type SkuId, type StoreId } from '@mamapu/kernel'
import { type Freed, onFreed } from './freed.js'
import { shelfOf, skuOfPool } from './quota.rules.js'

/** How old such knowledge may be. */
const GONE_MS = SECOND
/** So long before it is forgotten somebody asks again. */
const AHEAD_MS = 200
/** More SKUs sold out at once than this are asked for again. */
const GONE_MAX = 10_000
/** On so many different terms one SKU is remembered. */
const TERMS_MAX = 50

/** What was seen of a SKU that could not be had. */
export interface GoneSku {
  readonly title: string
  /** Fewer than this many can be had off the shelf by anybody: there and in campaigns together. */
  readonly units: number
  readonly available: number
}

/** Units of a campaign that could not be had on these terms; the shelf may have some, at another price. */
export interface GoneAt {
  /** So many units, for that total, sent there. */
  readonly terms: string
  readonly title: string
  /** When the campaign's round ends: afterwards this says nothing. */
  readonly endsAt: Date | null
}

interface Kept {
  readonly until: number
  isRenewed: boolean
}

/**
 * What this process knows to be sold out, so that refusing costs no query. At most one second old, and ended by every
 * release in this process; other processes hear nothing and look again within the second.
 */
export class KnownGone {
  readonly #gone = new Map<string, GoneSku & Kept>()
  readonly #goneAt = new Map<string, Map<string, GoneAt & Kept>>()
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
    this.#gone.set(key, { ...seen, until: readAt + GONE_MS, isRenewed: false })
  }

  /** Why so many units cannot be had; null when that is not known. */
  find(storeId: StoreId, skuId: SkuId, units: number): (GoneSku & Kept) | null {
    const key = keyOf(storeId, skuId)
    const gone = this.#gone.get(key)
    if (!gone || units < gone.units) return null
    if (gone.until > this.#now()) return gone
    this.#gone.delete(key)
    return null
  }

  /** The same of a campaign's units: what was asked on these terms was told that the price is another one now. */
  noteAt(storeId: StoreId, skuId: SkuId, seen: GoneAt, readAt: number): void {
    const key = keyOf(storeId, skuId)
    if ((this.#freed.get(key) ?? -1) >= readAt) return
    if (this.#goneAt.size >= GONE_MAX) this.#goneAt.clear()
    const known = this.#goneAt.get(key) ?? new Map<string, GoneAt & Kept>()
    if (known.size >= TERMS_MAX) known.clear()
    known.set(seen.terms, { ...seen, until: readAt + GONE_MS, isRenewed: false })
    this.#goneAt.set(key, known)
  }

  /** What is known of units on the terms that `termsOf` names; asked only where anything is. */
  findAt(storeId: StoreId, skuId: SkuId, at: Date, termsOf: () => string): (GoneAt & Kept) | null {
    const key = keyOf(storeId, skuId)
    const known = this.#goneAt.get(key)
    const gone = known?.get(termsOf())
    if (!known || !gone) return null
    const isOver = gone.endsAt !== null && gone.endsAt <= at
    if (gone.until > this.#now() && !isOver) return gone
    known.delete(gone.terms)
    if (known.size === 0) this.#goneAt.delete(key)
    return null
  }

  /** Said once, shortly before it is forgotten: let this one ask, so that not everybody asks when it is. */
  isToRenew(gone: Kept): boolean {
    if (gone.isRenewed || gone.until - this.#now() > AHEAD_MS) return false
    gone.isRenewed = true
    return true
  }

  forget(storeId: StoreId, skuId: SkuId): void {
    if (this.#freed.size >= GONE_MAX) this.#freed.clear()
    this.#freed.set(keyOf(storeId, skuId), this.#now())
    this.#gone.delete(keyOf(storeId, skuId))
    this.#goneAt.delete(keyOf(storeId, skuId))
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
