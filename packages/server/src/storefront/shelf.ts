import type { catalog } from '@mamapu/core'
import { plainLook } from './look.js'
import { cardPrices, showPrices } from './prices.js'
import type { Storefront } from './storefront.js'

/** Prices and units left as the pages show them, for the catalogue's API. */
export function shelfOf(storefront: Storefront): catalog.Shelf {
  return {
    prices: (store, items, at) => showPrices(storefront, store, items, plainLook(at)),
    cards: (store, cards, at) => cardPrices(storefront, store, cards, plainLook(at)),
    stock: (store, skuIds) => storefront.gaps.stockOf(store, skuIds),
  }
}
