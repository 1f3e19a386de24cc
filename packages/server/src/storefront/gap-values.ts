import { type App, carts, catalog, type stores } from '@mamapu/core'
import { readTenant } from '@mamapu/db'
import { parseId, SECOND, type SkuId } from '@mamapu/kernel'
import { fill, type Gap, type GapName, type Rendered } from '@mamapu/theme-engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'

/** How old what moves may be when a cached page is sent. */
const FRESH_MS = SECOND
const STOCKS_MAX = 200_000
const COUNTS_MAX = 50_000

/** What pages leave open: personal or moving values, from memory at most one second old. */
export class GapValues {
  readonly #app: App
  readonly #stock = new LRUCache<string, number>({ max: STOCKS_MAX, ttl: FRESH_MS })
  readonly #counts = new LRUCache<string, number>({ max: COUNTS_MAX, ttl: FRESH_MS })
  readonly #loading = new Map<string, Promise<void>>()

  constructor(app: App) {
    this.#app = app
  }

  /** Forgets how full a cart is, after it was changed. */
  cartChanged(ownerKey: string): void {
    this.#counts.delete(ownerKey)
  }

  /** The page as this visitor gets it. */
  async fill(rendered: Rendered, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const store = request.store as stores.StoreSnapshot
    const skuIds = skusOf(rendered.gaps)
    if (this.#needsStock(store, skuIds)) await this.#loadStock(store, skuIds)
    const count = await this.#cartCount(store, request)
    const left = (id: string) => this.#stock.get(`${store.storeId}${id}`) ?? 0
    return fill(rendered, (name: GapName, arg: string) => {
      switch (name) {
        case 'csrf':
          return request.shopper?.csrf ?? ''
        case 'nonce':
          return reply.nonce()
        case 'now':
          return request.at.toISOString()
        case 'cart-count':
          return count > 0 ? String(count) : ''
        case 'stock':
          return String(left(arg))
        case 'sale-state':
          return arg.split(' ').some((id) => left(id) > 0) ? 'on-sale' : 'sold-out'
        default:
          return ''
      }
    })
  }

  /** Units left of these SKUs, at most one second old. */
  async stockOf(store: stores.StoreSnapshot, skuIds: readonly SkuId[]): Promise<ReadonlyMap<SkuId, number>> {
    if (this.#needsStock(store, skuIds)) await this.#loadStock(store, skuIds)
    return new Map(skuIds.map((id) => [id, this.#stock.get(`${store.storeId}${id}`) ?? 0]))
  }

  #needsStock(store: stores.StoreSnapshot, skuIds: readonly SkuId[]): boolean {
    return skuIds.some((id) => !this.#stock.has(`${store.storeId}${id}`))
  }

  async #loadStock(store: stores.StoreSnapshot, skuIds: readonly SkuId[]): Promise<void> {
    const key = `${store.storeId} ${skuIds.join()}`
    const waiting = this.#loading.get(key)
    if (waiting) return waiting
    const loading = catalog
      .readStorefrontStock(this.#app.db, store.storeId, skuIds)
      .then((left) => {
        for (const id of skuIds) this.#stock.set(`${store.storeId}${id}`, left.get(id) ?? 0)
      })
      .finally(() => this.#loading.delete(key))
    this.#loading.set(key, loading)
    return loading
  }

  async #cartCount(store: stores.StoreSnapshot, { shopper }: FastifyRequest): Promise<number> {
    if (!shopper) return 0
    const key = ownerKeyOf(shopper)
    const known = this.#counts.get(key)
    if (known !== undefined) return known
    const [[row]] = await readTenant(this.#app.db, store.storeId, (sql, tenantId) => [
      carts.cartCountQuery(sql, tenantId, cartOwnerOf(shopper)),
    ])
    const units = row?.units ?? 0
    this.#counts.set(key, units)
    return units
  }
}

type Shopper = NonNullable<FastifyRequest['shopper']>

/** A customer's own cart, or the guest session's. */
export function cartOwnerOf({ customerId, sessionHash }: Shopper): carts.CartOwner {
  return customerId ? { customerId } : { sessionHash }
}

export function ownerKeyOf({ customerId, sessionHash }: Shopper): string {
  return customerId ?? sessionHash
}

function skusOf(gaps: readonly Gap[]): SkuId[] {
  const ids = new Set<SkuId>()
  for (const { name, arg } of gaps) {
    if (name !== 'stock' && name !== 'sale-state') continue
    for (const part of arg.split(' ')) {
      const id = parseId('sku', part)
      if (id) ids.add(id)
    }
  }
  return [...ids].slice(0, catalog.SKU_FACTS_MAX)
}
