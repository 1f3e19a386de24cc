import { type checkout, filling, plugins, type stores } from '@mamapu/core'
import { type CustomerId, SECOND } from '@mamapu/kernel'
import type { Channel } from '@mamapu/plugin-sdk'
import { LRUCache } from 'lru-cache'

/** A customer's level or tags on a cached page may be so old. */
const FRESH_MS = SECOND
const CUSTOMERS_MAX = 50_000

const NOTHING: plugins.LoadedFacts = new Map()
export const EVERYONE: plugins.Audience = Object.freeze({ key: '', facts: NOTHING })

/** Tells the price audience of visitors; a customer's facts are remembered for a second. */
export class Audiences {
  readonly #place: checkout.PlaceDeps
  readonly #known = new LRUCache<string, Promise<plugins.LoadedFacts>>({
    ...filling(CUSTOMERS_MAX),
    ttl: FRESH_MS,
  })

  constructor(place: checkout.PlaceDeps) {
    this.#place = place
  }

  /** Nothing is read for guests, or where the shop's prices ask for nothing of a customer. */
  async of(
    store: stores.StoreSnapshot,
    { customerId, channel }: { readonly customerId: CustomerId | null; readonly channel: Channel },
    at: Date,
  ): Promise<plugins.Audience> {
    const { host, pluginsPart } = this.#place
    const active = await plugins.storePluginsOf(host, pluginsPart, store, at)
    const names = plugins.audienceFactsOf(active)
    if (names.length === 0) return EVERYONE
    const through = new Map<string, unknown>([['core:channel', channel]])
    const isOfPerson = names.length > (names.includes('core:channel') ? 1 : 0)
    if (!customerId || !isOfPerson) return plugins.audienceOf(names, through)
    const key = `${store.storeId}${customerId}`
    const known = this.#known.get(key) ?? plugins.readCoreFacts(host, active, { customerId, at })
    this.#known.set(key, known)
    known.catch(() => this.#known.delete(key))
    const facts = new Map([...(await known), ...through])
    return plugins.audienceOf(names, facts, plugins.audienceTagsOf(active))
  }
}
