import { campaigns, catalog, plugins, priceProof, type stores } from '@mamapu/core'
import { type Fen, parseId, type SkuId, type Words } from '@mamapu/kernel'
import {
  type CampaignCommission,
  type CampaignId,
  coversProduct,
  type ProductSubject,
  type ShownSku,
} from '@mamapu/plugin-sdk'
import type { Offer } from '@mamapu/pricing'
import type { Look } from './look.js'
import type { Storefront } from './storefront.js'

type Store = stores.StoreSnapshot

/** What members, or who has a level, would pay. */
export interface MemberPrice {
  readonly unitFen: Fen
  readonly who: Words
  /** Joining brings it. */
  readonly joins: boolean
}

/** A price as it is shown, with what stands behind the number beside it. */
export interface ShownPrice extends catalog.UnitPrice {
  /** What may be struck beside it; null: nothing may. */
  readonly basis: Pick<priceProof.Basis, 'kind' | 'basisFen'> | null
  readonly member: MemberPrice | null
  readonly commission: CampaignCommission
}

type Prices = ReadonlyMap<string, ShownPrice>

/** The shop's plugins with its campaigns, or with those a preview puts in their place. */
export async function pluginsOf(
  { host, place }: Storefront,
  store: Store,
  { at, campaigns: own }: Pick<Look, 'at' | 'campaigns'>,
): Promise<plugins.StorePlugins> {
  const active = await plugins.storePluginsOf(host, place.pluginsPart, store, at)
  return own ? plugins.withCampaigns(active, own) : active
}

/** Unit prices as this audience sees them, by the same arbiter as the cart; prices that only a cart decides stay out. */
export async function showPrices(
  storefront: Storefront,
  store: Store,
  items: readonly catalog.Priceable[],
  look: Look,
): Promise<Prices> {
  const active = await pluginsOf(storefront, store, look)
  if (!hasUnitRules(active)) return new Map(items.map((item) => [item.key, plainShown(item.priceFen)]))
  const ask = { facts: look.audience.facts, at: look.at }
  const now = plugins.unitPrices(storefront.host, active, items, ask)
  const { asIfJoined, asIfOfLevel } = campaigns
  const pricesIf = (opened: typeof active.campaigns) =>
    opened === active.campaigns
      ? null
      : plugins.unitPrices(storefront.host, plugins.withCampaigns(active, opened), items, ask)
  const joined = pricesIf(asIfJoined(active.campaigns))
  const ofLevel = pricesIf(asIfOfLevel(active.campaigns))
  const refs = [...now.values()].flatMap(({ skuId, offer }) => refOf(active, { skuId, offer }, look.at) ?? [])
  const bases = await basesOf(storefront, store, refs)
  return new Map(
    [...now].map(([key, one]) => {
      const ref = refOf(active, one, look.at)
      const { unitFen, everydayFen, commission } = one
      const isLower = (other: plugins.PricedItem | undefined) => other && other.unitFen < unitFen
      const other = [joined?.get(key), ofLevel?.get(key)].find(isLower)
      return [
        key,
        {
          unitFen,
          everydayFen,
          commission,
          basis: (ref && bases.get(nameOf(ref))) ?? null,
          member: other ? memberPrice(active, other) : null,
        },
      ]
    }),
  )
}

const plainShown = (fen: Fen): ShownPrice => ({
  unitFen: fen,
  everydayFen: fen,
  basis: null,
  member: null,
  commission: { mode: 'usual' },
})

function memberPrice({ campaigns: { all } }: plugins.StorePlugins, one: plugins.PricedItem): MemberPrice {
  const audience = all.find(({ id }) => id === one.offer?.campaignId)?.campaign.audience
  const who =
    audience?.kind === 'level'
      ? { 'zh-CN': `${audience.name}价`, en: `${audience.name} price` }
      : { 'zh-CN': '会员价', en: 'Member price' }
  return { unitFen: one.unitFen, who, joins: audience?.kind !== 'level' }
}

/** A SKU in a round of the campaign whose price it has. */
export interface BasisRef {
  readonly campaignId: CampaignId
  readonly round: string
  readonly skuId: SkuId
}

const nameOf = ({ campaignId, round, skuId }: BasisRef) => `${campaignId} ${round} ${skuId}`

/** What a price stands on: the round of the campaign that made it; null when none did. */
export function refOf(
  { campaigns: { all } }: plugins.StorePlugins,
  { skuId, offer }: { skuId: string; offer: Offer | null },
  at: Date,
): BasisRef | null {
  const found = offer?.campaignId && all.find(({ id }) => id === offer.campaignId)
  const [round] = found ? campaigns.roundsFrom(found.schedule, at, 1) : []
  const sku = parseId('sku', skuId)
  return found && round && sku ? { campaignId: found.id, round: round.key, skuId: sku } : null
}

/** What may be struck for these, as it was proved. */
export async function basesOf(
  { app }: Storefront,
  { storeId }: Store,
  refs: readonly BasisRef[],
): Promise<ReadonlyMap<string, Pick<priceProof.Basis, 'kind' | 'basisFen'>>> {
  if (refs.length === 0) return new Map()
  const rows = await priceProof.readBases(app.db, storeId, {
    campaignIds: [...new Set(refs.map(({ campaignId }) => campaignId))],
    rounds: [...new Set(refs.map(({ round }) => round))],
    skuIds: [...new Set(refs.map(({ skuId }) => skuId))],
  })
  return new Map(rows.map((row) => [nameOf(row), row]))
}

export const basisName = nameOf

function hasUnitRules(active: plugins.StorePlugins): boolean {
  return active.active.some(({ loaded }) => loaded.plugin.prices?.some(({ stage }) => stage === 'unit'))
}

/** A card's price is its cheapest variant's. */
export interface CardPrice extends ShownPrice {
  /** Other variants cost more. */
  readonly from: boolean
  /** Empty in a shop where no plugin asks for variants. */
  readonly skus: readonly PricedSku[]
}

/** A variant with everything that is shown of its price. */
export type PricedSku = ShownSku & ShownPrice

/** What cards show to this audience, by product: one read for all their variants when offers may name single ones. */
export async function cardPrices(
  storefront: Storefront,
  store: Store,
  cards: readonly catalog.StorefrontCard[],
  look: Look,
): Promise<ReadonlyMap<string, CardPrice>> {
  const active = await pluginsOf(storefront, store, look)
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
  const shown = new Map<string, PricedSku[]>()
  for (const { skuId, productId } of items) {
    const sku = { id: skuId, ...(prices.get(skuId) as ShownPrice) }
    shown.set(productId, [...(shown.get(productId) ?? []), sku])
  }
  return new Map(cards.map((card) => [card.id, cheapest(shown.get(card.id) ?? []) ?? plainPrice(card)]))
}

function hasCardWords(active: plugins.StorePlugins): boolean {
  return active.active.some(({ loaded }) => loaded.plugin.slots?.some(({ slot }) => slot === 'product.card'))
}

function plainPrice({ minFen, maxFen }: { minFen: Fen; maxFen: Fen }): CardPrice {
  return { ...plainShown(minFen), from: maxFen > minFen, skus: [] }
}

/** The cheapest of a product's variants as this audience sees them; null without any. */
export function cheapest(skus: readonly PricedSku[]): CardPrice | null {
  const [first, ...others] = skus
  if (!first) return null
  const best = others.reduce((lowest, one) => (one.unitFen < lowest.unitFen ? one : lowest), first)
  return {
    unitFen: best.unitFen,
    everydayFen: best.everydayFen,
    basis: best.basis,
    commission: best.commission,
    member: lowestMember(skus),
    from: skus.some(({ unitFen }) => unitFen !== best.unitFen),
    skus,
  }
}

/** The lowest price somebody who joins would pay for one of them; null when it is no lower than everyone's. */
function lowestMember(skus: readonly PricedSku[]): MemberPrice | null {
  const lowest = skus.reduce((low, { unitFen }) => Math.min(low, unitFen), Number.POSITIVE_INFINITY)
  return skus.reduce<MemberPrice | null>((best, { member }) => {
    if (!member || member.unitFen >= lowest) return best
    return best && best.unitFen <= member.unitFen ? best : member
  }, null)
}

/** A product as plugins' parts are told about it. */
export function productSubject(
  product: { id: string; slug: string; categoryIds: readonly string[]; tags: readonly string[] },
  skus: readonly ShownSku[],
): ProductSubject {
  const { id, slug, categoryIds, tags } = product
  const told = skus.map(({ id: skuId, everydayFen, unitFen, commission }) => ({
    id: skuId,
    everydayFen,
    unitFen,
    commission,
  }))
  return { id, path: `/p/${slug}`, categoryIds, tags, skus: told }
}

/** The campaigns running or announced, for whomever, that this product is part of. */
export async function campaignsOn(
  storefront: Storefront,
  store: Store,
  product: ProductSubject,
  look: Look,
): Promise<CampaignId[]> {
  const { active, campaigns: kept } = await pluginsOf(storefront, store, look)
  const shopper = plugins.shopperOf(look.audience.facts)
  const shown = active.flatMap(({ id }) => {
    const { running, announced, forOthers } = kept.of(id, look.at, shopper)
    return [...running, ...announced, ...forOthers].filter((one) => coversProduct(one, product))
  })
  return [...new Set(shown.map(({ id }) => id))]
}
