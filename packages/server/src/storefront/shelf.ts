import type { catalog } from '@mamapu/core'
import { showPrices } from './cards.js'
import type { Storefront } from './storefront.js'

/** Prices and units left as the pages show them, for the catalogue's API. */
export function shelfOf(storefront: Storefront): catalog.Shelf {
  return {
    prices: (store, items, at) => showPrices(storefront, store, items, at),
    stock: (store, skuIds) => storefront.gaps.stockOf(store, skuIds),
  }
}
