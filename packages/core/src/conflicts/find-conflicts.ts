import { withTenant } from '@mamapu/db'
import { DAY, later, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import { type CartLine, price } from '@mamapu/pricing'
import {
  type Campaign,
  type Case,
  type CompiledCampaign,
  casesOf,
  compileCampaigns,
  type Mechanics,
  ROUNDS_A_DAY_MAX,
  roundsBetween,
  scheduleOf,
  withDrafts,
} from '../campaigns/index.js'
import { listNamedSkus, mapSkuFacts, SKU_FACTS_MAX, type SkuFacts, skuFactsQuery } from '../catalog/index.js'
import { readLevelOfRank } from '../customers/index.js'
import {
  collectOffers,
  factsAsIf,
  type PluginHost,
  type StorePlugins,
  storePluginsOf,
  withCampaigns,
} from '../plugins/index.js'
import type { SnapshotPart, StoreSnapshot } from '../stores/index.js'
import { overlapsOf } from './conflict.rules.js'
import type { Conflict, Conflicts, Example, Verdict } from './conflict.types.js'

const SKUS_MAX = 1000
const OTHERS_MAX = 20
const EXAMPLES_MAX = 3
const OVERLAPS_MAX = 3
/** Rounds of recurring campaigns are compared over a quarter. */
const AHEAD_DAYS = 92
const ROUNDS_MAX = ROUNDS_A_DAY_MAX * AHEAD_DAYS

export interface ConflictDeps {
  readonly host: PluginHost
  readonly pluginsPart: SnapshotPart<StorePlugins>
}

/**
 * Which published campaigns touch the same SKUs while this one would run, and who wins for whom: decided by the arbiter
 * itself on one unit, as everyone, as a member and as whoever the audiences name. Bounded in goods, rounds and campaigns.
 */
export async function findConflicts(
  { host, pluginsPart }: ConflictDeps,
  store: StoreSnapshot,
  draft: Campaign,
  at: Date,
): Promise<Conflicts> {
  const published = (await storePluginsOf(host, pluginsPart, store, at)) as StorePlugins
  const { zone } = store
  const mechanics = host.registry
  const [mine] = compileCampaigns([{ ...draft, said: 'published', cutAt: null }], { zone, mechanics }).all
  if (!mine || !hasPrices(mechanics, draft.plugin)) return { conflicts: [], skus: 0, more: false }
  const goods = await readGoods(host, store, mine)
  const levelOf = await readLevelOfRank(host.db, store.storeId)
  const whole = withCampaigns(published, withDrafts(published.campaigns, [draft], { zone, mechanics }))
  const until = later(at, AHEAD_DAYS * DAY)
  const rounds = roundsBetween(mine.schedule, at, until, ROUNDS_MAX)
  const conflicts: Conflict[] = []
  let { more } = goods
  for (const other of published.campaigns.all) {
    if (other.id === draft.id || !hasPrices(mechanics, other.campaign.plugin)) continue
    const shared = goods.covered.filter((sku) => other.covers(sku))
    if (shared.length === 0) continue
    const theirs = roundsBetween(scheduleOf(other.campaign, zone), at, until, ROUNDS_MAX)
    const overlaps = overlapsOf(rounds, theirs, OVERLAPS_MAX)
    const [first] = overlaps
    if (!first) continue
    if (conflicts.length >= OTHERS_MAX) {
      more = true
      break
    }
    const cases = casesOf([draft.audience, other.campaign.audience], levelOf)
    const examples = shared
      .slice(0, EXAMPLES_MAX)
      .map((sku) => exampleOf({ host, store, plugins: whole }, sku, { cases, at: first.startsAt }))
    conflicts.push({ campaign: other.campaign, skus: shared.length, overlaps, examples })
  }
  return { conflicts, skus: goods.covered.length, more }
}

function hasPrices(mechanics: Mechanics, pluginId: string): boolean {
  return (mechanics.find(pluginId)?.plugin.prices?.length ?? 0) > 0
}

/** The SKUs on sale that a campaign covers. */
async function readGoods(host: PluginHost, { storeId }: StoreSnapshot, mine: CompiledCampaign) {
  return withTenant(host.db, storeId, async (tx) => {
    const ids = await listNamedSkus(tx, mine.scope, SKUS_MAX + 1)
    const covered: SkuFacts[] = []
    for (let start = 0; start < Math.min(ids.length, SKUS_MAX); start += SKU_FACTS_MAX) {
      const some = ids.slice(start, Math.min(start + SKU_FACTS_MAX, SKUS_MAX)) as SkuId[]
      const facts = mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, some))
      covered.push(...[...facts.values()].filter((sku) => mine.covers(sku)))
    }
    return { covered, more: ids.length > SKUS_MAX }
  })
}

interface Pricing {
  readonly host: PluginHost
  readonly store: StoreSnapshot
  readonly plugins: StorePlugins
}

function exampleOf(
  pricing: Pricing,
  sku: SkuFacts,
  { cases, at }: { cases: readonly Case[]; at: Date },
): Example {
  const { skuId, title, optionText, priceFen } = sku
  const verdicts = cases.map((one) => verdictOf(pricing, sku, one, at))
  return { skuId, title, optionText, everydayFen: priceFen, at, verdicts }
}

function verdictOf(
  { host, store, plugins }: Pricing,
  sku: SkuFacts,
  { who, facts }: Case,
  at: Date,
): Verdict {
  const cart = { lines: [lineOf(sku)], regionCode: null }
  const offers = collectOffers(host, plugins, { cart, facts: factsAsIf(plugins, facts), at, customer: null })
  const priced = price(cart, offers, {
    payableFloorFen: store.settings.payableFloorFen,
    shipping: [],
    choices: 'best',
    points: 'none',
  })
  const won = new Set(priced.trace.filter(({ outcome }) => outcome === 'won').map(({ offerId }) => offerId))
  const winners = offers.flatMap(({ id, campaignId }) => (campaignId && won.has(id) ? [campaignId] : []))
  const [line] = priced.lines
  return {
    who,
    unitFen: line?.unitFen ?? ZERO_FEN,
    payableFen: line?.payableFen ?? ZERO_FEN,
    winners: [...new Set(winners)] as Verdict['winners'],
  }
}

function lineOf({ skuId, productId, categoryIds, tags, priceFen, floorFen, weightGram }: SkuFacts): CartLine {
  return {
    lineId: 'one',
    skuId,
    productId,
    categoryIds,
    tags,
    quantity: 1,
    unitPriceFen: priceFen,
    floorFen: floorFen ?? ZERO_FEN,
    weightGram,
  }
}
