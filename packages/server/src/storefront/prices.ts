import { catalog, plugins, type stores } from '@mamapu/core'
import { type Fen, ZERO_FEN } from '@mamapu/kernel'
import { type CampaignId, coversProduct, type ProductSubject, type ShownSku } from '@mamapu/plugin-sdk'
import { type CartLine, price, type UnitPriceOffer } from '@mamapu/pricing'
import type { Look } from './look.js'
import type { Storefront } from './storefront.js'

/** So many variants are priced in one go of the arbiter. */
const LINES_AT_ONCE = 100

type Store = stores.StoreSnapshot
type Prices = ReadonlyMap<string, catalog.UnitPrice>

export function pluginsOf(storefront: Storefront, store: Store, at: Date) {
  return plugins.storePluginsOf(storefront.host, storefront.place.pluginsPart, store, at)
}

/** Unit prices as this audience sees them, by the same arbiter as the cart; prices that only a cart decides stay out. */
export async function showPrices(
  storefront: Storefront,
  store: Store,
  items: readonly catalog.Priceable[],
  look: Look,
): Promise<Prices> {
  const active = await pluginsOf(storefront, store, look.at)
  if (!hasUnitRules(active))
    return new Map(items.map(({ key, priceFen }) => [key, { unitFen: priceFen, everydayFen: priceFen }]))
  const prices = new Map<string, catalog.UnitPrice>()
  for (let start = 0; start < items.length; start += LINES_AT_ONCE)
    for (const [key, shown] of priceSome(storefront, active, items.slice(start, start + LINES_AT_ONCE), look))
      prices.set(key, shown)
  return prices
}

function hasUnitRules(active: plugins.StorePlugins): boolean {
  return active.active.some(({ loaded }) => loaded.plugin.prices?.some(({ stage }) => stage === 'unit'))
}

function priceSome(
  { host }: Storefront,
  active: plugins.StorePlugins,
  items: readonly catalog.Priceable[],
  { at, audience }: Look,
): Prices {
  const cart = { lines: items.map(asLine), regionCode: null }
  const offers = plugins.collectOffers(host, active, { cart, facts: audience.facts, at, customer: null })
  const listed = offers.filter(
    (offer): offer is UnitPriceOffer => offer.stage === 'unit' && offer.listed !== false,
  )
  const priced = price(cart, listed, {
    payableFloorFen: ZERO_FEN,
    shipping: [],
    choices: [],
    points: 'none',
  })
  return new Map(
    priced.lines.map(({ lineId, unitFen, everydayUnitFen }) => [
      lineId,
      { unitFen, everydayFen: everydayUnitFen },
    ]),
  )
}

function asLine(item: catalog.Priceable): CartLine {
  const { key, skuId, productId, categoryIds, tags, priceFen, floorFen } = item
  return {
    lineId: key,
    skuId,
    productId,
    categoryIds,
    tags,
    quantity: 1,
    unitPriceFen: priceFen,
    floorFen,
    weightGram: 0,
  }
}

/** A card's price is its cheapest variant's. */
export interface CardPrice extends catalog.UnitPrice {
  /** Other variants cost more. */
  readonly from: boolean
  /** Empty in a shop where no plugin asks for variants. */
  readonly skus: readonly ShownSku[]
}

/** What cards show to this audience, by product: one read for all their variants when offers may name single ones. */
export async function cardPrices(
  storefront: Storefront,
  store: Store,
  cards: readonly catalog.StorefrontCard[],
  look: Look,
): Promise<ReadonlyMap<string, CardPrice>> {
  const active = await pluginsOf(storefront, store, look.at)
  if (cards.length === 0 || !(hasUnitRules(active) || hasCardWords(active)))
    return new Map(cards.map((card) => [card.id, plainPrice(card)]))
  const ids = cards.map(({ id }) => id)
  const skus = await catalog.listCardSkus(storefront.app.db, store.storeId, ids)
  const about = new Map(cards.map((card) => [card.id as string, card]))
  const items = skus.map(({ id, productId, priceFen, floorFen }) => {
    const { categoryIds = [], tags = [] } = about.get(productId) ?? {}
    return { key: id, skuId: id, productId, categoryIds, tags, priceFen, floorFen }
  })
  const prices = await showPrices(storefront, store, items, look)
  const shown = new Map<string, ShownSku[]>()
  for (const { skuId, productId } of items) {
    const sku = { id: skuId, ...(prices.get(skuId) as catalog.UnitPrice) }
    shown.set(productId, [...(shown.get(productId) ?? []), sku])
  }
  return new Map(cards.map((card) => [card.id, cheapest(shown.get(card.id) ?? []) ?? plainPrice(card)]))
}

function hasCardWords(active: plugins.StorePlugins): boolean {
  return active.active.some(({ loaded }) => loaded.plugin.slots?.some(({ slot }) => slot === 'product.card'))
}

function plainPrice({ minFen, maxFen }: { minFen: Fen; maxFen: Fen }): CardPrice {
  return { unitFen: minFen, everydayFen: minFen, from: maxFen > minFen, skus: [] }
}

/** The cheapest of a product's variants as this audience sees them; null without any. */
export function cheapest(skus: readonly ShownSku[]): CardPrice | null {
  const [first, ...others] = skus
  if (!first) return null
  const best = others.reduce((lowest, one) => (one.unitFen < lowest.unitFen ? one : lowest), first)
  return {
    unitFen: best.unitFen,
    everydayFen: best.everydayFen,
    from: skus.some(({ unitFen }) => unitFen !== best.unitFen),
    skus,
  }
}

/** A product as plugins' parts are told about it. */
export function productSubject(
  product: { id: string; slug: string; categoryIds: readonly string[]; tags: readonly string[] },
  skus: readonly ShownSku[],
): ProductSubject {
  const { id, slug, categoryIds, tags } = product
  return { id, path: `/p/${slug}`, categoryIds, tags, skus }
}

/** The campaigns running or announced, for whomever, that this product is part of. */
export async function campaignsOn(
  storefront: Storefront,
  store: Store,
  product: ProductSubject,
  { at, audience }: Look,
): Promise<CampaignId[]> {
  const { active, campaigns } = await pluginsOf(storefront, store, at)
  const shopper = plugins.shopperOf(audience.facts)
  const shown = active.flatMap(({ id }) => {
    const { running, announced, forOthers } = campaigns.of(id, at, shopper)
    return [...running, ...announced, ...forOthers].filter((one) => coversProduct(one, product))
  })
  return [...new Set(shown.map(({ id }) => id))]
}
