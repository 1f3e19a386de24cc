import { type Fen, ZERO_FEN } from '@mamapu/kernel'
import type { CampaignCommission } from '@mamapu/plugin-sdk'
import { type CartLine, type Offer, type PricedCart, price, type UnitPriceOffer } from '@mamapu/pricing'
import { commissionOfPrice } from '../campaigns/index.js'
import type { Priceable, UnitPrice } from '../catalog/index.js'
import { collectOffers } from './evaluate.js'
import type { LoadedFacts } from './facts.js'
import type { PluginHost } from './host.js'
import type { StorePlugins } from './store-plugins.js'

/** So many variants are priced in one go of the arbiter. */
const LINES_AT_ONCE = 100

/** Nothing sent, chosen or paid by points. */
const ALONE = { payableFloorFen: ZERO_FEN, shipping: [], choices: [], points: 'none' } as const

export interface PricedItem extends UnitPrice {
  readonly skuId: string
  /** The offer whose price it is; null for the everyday price. */
  readonly offer: Offer | null
  /** What the campaign of that price says of commission. */
  readonly commission: CampaignCommission
}

export interface UnitPriceAsk {
  readonly facts: LoadedFacts
  readonly at: Date
}

/** What one unit of each costs, by key and by the same arbiter as the cart; prices that only a cart decides stay out. */
export function unitPrices(
  host: PluginHost,
  store: StorePlugins,
  items: readonly Priceable[],
  ask: UnitPriceAsk,
): ReadonlyMap<string, PricedItem> {
  const prices = new Map<string, PricedItem>()
  for (let start = 0; start < items.length; start += LINES_AT_ONCE)
    for (const [key, one] of priceSome(host, store, items.slice(start, start + LINES_AT_ONCE), ask))
      prices.set(key, one)
  return prices
}

/** What one unit of each comes to when it is bought alone, every discount that holds then taken off; by key. */
export function alonePrices(
  host: PluginHost,
  store: StorePlugins,
  items: readonly Priceable[],
  { facts, at }: UnitPriceAsk,
): ReadonlyMap<string, Fen> {
  return new Map(
    items.map((item) => {
      const cart = { lines: [asLine(item)], regionCode: null }
      const offers = collectOffers(host, store, { cart, facts, at, customer: null })
      const { lines } = price(cart, offers, ALONE)
      return [item.key, lines.find(({ lineId }) => lineId === item.key)?.payableFen ?? item.priceFen]
    }),
  )
}

function priceSome(
  host: PluginHost,
  store: StorePlugins,
  items: readonly Priceable[],
  { facts, at }: UnitPriceAsk,
): [string, PricedItem][] {
  const cart = { lines: items.map(asLine), regionCode: null }
  const offers = collectOffers(host, store, { cart, facts, at, customer: null })
  const listed = offers.filter(
    (offer): offer is UnitPriceOffer => offer.stage === 'unit' && offer.listed !== false,
  )
  const priced = price(cart, listed, ALONE)
  const winners = winnersOf(priced, listed)
  return priced.lines.map(({ lineId, skuId, unitFen, everydayUnitFen }) => {
    const offer = winners.get(lineId) ?? null
    const commission = commissionOf(store, offer)
    return [lineId, { skuId, unitFen, everydayFen: everydayUnitFen, offer, commission }]
  })
}

/** What the campaign of a unit price says of commission, and whether the price itself leaves any. */
export function commissionOf(store: StorePlugins, offer: UnitPriceOffer | null): CampaignCommission {
  const by = offer && store.campaigns.all.find(({ id }) => id === offer.campaignId)
  return commissionOfPrice(by?.campaign.commission, offer?.exclusive === true)
}

/** The unit price that won each line. */
export function winnersOf(priced: PricedCart, offers: readonly Offer[]): ReadonlyMap<string, UnitPriceOffer> {
  const won = new Set(
    priced.trace
      .filter(({ stage, outcome }) => stage === 'unit' && outcome === 'won')
      .map(({ offerId }) => offerId),
  )
  return new Map(
    offers.flatMap((offer) => (offer.stage === 'unit' && won.has(offer.id) ? [[offer.lineId, offer]] : [])),
  )
}

function asLine(item: Priceable): CartLine {
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
