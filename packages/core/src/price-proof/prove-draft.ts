import { type TenantTx, withTenant } from '@mamapu/db'
import { type Fen, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import type { CommissionLine } from '@mamapu/plugin-sdk'
import { type Campaign, factsOf, type Round, withDrafts } from '../campaigns/index.js'
import { mapSkuFacts, type SkuFacts, skuFactsQuery } from '../catalog/index.js'
import { readLevelOfRank } from '../customers/index.js'
import {
  alonePrices,
  commissionCeilings,
  factsAsIf,
  type PluginHost,
  type PricedItem,
  type StorePlugins,
  storePluginsOf,
  unitPrices,
  withCampaigns,
} from '../plugins/index.js'
import type { SnapshotPart, StoreSnapshot } from '../stores/index.js'
import { type Bases, basesOf, type PricedRound, pricedRound } from './bases-of-round.js'
import { listFrozen, listGoods, type ProofGoods } from './price-proof.queries.js'
import type { Basis } from './price-proof.types.js'

/** Variants in one answer; what goes beyond is asked for with `after`. */
const LINES_MAX = 50
const GOODS_AT_ONCE = 500
/** So many of the shop's SKUs are looked through for one answer. */
const GOODS_MAX = 5000

export interface DraftProofDeps {
  readonly host: PluginHost
  readonly pluginsPart: SnapshotPart<StorePlugins>
}

/** A variant in the first round of a campaign that is not published yet. */
export interface DraftLine {
  readonly sku: SkuFacts
  /** What one unit will cost those the campaign is for, with every other campaign of that instant. */
  readonly unitFen: Fen
  /** What is paid for one unit bought alone: percentages and amounts off that need no second one are taken off it. */
  readonly paidFen: Fen
  /** The most that all payees of a unit together may get of what is paid for it. */
  readonly commissionFen: Fen
  /** Whose price that is; null for the everyday price. */
  readonly pricedBy: Pick<Campaign, 'id' | 'label'> | null
  /** What may be struck; null for a mechanic that sets no prices of single units. */
  readonly basis: Basis | null
}

export interface DraftProof {
  /** Null when the mechanic changes no price of goods, or no round is to come. */
  readonly round: Round | null
  /** Something takes off whole carts then: with other goods, more units or a coupon it may come lower than `paidFen`. */
  readonly mayComeLower: boolean
  readonly lines: readonly DraftLine[]
  /** Where the next answer goes on; null at the end. */
  readonly next: SkuId | null
}

export interface DraftProofAsk {
  readonly campaign: Campaign
  readonly after: SkuId | null
  readonly at: Date
}

/**
 * What publishing a campaign now would prove, and at what price each variant will then stand: the same work as at its
 * publication, keeping nothing.
 */
export async function proveDraft(
  { host, pluginsPart }: DraftProofDeps,
  store: StoreSnapshot,
  { campaign, after, at }: DraftProofAsk,
): Promise<DraftProof> {
  const draft: Campaign = {
    ...campaign,
    said: 'published',
    cutAt: null,
    publishedAt: campaign.publishedAt ?? at,
  }
  const found = await withTenant(host.db, store.storeId, async (tx) => {
    const ask = { campaign: draft, at, keeps: false }
    const priced = await pricedRound(tx, host.registry, ask)
    if (!priced) return null
    const bases = priced.setsUnitPrices ? await basesOf(tx, host.registry, { ...ask, ...priced }) : null
    return {
      round: priced.round,
      ...(await readPage(tx, { ...priced, basesOf: bases }, { campaign, after })),
    }
  })
  if (!found) return { round: null, mayComeLower: false, lines: [], next: null }
  const { round, goods, bases, next } = found
  const active = await storePluginsOf(host, pluginsPart, store, at)
  const zoned = { zone: store.zone, mechanics: host.registry }
  const plugins = withCampaigns(active, withDrafts(active.campaigns, [draft], zoned))
  const items = goods.map((sku) => ({ ...sku, key: sku.skuId }))
  const facts = factsAsIf(plugins, factsOf(campaign.audience, await readLevelOfRank(host.db, store.storeId)))
  const startsAt = round.startsAt > at ? round.startsAt : at
  const prices = unitPrices(host, plugins, items, { facts, at: startsAt })
  const paid = alonePrices(host, plugins, items, { facts, at: startsAt })
  const paidFor = (sku: SkuFacts): Fen => paid.get(sku.skuId) ?? sku.priceFen
  const most = commissionCeilings(host, plugins, {
    lines: goods.map((sku) => commissionLine(sku, paidFor(sku), prices.get(sku.skuId))),
    facts,
    at: startsAt,
  })
  const lines = goods.flatMap((sku): DraftLine[] => {
    const priced = prices.get(sku.skuId)
    const basis = bases?.get(sku.skuId)
    if (!priced || (bases && !basis)) return []
    const by = plugins.campaigns.all.find(({ id }) => id === priced.offer?.campaignId)?.campaign
    const commissionFen = most.get(sku.skuId) ?? ZERO_FEN
    return [
      {
        sku,
        basis: basis ?? null,
        unitFen: priced.unitFen,
        paidFen: paidFor(sku),
        commissionFen,
        pricedBy: by ? { id: by.id, label: by.label } : null,
      },
    ]
  })
  return { round, mayComeLower: takesOffCarts(plugins), lines, next }
}

const takesOffCarts = ({ active }: StorePlugins): boolean =>
  active.some(({ loaded }) =>
    loaded.plugin.prices?.some(({ stage }) => stage === 'line' || stage === 'order'),
  )

/** One unit of a variant for what is paid for it, as commission rules see a line. */
function commissionLine(sku: SkuFacts, paidFen: Fen, priced: PricedItem | undefined): CommissionLine {
  const { skuId, productId, categoryIds, tags } = sku
  const { commission: campaign = { mode: 'usual' } } = priced ?? {}
  return { lineId: skuId, skuId, productId, categoryIds, tags, quantity: 1, paidFen, campaign }
}

async function readPage(
  tx: TenantTx,
  { compiled, round, basesOf: of }: Omit<PricedRound, 'zone'> & { readonly basesOf: Bases | null },
  { campaign, after }: Pick<DraftProofAsk, 'campaign' | 'after'>,
) {
  const { covered, next } = await coveredAfter(tx, compiled, after)
  const ids = covered.map(({ skuId }) => skuId)
  const facts = mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, ids))
  const goods = [...facts.values()].filter(({ productStatus }) => productStatus === 'active')
  if (!of) return { goods, bases: null, next }
  const computed = await of(covered)
  const frozen = await listFrozen(tx, { campaignId: campaign.id, round: round.key, skuIds: ids })
  return { goods, bases: new Map([...computed, ...frozen]), next }
}

/** The next SKUs a campaign covers, by id; fewer when many in between are not its. */
async function coveredAfter(
  tx: TenantTx,
  { covers }: PricedRound['compiled'],
  from: SkuId | null,
): Promise<{ covered: ProofGoods[]; next: SkuId | null }> {
  const covered: ProofGoods[] = []
  let after = from
  for (let seen = 0; seen < GOODS_MAX; seen += GOODS_AT_ONCE) {
    const page = await listGoods(tx, after, GOODS_AT_ONCE)
    for (const one of page) {
      if (covers(one)) covered.push(one)
      after = one.skuId
      if (covered.length === LINES_MAX) return { covered, next: after }
    }
    if (page.length < GOODS_AT_ONCE) return { covered, next: null }
  }
  return { covered, next: after }
}
