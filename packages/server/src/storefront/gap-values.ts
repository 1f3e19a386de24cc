import { type App, carts, catalog, filling, quotas, type stores } from '@mamapu/core'
import { readTenant } from '@mamapu/db'
import { parseId, SECOND, type SkuId } from '@mamapu/kernel'
import { fill, type Gap, type GapName, type Rendered } from '@mamapu/theme-engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { followAsk } from './follow-state.js'
import {
  againText,
  type CounterView,
  countdownText,
  leftOf,
  NO_COUNTER,
  progressOf,
  secondsUntil,
  stateOf,
  takenOf,
} from './gap.rules.js'
import { pageLocale } from './page-locale.js'
import { previewView } from './preview-view.js'
import { Recent } from './recent.js'

/** How old what moves may be when a cached page is sent. */
const FRESH_MS = SECOND
const STOCKS_MAX = 200_000
const COUNTS_MAX = 50_000

/** What pages leave open: personal or moving values, from memory at most one second old. */
export class GapValues {
  readonly #app: App
  readonly #stock: Recent<number>
  readonly #counters: Recent<CounterView>
  readonly #counts = new LRUCache<string, number>({ ...filling(COUNTS_MAX), ttl: FRESH_MS })

  constructor(app: App) {
    this.#app = app
    this.#stock = new Recent({
      max: STOCKS_MAX,
      freshMs: FRESH_MS,
      none: 0,
      load: (storeId, ids) =>
        catalog.readStorefrontStock(app.db, storeId, ids as readonly SkuId[], app.clock.now()),
    })
    this.#counters = new Recent<CounterView>({
      max: STOCKS_MAX,
      freshMs: FRESH_MS,
      none: NO_COUNTER,
      load: async (storeId, names) => {
        const states = await quotas.readCounterStates(app.db, storeId, names.map(refOf))
        return new Map(states.map((state) => [`${state.kind}:${state.id}`, state]))
      },
    })
  }

  /** Forgets how full a cart is, after it was changed. */
  cartChanged(ownerKey: string): void {
    this.#counts.delete(ownerKey)
  }

  /** The page as this visitor gets it. */
  async fill(rendered: Rendered, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const store = request.store as stores.StoreSnapshot
    const { storeId } = store
    await this.#stock.ready(storeId, skusOf(rendered.gaps))
    const preview = previewView(request)
    if (!preview) await this.#counters.ready(storeId, countersOf(rendered.gaps))
    const count = await this.#cartCount(store, request)
    const left = (id: string) => Math.max(this.#stock.get(storeId, id), preview?.ownUnitsOf(id) ?? 0)
    const counters = (arg: string) =>
      arg.split(' ').map((name) => preview?.limitOf(name) ?? this.#counters.get(storeId, name))
    const { at } = request
    return fill(rendered, (name: GapName, arg: string) => {
      switch (name) {
        case 'follow':
          return followAsk(request) === null ? 'quiet' : 'ask'
        case 'follow-ask':
          return followAsk(request) ?? ''
        case 'csrf':
          return request.shopper?.csrf ?? ''
        case 'nonce':
          return reply.nonce()
        case 'now':
          return at.toISOString()
        case 'cart-count':
          return count > 0 ? String(count) : ''
        case 'stock':
          return String(left(arg))
        case 'sale-state':
          return arg.split(' ').some((id) => left(id) > 0) ? 'on-sale' : 'sold-out'
        case 'countdown':
          return countdownText(secondsUntil(arg, at), pageLocale(request))
        case 'until':
          return String(secondsUntil(arg, at))
        case 'left':
          return String(leftOf(counters(arg)))
        case 'left-state':
          return stateOf(counters(arg))
        case 'left-again':
          return againText(counters(arg), store.zone)
        case 'taken':
          return String(takenOf(counters(arg)))
        case 'progress':
          return String(progressOf(counters(arg)))
        default:
          return ''
      }
    })
  }

  /** One counter, `kind:id`, at most one second old. */
  async counterOf({ storeId }: stores.StoreSnapshot, name: string): Promise<CounterView> {
    await this.#counters.ready(storeId, [name])
    return this.#counters.get(storeId, name)
  }

  /** Units left of these SKUs, at most one second old. */
  async stockOf(store: stores.StoreSnapshot, skuIds: readonly SkuId[]): Promise<ReadonlyMap<SkuId, number>> {
    await this.#stock.ready(store.storeId, skuIds)
    return new Map(skuIds.map((id) => [id, this.#stock.get(store.storeId, id)]))
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

const COUNTER_GAPS: ReadonlySet<GapName> = new Set(['left', 'left-state', 'left-again', 'taken', 'progress'])

/** The counters a page shows, as `kind:id`. */
function countersOf(gaps: readonly Gap[]): string[] {
  const names = new Set<string>()
  for (const { name, arg } of gaps)
    if (COUNTER_GAPS.has(name)) for (const part of arg.split(' ')) if (part.includes(':')) names.add(part)
  return [...names].slice(0, quotas.COUNTERS_MAX)
}

function refOf(name: string): quotas.CounterRef {
  const colon = name.indexOf(':')
  return { kind: name.slice(0, colon), id: name.slice(colon + 1) }
}
