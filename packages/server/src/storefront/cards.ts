import { type catalog, media, plugins, type stores } from '@mamapu/core'
import { type Locale, ZERO_FEN } from '@mamapu/kernel'
import { type CartLine, price } from '@mamapu/pricing'
import type { CompareAt, ProductCard, Tag } from '@mamapu/theme-engine'
import type { Storefront } from './storefront.js'

/** Prices as everyone sees them, by the same arbiter as the cart: only rules that ask nothing personal take part. */
export async function showPrices(
  storefront: Storefront,
  store: stores.StoreSnapshot,
  items: readonly catalog.Priceable[],
  at: Date,
): Promise<ReadonlyMap<string, catalog.UnitPrice>> {
  const active = await plugins.storePluginsOf(storefront.host, storefront.place.pluginsPart, store, at)
  const hasUnitRules = active.active.some(({ loaded }) =>
    loaded.plugin.prices?.some(({ stage }) => stage === 'unit'),
  )
  if (!hasUnitRules)
    return new Map(items.map(({ key, priceFen }) => [key, { unitFen: priceFen, everydayFen: priceFen }]))
  const cart = { lines: items.map(asLine), regionCode: null }
  const offers = plugins.collectOffers(storefront.host, active, {
    cart,
    facts: plugins.NO_FACTS,
    at,
    customer: null,
  })
  const units = offers.filter(({ stage }) => stage === 'unit')
  const priced = price(cart, units, { payableFloorFen: ZERO_FEN, shipping: [], choices: [], points: 'none' })
  return new Map(
    priced.lines.map(({ lineId, unitFen, everydayUnitFen }) => [
      lineId,
      { unitFen, everydayFen: everydayUnitFen },
    ]),
  )
}

function asLine({
  key,
  skuId,
  productId,
  categoryIds,
  tags,
  priceFen,
  floorFen,
}: catalog.Priceable): CartLine {
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

/** A struck price stands only on the everyday price that a running offer undercuts. */
export function compareAtOf(shown: catalog.UnitPrice, locale: Locale): CompareAt | null {
  if (shown.unitFen >= shown.everydayFen) return null
  return { priceFen: shown.everydayFen, basis: locale === 'en' ? 'Everyday price' : '日常价' }
}

export async function cardsOf(
  storefront: Storefront,
  store: stores.StoreSnapshot,
  products: readonly catalog.StorefrontCard[],
  { at, locale }: { at: Date; locale: Locale },
): Promise<ProductCard[]> {
  const prices = await showPrices(
    storefront,
    store,
    products.map((product) => ({
      key: product.id,
      skuId: product.id,
      productId: product.id,
      categoryIds: product.categoryIds,
      tags: product.tags,
      priceFen: product.minFen,
      floorFen: ZERO_FEN,
    })),
    at,
  )
  return products.map((product) => cardOf(product, prices.get(product.id) as catalog.UnitPrice, locale))
}

function cardOf(product: catalog.StorefrontCard, shown: catalog.UnitPrice, locale: Locale): ProductCard {
  return {
    id: product.id,
    title: (locale === 'en' && product.titleEn) || product.title,
    sellingPoint: product.sellingPoint || null,
    url: `/p/${product.slug}`,
    picture: product.picture && media.pictureOf(product.picture),
    priceFen: shown.unitFen,
    priceFrom: product.maxFen > product.minFen,
    compareAt: compareAtOf(shown, locale),
    tags: tagsOf(product, locale),
    salesCount: null,
  }
}

interface Tagged {
  readonly ageMinMonths: number | null
  readonly ageMaxMonths: number | null
  readonly tags: readonly string[]
}

export function tagsOf({ ageMinMonths, ageMaxMonths, tags }: Tagged, locale: Locale): Tag[] {
  const age = ageText(ageMinMonths, ageMaxMonths, locale)
  return [
    ...(age ? [{ kind: 'age' as const, text: age }] : []),
    ...tags.slice(0, 2).map((text) => ({ kind: 'plain' as const, text })),
  ]
}

/** 0–12 月 · 3–6 岁; whole years from two years on. */
export function ageText(from: number | null, to: number | null, locale: Locale): string | null {
  if (from === null && to === null) return null
  const isYears = (from ?? 0) >= 24 && (from ?? 0) % 12 === 0 && (to === null || to % 12 === 0)
  const unit = locale === 'en' ? (isYears ? ' y' : ' m') : isYears ? ' 岁' : ' 月'
  const show = (months: number) => String(isYears ? months / 12 : months)
  if (to === null)
    return locale === 'en' ? `${show(from as number)}${unit}+` : `${show(from as number)}${unit}以上`
  return `${show(from ?? 0)}–${show(to)}${unit}`
}
