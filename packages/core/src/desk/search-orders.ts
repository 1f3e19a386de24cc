import { type TenantTx, withTenant } from '@mamapu/db'
import { addDays, type CustomerId, type Id, instantOf, type LocalDate, type OrderId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { queryGrams } from '../catalog/index.js'
import {
  cardsById,
  countShopOrders,
  type OrderCard,
  type OrderCursor,
  type OrderState,
} from '../orders/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { sourcesOf } from './order-sources.js'
import { campaignTerm, providerTerm, tagTerm } from './order-terms.js'
import { findOrders, findProducts } from './search.queries.js'

export interface DeskAsk {
  /** Anything: see `sourcesOf`; empty for all orders. */
  readonly search: string
  readonly state: OrderState | null
  /** Days of the shop's calendar, both included. */
  readonly from: LocalDate | null
  readonly until: LocalDate | null
  readonly minFen: number | null
  readonly maxFen: number | null
  readonly customerId: CustomerId | null
  readonly tags: readonly Id<'otg'>[]
  readonly delivery: string | null
  readonly provider: string | null
  readonly campaignId: Id<'cmp'> | null
  /** Only those of which an after-sale is under way. */
  readonly hasOpenCase: boolean
}

type DeskPageAsk = DeskAsk & { readonly after: OrderCursor | null; readonly limit: number }

export interface DeskPage {
  readonly cards: readonly OrderCard[]
  /** Where the next page begins; null at the end. */
  readonly next: OrderCursor | null
  /** All orders of the shop by state, whatever was searched; none above `COUNTED_MAX`. */
  readonly counts: ReadonlyMap<OrderState, number>
}

/** The shop's orders for its staff, newest first. Whoever an order goes to is found by keyed hashes alone. */
export function searchOrders(
  app: Pick<App, 'db' | 'says'>,
  store: StoreSnapshot,
  ask: DeskPageAsk,
): Promise<DeskPage> {
  return withTenant(app.db, store.storeId, async (tx) => {
    const cards = await cardsById(tx, { store, says: app.says }, await findAsked(tx, store, ask))
    const last = cards.length === ask.limit ? cards.at(-1) : undefined
    return {
      cards,
      next: last ? { at: last.placedAt, id: last.id } : null,
      counts: await countShopOrders(tx),
    }
  })
}

/** The ids of one page of what was asked for, newest first. */
export async function findAsked(
  tx: TenantTx,
  store: Pick<StoreSnapshot, 'keys' | 'zone'>,
  ask: DeskPageAsk,
): Promise<OrderId[]> {
  const products = await findProducts(tx, queryGrams(ask.search))
  return findOrders(tx, sourcesOf(store.keys, ask.search, products), {
    ...ask,
    from: ask.from && instantOf(ask.from, 0, store.zone),
    until: ask.until && instantOf(addDays(ask.until, 1), 0, store.zone),
    facets: facetsOf(ask),
  })
}

function facetsOf({ tags, provider, campaignId }: DeskAsk): string[] {
  return [
    ...tags.map(tagTerm),
    ...(provider === null ? [] : [providerTerm(provider)]),
    ...(campaignId === null ? [] : [campaignTerm(campaignId)]),
  ]
}
