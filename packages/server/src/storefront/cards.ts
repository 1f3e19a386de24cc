import { type catalog, media, plugins, priceProof, type stores } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { SlotWords } from '@mamapu/plugin-sdk'
import type { CompareAt, MemberPrice as MemberPriceView, ProductCard, Tag } from '@mamapu/theme-engine'
import { earliest } from './instants.js'
import type { Look } from './look.js'
import { type CardPrice, cardPrices, pluginsOf, productSubject, type ShownPrice } from './prices.js'
import type { Storefront } from './storefront.js'

/** The number beside a lower price: struck when it is proved, with its basis; else shown plainly as the list price. */
export function compareAtOf(
  shown: Pick<ShownPrice, 'unitFen' | 'everydayFen' | 'basis'>,
  locale: Locale,
): CompareAt | null {
  const { unitFen, everydayFen, basis } = shown
  const verdict = priceProof.judgeNumber({ numberFen: everydayFen, unitFen }, basis)
  if (verdict === 'not_lower') return null
  if (verdict === 'struck' && basis)
    return { priceFen: everydayFen, basis: priceProof.BASIS_WORDS[basis.kind][locale], struck: true }
  return { priceFen: everydayFen, basis: locale === 'en' ? 'List price' : '标价', struck: false }
}

/** What joining would bring, beside a price. */
export function memberOf({ member }: Pick<ShownPrice, 'member'>, locale: Locale): MemberPriceView | null {
  return member && { priceFen: member.unitFen, who: member.who[locale] }
}

/** Cards as this audience sees them, and when time alone changes one. */
export async function cardsOf(
  storefront: Storefront,
  store: stores.StoreSnapshot,
  products: readonly catalog.StorefrontCard[],
  { look, locale }: { look: Look; locale: Locale },
): Promise<{ cards: ProductCard[]; changesAt: Date | null }> {
  const prices = await cardPrices(storefront, store, products, look)
  const active = await pluginsOf(storefront, store, look)
  const edges: (Date | null)[] = []
  const cards = products.map((product) => {
    const shown = prices.get(product.id) as CardPrice
    const { words, changesAt } = plugins.collectWords(storefront.host, active, 'product.card', {
      subject: { product: productSubject(product, shown.skus) },
      at: look.at,
      locale,
      customer: null,
      facts: look.audience.facts,
    })
    edges.push(changesAt)
    return cardOf(product, { shown, words }, locale)
  })
  return { cards, changesAt: earliest(edges) }
}

const CARD_TAGS_MAX = 4

function cardOf(
  product: catalog.StorefrontCard,
  { shown, words }: { shown: CardPrice; words: readonly SlotWords[] },
  locale: Locale,
): ProductCard {
  return {
    id: product.id,
    title: (locale === 'en' && product.titleEn) || product.title,
    sellingPoint: product.sellingPoint || null,
    url: `/p/${product.slug}`,
    picture: product.picture && media.pictureOf(product.picture),
    priceFen: shown.unitFen,
    priceFrom: shown.from,
    compareAt: compareAtOf(shown, locale),
    memberPrice: memberOf(shown, locale),
    tags: [...words, ...tagsOf(product, locale)].slice(0, CARD_TAGS_MAX),
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
