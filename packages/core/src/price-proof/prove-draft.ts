import { type TenantTx, withTenant } from '@mamapu/db'
import { type Fen, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import type { CommissionLine } from '@mamapu/plugin-sdk'
import { type Campaign, factsOf, type Round, withDrafts } from '../campaigns/index.js'
import { mapSkuFacts, type SkuFacts, skuFactsQuery } from '../catalog/index.js'
import { readLevelOfRank } from '../customers/index.js'
import {
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
import { type ProvableRound, provableRound } from './bases-of-round.js'
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
  /** The most that all payees of a unit together may get of it. */
  readonly commissionFen: Fen
  /** Whose price that is; null for the everyday price. */
  readonly pricedBy: Pick<Campaign, 'id' | 'label'> | null
  readonly basis: Basis
}

export interface DraftProof {
  /** Null when the mechanic sets no unit prices, or no round is to come. */
  readonly round: Round | null
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
    const provable = await provableRound(tx, host.registry, { campaign: draft, at, keeps: false })
    return provable && { round: provable.round, ...(await readPage(tx, provable, { campaign, after })) }
  })
  if (!found) return { round: null, lines: [], next: null }
  const { round, goods, bases, next } = found
  const active = await storePluginsOf(host, pluginsPart, store, at)
  const zoned = { zone: store.zone, mechanics: host.registry }
  const plugins = withCampaigns(active, withDrafts(active.campaigns, [draft], zoned))
  const items = goods.map((sku) => ({ ...sku, key: sku.skuId }))
  const facts = factsAsIf(plugins, factsOf(campaign.audience, await readLevelOfRank(host.db, store.storeId)))
  const startsAt = round.startsAt > at ? round.startsAt : at
  const prices = unitPrices(host, plugins, items, { facts, at: startsAt })
  const most = commissionCeilings(host, plugins, {
    lines: goods.map((sku) => commissionLine(sku, prices.get(sku.skuId))),
    facts,
    at: startsAt,
  })
  const lines = goods.flatMap((sku): DraftLine[] => {
    const priced = prices.get(sku.skuId)
    const basis = bases.get(sku.skuId)
    if (!priced || !basis) return []
    const by = plugins.campaigns.all.find(({ id }) => id === priced.offer?.campaignId)?.campaign
    const commissionFen = most.get(sku.skuId) ?? ZERO_FEN
    return [
      {
        sku,
        basis,
        unitFen: priced.unitFen,
        commissionFen,
        pricedBy: by ? { id: by.id, label: by.label } : null,
      },
    ]
  })
  return { round, lines, next }
}

/** One unit of a variant at its price, as commission rules see a line. */
function commissionLine(sku: SkuFacts, priced: PricedItem | undefined): CommissionLine {
  const { skuId, productId, categoryIds, tags, priceFen } = sku
  const { unitFen: paidFen = priceFen, commission: campaign = { mode: 'usual' } } = priced ?? {}
  return { lineId: skuId, skuId, productId, categoryIds, tags, quantity: 1, paidFen, campaign }
}

async function readPage(
  tx: TenantTx,
  { compiled, round, basesOf }: ProvableRound,
  { campaign, after }: Pick<DraftProofAsk, 'campaign' | 'after'>,
) {
  const { covered, next } = await coveredAfter(tx, compiled, after)
  const ids = covered.map(({ skuId }) => skuId)
  const facts = mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, ids))
  const goods = [...facts.values()].filter(({ productStatus }) => productStatus === 'active')
  const computed = await basesOf(covered)
  const frozen = await listFrozen(tx, { campaignId: campaign.id, round: round.key, skuIds: ids })
  return { goods, bases: new Map([...computed, ...frozen]), next }
}

/** The next SKUs a campaign covers, by id; fewer when many in between are not its. */
async function coveredAfter(
  tx: TenantTx,
  { covers }: ProvableRound['compiled'],
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
