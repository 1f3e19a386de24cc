import type { SkuId, StoreId } from '@mamapu/kernel'
import { price } from '@mamapu/pricing'
import { isOffShelf } from '../fulfilment/index.js'
import { knownGone } from '../quotas/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import type { Basket, BasketAsk, BasketSource } from './basket.js'
import { promisedUntil } from './promise-end.js'

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
 * what a cart holds is in the database. And only off the shelf: what a method has at a place of its own is not known here.
 */
export function whyKnownGone(
  store: StoreSnapshot,
  ask: { source: BasketSource; key: string | null; delivery: string | null },
): { readonly skuId: string; readonly title: string; readonly available: number } | null {
  const { source, key, delivery } = ask
  if (!('lines' in source) || store.settings.publishedAt === null) return null
  if (delivery !== null && !isOffShelf(delivery)) return null
  if (key !== null && triedKeys.has(store.storeId, key)) return null
  for (const { skuId, quantity } of source.lines) {
    const gone = knownGone.find(store.storeId, skuId, quantity)
    if (gone && asksAgain(store, gone, key)) return null
    if (gone) return { skuId, title: gone.title, available: Math.max(0, gone.available) }
  }
  return null
}

/** Whether this order is the one that asks again; its key then goes through wherever it is looked at. */
function asksAgain(
  { storeId }: StoreSnapshot,
  gone: Parameters<typeof knownGone.isToRenew>[0],
  key: string | null,
): boolean {
  if (!knownGone.isToRenew(gone)) return false
  if (key !== null) triedKeys.add(storeId, key)
  return true
}

/** What an order was asked for with, as far as a campaign's price depends on it. */
export interface SeenTerms {
  readonly seenTotalFen: number
  readonly regionCode: string
  readonly choices: BasketAsk['choices']
  readonly points: BasketAsk['points']
  /** The method's id; null where none is named. */
  readonly delivery: string | null
}

function termsOf(seen: SeenTerms, units: number): string {
  const { seenTotalFen, regionCode, choices, points = 'none', delivery } = seen
  return JSON.stringify([units, seenTotalFen, regionCode, choices, points, delivery])
}

/**
 * A total changed because a campaign has no such units left: with them it would be what the shopper saw. Remembered, so
 * that the next who ask for the same at that total need not be read for. Only for orders of one SKU alone.
 */
export function noteSaleGone(
  store: StoreSnapshot,
  basket: Basket,
  { source, seen, at }: { source: BasketSource; seen: SeenTerms; at: Date },
): void {
  const [line, ...others] = basket.lines
  if (!line || others.length > 0 || !('lines' in source) || basket.usedUp.length === 0) return
  const offers = [...basket.offers, ...basket.usedUp]
  const priced = price(basket.cart, offers, basket.policy)
  if (priced.payableFen !== seen.seenTotalFen) return
  const { skuId, title } = line.facts
  const endsAt = promisedUntil({ priced, offers, plugins: basket.plugins }, at)
  knownGone.noteAt(
    store.storeId,
    skuId,
    { terms: termsOf(seen, line.quantity), title, endsAt },
    basket.readAt,
  )
}

/**
 * Whether a campaign is known to have no such units left for what this order asks; null when the database must say. What
 * one shopper alone may have at that very total is not known here: so whoever asks again under the same key is looked up.
 */
export function whySaleGone(
  store: StoreSnapshot,
  ask: { source: BasketSource; key: string | null; at: Date; seen: SeenTerms },
): { readonly skuId: SkuId; readonly title: string } | null {
  const { source, key, at, seen } = ask
  if (!('lines' in source) || store.settings.publishedAt === null) return null
  const [line, ...others] = source.lines
  if (!line || others.length > 0 || (key !== null && triedKeys.has(store.storeId, key))) return null
  const gone = knownGone.findAt(store.storeId, line.skuId, at, () => termsOf(seen, line.quantity))
  if (!gone || asksAgain(store, gone, key)) return null
  if (key !== null) triedKeys.add(store.storeId, key)
  return { skuId: line.skuId, title: gone.title }
}
