import type { catalog, stores } from '@mamapu/core'
import type { Look } from './look.js'
import { cardPrices, showPrices } from './prices.js'
import type { Storefront } from './storefront.js'

/** Prices and units left as the pages show them to guests of that channel, for the catalogue's API. */
export function shelfOf(storefront: Storefront): catalog.Shelf {
  const lookOf = async (store: stores.StoreSnapshot, { at, channel }: catalog.ShelfLook): Promise<Look> => ({
    at,
    audience: await storefront.audiences.of(store, { customerId: null, channel }, at),
  })
  return {
    prices: async (store, items, look) => showPrices(storefront, store, items, await lookOf(store, look)),
    cards: async (store, cards, look) => cardPrices(storefront, store, cards, await lookOf(store, look)),
    stock: (store, skuIds) => storefront.gaps.stockOf(store, skuIds),
  }
}
