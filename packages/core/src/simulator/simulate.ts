import { type CustomerId, type SkuId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { Channel } from '@mamapu/plugin-sdk'
import { type CartLine, type PricedCart, type PricingPolicy, price } from '@mamapu/pricing'
import { type Campaign, readCampaigns, withDrafts } from '../campaigns/index.js'
import {
  mapSkuFacts,
  type SaleObstacle,
  type SkuFacts,
  type SkuFactsRow,
  skuFactsQuery,
  whyNotForSale,
} from '../catalog/index.js'
import { type DecidedDelivery, decideDelivery } from '../checkout/index.js'
import { coreMethods, virtualDelivery } from '../fulfilment/index.js'
import {
  collectOffers,
  factsAsIf,
  type LoadedFacts,
  type PluginHost,
  pluginMethods,
  readWithFacts,
  type StorePlugins,
  storePluginsOf,
  withCampaigns,
} from '../plugins/index.js'
import type { SnapshotPart, StoreSnapshot } from '../stores/index.js'

export const SIMULATED_LINES_MAX = 50

export interface SimulatorDeps {
  readonly host: PluginHost
  readonly pluginsPart: SnapshotPart<StorePlugins>
}

/** Somebody made up for the purpose; core facts by their names. */
export interface Eyes {
  readonly level: string
  readonly levelRank: number
  readonly tags: readonly string[]
  readonly isMember: boolean
  readonly isNew: boolean
}

export interface SimulateAsk {
  readonly lines: readonly { readonly skuId: SkuId; readonly quantity: number }[]
  readonly shopper: { readonly customerId: CustomerId } | Eyes
  readonly at: Date
  /** Counted as published. */
  readonly drafts: readonly Campaign['id'][]
  readonly regionCode: string | null
  readonly channel: Channel
  readonly points: PricingPolicy['points']
  /** Which of the shop's ways of delivery; the first that goes when null. */
  readonly method: string | null
}

export interface Simulated {
  readonly priced: PricedCart
  readonly goods: ReadonlyMap<SkuId, SkuFacts>
  /** Left out of the price. */
  readonly broken: readonly BrokenLine[]
  readonly delivery: DecidedDelivery
}

interface BrokenLine {
  readonly skuId: SkuId
  readonly obstacle: SaleObstacle | 'sku_not_found'
}

/** What a cart would cost, by the arbiter itself. Writes nothing; null when a draft is not the shop's. */
export async function simulate(
  { host, pluginsPart }: SimulatorDeps,
  store: StoreSnapshot,
  ask: SimulateAsk,
): Promise<Simulated | null> {
  const drafts = await readCampaigns(host.db, store.storeId, ask.drafts)
  if (drafts.length < new Set(ask.drafts).size) return null
  const published = await storePluginsOf(host, pluginsPart, store, ask.at)
  const zoned = { zone: store.zone, mechanics: host.registry }
  const plugins = withCampaigns(published, withDrafts(published.campaigns, drafts, zoned))
  const { goods, facts, readFacts } = await readAll(host, plugins, ask)
  const broken = ask.lines.flatMap(({ skuId }): BrokenLine[] => {
    const found = goods.get(skuId)
    const obstacle = found ? whyNotForSale(found, ask.at) : 'sku_not_found'
    return obstacle === null ? [] : [{ skuId, obstacle }]
  })
  const gone = new Set(broken.map(({ skuId }) => skuId))
  const lines = ask.lines.flatMap(({ skuId, quantity }, index) => {
    const found = goods.get(skuId)
    return found && !gone.has(skuId) ? [lineOf(found, quantity, `l${index}`)] : []
  })
  const cart = { lines, regionCode: ask.regionCode }
  const delivered = lines.flatMap((line) => {
    const found = goods.get(line.skuId as SkuId)
    return found?.deliveryKind === 'physical' ? [{ ...line, template: found.deliveryTemplate }] : []
  })
  const customer = 'customerId' in ask.shopper ? { id: ask.shopper.customerId } : null
  const shopping = { at: ask.at, customer, taken: new Map() }
  // What a method knows is the shop's, whoever looks: its points are open for somebody described as for anybody.
  const methods = [
    ...coreMethods(store, shopping),
    ...pluginMethods(host, plugins, { facts: readFacts, at: ask.at, customer }),
  ]
  const delivery = decideDelivery(delivered.length > 0 ? methods : [virtualDelivery(store, shopping)], {
    lines: delivered,
    regionCode: ask.regionCode,
    pick: ask.method === null || delivered.length === 0 ? null : { method: ask.method, choice: {} },
    isOrder: false,
  })
  const offers = collectOffers(host, plugins, { cart, facts, at: ask.at, customer })
  const priced = price(cart, offers, {
    payableFloorFen: store.settings.payableFloorFen,
    shipping: delivery.fee,
    choices: 'best',
    points: ask.points,
  })
  return { priced, goods, broken, delivery }
}

/** The goods, and what is known of the shopper: a customer's own facts, or those they were given. */
async function readAll(
  host: PluginHost,
  plugins: StorePlugins,
  { lines, shopper, at, regionCode, channel }: SimulateAsk,
): Promise<{ goods: ReadonlyMap<SkuId, SkuFacts>; facts: LoadedFacts; readFacts: LoadedFacts }> {
  const skuIds = [...new Set(lines.map(({ skuId }) => skuId))]
  const isKnown = 'customerId' in shopper
  const reader = {
    customerId: isKnown ? uuidOf(shopper.customerId) : null,
    sessionKey: null,
    at,
    guestPhoneHash: null,
    regionCode: regionCode ?? '',
    channel,
  }
  const { base, facts: readFacts } = await readWithFacts(
    host,
    plugins,
    { plan: plugins.cartPlan, reader },
    (sql, tenantId) => [skuFactsQuery(sql, tenantId, skuIds)],
  )
  const [rows] = base as unknown as [SkuFactsRow[]]
  const facts = isKnown ? readFacts : asSeenBy(plugins, shopper, { regionCode: regionCode ?? '', channel })
  return { goods: mapSkuFacts(rows), facts, readFacts }
}

function asSeenBy(
  plugins: StorePlugins,
  { tags, ...eyes }: Eyes,
  where: { readonly regionCode: string; readonly channel: Channel },
): LoadedFacts {
  const ordersPaid = eyes.isNew ? 0 : 1
  return factsAsIf(plugins, { ...eyes, tags: [...tags], ordersPaid, ...where })
}

function lineOf(facts: SkuFacts, quantity: number, lineId: string): CartLine {
  const { skuId, productId, categoryIds, tags, priceFen, floorFen, weightGram } = facts
  return {
    ...{ lineId, skuId, productId, categoryIds, tags, quantity, weightGram },
    unitPriceFen: priceFen,
    floorFen: floorFen ?? ZERO_FEN,
  }
}
