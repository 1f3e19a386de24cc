import type { StoreId } from '@mamapu/kernel'
import { knownGone } from '../quotas/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import type { BasketSource } from './basket.js'

/** So many keys are remembered, twice over. */
const KEYS_MAX = 50_000

/** Keys that orders were asked for under in this process, lately. */
class TriedKeys {
  #young = new Set<string>()
  #old = new Set<string>()

  add(storeId: StoreId, key: string): void {
    if (this.#young.size >= KEYS_MAX) {
      this.#old = this.#young
      this.#young = new Set()
    }
    this.#young.add(`${storeId}${key}`)
  }

  has(storeId: StoreId, key: string): boolean {
    const known = `${storeId}${key}`
    return this.#young.has(known) || this.#old.has(known)
  }
}

/** A key tried before may have its order: it is looked up, whatever is sold out by now. */
export const triedKeys = new TriedKeys()

/**
 * What these units lack, as this process knows without asking; null when it must be asked. Only for units bought now:
 * what a cart holds is in the database.
 */
export function whyKnownGone(
  store: StoreSnapshot,
  { source, key }: { source: BasketSource; key: string | null },
): { readonly skuId: string; readonly title: string; readonly available: number } | null {
  if (!('lines' in source) || store.settings.publishedAt === null) return null
  if (key !== null && triedKeys.has(store.storeId, key)) return null
  for (const { skuId, quantity } of source.lines) {
    const gone = knownGone.find(store.storeId, skuId, quantity)
    if (gone) return { skuId, title: gone.title, available: Math.max(0, gone.available) }
  }
  return null
}
