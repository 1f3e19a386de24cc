import { type ProductId, SECOND, type StoreId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import type { Rendered } from '@mamapu/theme-engine'
import { LRUCache } from 'lru-cache'

/** Which page of which store, as of which configuration, for whom. Two visitors with equal keys see equal bytes. */
export interface PageKey {
  readonly storeId: StoreId
  readonly configVersion: number
  readonly locale: string
  /** The price audience; empty for everyone. */
  readonly audience: string
  /** Path and the parameters that matter, tracking ones taken off. */
  readonly path: string
}

export interface CachedPage {
  readonly rendered: Rendered
  readonly status: number
  /** When it stops being true by time alone; null when only an edit can change it. */
  readonly endsAt: Date | null
  /** The campaigns whose goods it shows; each look counts for them. */
  readonly campaigns: readonly CampaignId[]
  /** The product it is the page of; null for every other page. */
  readonly productId: ProductId | null
}

/** How much the pages of one process may take in memory. */
export const CACHE_BYTES = 64 * 1024 * 1024
/** Even a page nobody edits is made anew after this. */
const AGE_MAX_MS = 60 * SECOND

/** Rendered pages in memory, with their gaps open. One render however many wait. */
export class PageCache {
  /** Null keeps nothing. */
  readonly #pages: LRUCache<string, CachedPage> | null
  readonly #making = new Map<string, Promise<CachedPage>>()
  hits = 0
  misses = 0

  constructor(bytesMax: number) {
    this.#pages =
      bytesMax === 0
        ? null
        : new LRUCache({
            maxSize: bytesMax,
            sizeCalculation: ({ rendered }) =>
              rendered.chunks.reduce((sum, chunk) => sum + 2 * chunk.length, 200),
          })
  }

  /** The page if it is there and still true. */
  peek(key: PageKey, at: Date): CachedPage | null {
    const page = this.#pages?.get(nameOf(key))
    if (!page || (page.endsAt !== null && page.endsAt <= at)) return null
    this.hits += 1
    return page
  }

  async get(key: PageKey, at: Date, make: () => Promise<CachedPage>): Promise<CachedPage> {
    const name = nameOf(key)
    const known = this.peek(key, at)
    if (known) return known
    const waiting = this.#making.get(name)
    if (waiting) return waiting
    this.misses += 1
    const making = make()
      .then((page) => {
        const ttl = page.endsAt ? Math.min(AGE_MAX_MS, page.endsAt.getTime() - at.getTime()) : AGE_MAX_MS
        if (page.status === 200 && ttl > 0) this.#pages?.set(name, page, { ttl })
        return page
      })
      .finally(() => this.#making.delete(name))
    this.#making.set(name, making)
    return making
  }
}

function nameOf({ storeId, configVersion, locale, audience, path }: PageKey): string {
  return `${storeId} ${configVersion} ${locale} ${audience.length}${audience} ${path}`
}
