import type { TenantTx } from '@mamapu/db'
import { addDays, DAY, later, localDateOf, type SkuId } from '@mamapu/kernel'
import {
  type Campaign,
  type CompiledCampaign,
  compileCampaigns,
  listRunSince,
  type Mechanics,
  ROUNDS_A_DAY_MAX,
  type Round,
  roundsBetween,
  roundsFrom,
} from '../campaigns/index.js'
import {
  findEndBefore,
  findZone,
  insertFacts,
  listFacts,
  listLows,
  listUntold,
  type ProofGoods,
} from './price-proof.queries.js'
import { everydayPrice, LOOK_BACK_DAYS, PROOF_DAYS, sevenDayPrice, spansOf } from './price-proof.rules.js'
import type { Basis, Interval, PriceFact } from './price-proof.types.js'

const FACTS_OF_SKU_MAX = 200
/** Of a shop with more campaigns in a quarter no day is known to be outside any. */
const CAMPAIGNS_MAX = 500
/** Where a mechanic takes something off what goods cost. */
const GOODS_STAGES = ['unit', 'line', 'order']
const ROUNDS_MAX = ROUNDS_A_DAY_MAX * (LOOK_BACK_DAYS + 2)

/** Which mechanics are installed, and whether theirs are prices of single units: only those stand beside a struck number. */
export interface PricedMechanics extends Mechanics {
  find(pluginId: string):
    | (ReturnType<Mechanics['find']> & {
        readonly plugin: { readonly prices?: readonly { readonly stage: string }[] | undefined }
      })
    | null
}

export type Bases = (goods: readonly ProofGoods[]) => Promise<ReadonlyMap<SkuId, Basis>>

/** A round about to be proved: for which goods, and what may be struck for some of them. */
export interface ProvableRound {
  readonly compiled: CompiledCampaign
  readonly round: Round
  readonly basesOf: Bases
}

export interface RoundAsk {
  /** Published, or taken for published. */
  readonly campaign: Campaign
  /** The round that begins; the next one when left out. */
  readonly round?: { readonly key: string; readonly startsAt: Date } | undefined
  readonly at: Date
  /** Whether what is learned about SKUs nothing was told of is kept; without, nothing is written. */
  readonly keeps: boolean
}

/** A round in which something costs less: what of, and whether single units have prices of their own in it. */
export interface PricedRound extends Omit<ProvableRound, 'basesOf'> {
  readonly zone: string
  readonly setsUnitPrices: boolean
}

/** The round that is asked about; null when its mechanic changes no price of goods or there is no such round. */
export async function pricedRound(
  tx: TenantTx,
  mechanics: PricedMechanics,
  ask: RoundAsk,
): Promise<PricedRound | null> {
  const { campaign } = ask
  const stages = new Set(mechanics.find(campaign.plugin)?.plugin.prices?.map(({ stage }) => stage))
  if (!GOODS_STAGES.some((stage) => stages.has(stage))) return null
  const zone = await findZone(tx)
  const [compiled] = compileCampaigns([campaign], { zone, mechanics }).all
  const round = compiled && roundOf(compiled, ask)
  return compiled && round ? { compiled, round, zone, setsUnitPrices: stages.has('unit') } : null
}

/** How a round's proofs come about; null when its mechanic has no prices of single units or there is no such round. */
export async function provableRound(
  tx: TenantTx,
  mechanics: PricedMechanics,
  ask: RoundAsk,
): Promise<ProvableRound | null> {
  const priced = await pricedRound(tx, mechanics, ask)
  return priced?.setsUnitPrices
    ? { ...priced, basesOf: await basesOf(tx, mechanics, { ...ask, ...priced }) }
    : null
}

/** What may be struck in a round of a mechanic with prices of single units. */
export function basesOf(tx: TenantTx, mechanics: Mechanics, ask: EverydayBasesAsk): Promise<Bases> | Bases {
  return ask.campaign.recurrence ? everydayBases(tx, mechanics, ask) : sevenDayBases(tx, ask)
}

function roundOf({ schedule }: CompiledCampaign, { round, at }: RoundAsk): Round | null {
  const [found] = roundsFrom(schedule, round?.startsAt ?? at, 1)
  return found && (round === undefined || found.key === round.key) ? found : null
}

function sevenDayBases(tx: TenantTx, { round, zone }: { round: Round; zone: string }): Bases {
  const first = localDateOf(round.startsAt, zone)
  const days = { from: addDays(first, -PROOF_DAYS), to: addDays(first, -1) }
  return async (goods) => {
    const ids = goods.map(({ skuId }) => skuId)
    const lows = await listLows(tx, ids, days)
    return new Map(ids.map((id) => [id, sevenDayPrice(lows.get(id) ?? [], first)]))
  }
}

interface EverydayBasesAsk extends Omit<RoundAsk, 'round'> {
  readonly round: Round
  readonly zone: string
}

async function everydayBases(tx: TenantTx, mechanics: Mechanics, ask: EverydayBasesAsk): Promise<Bases> {
  const { campaign, zone } = ask
  const { startsAt } = ask.round
  const since = await findEndBefore(tx, campaign.id, startsAt)
  const from = since ?? later(startsAt, -(LOOK_BACK_DAYS + 1) * DAY)
  const ran = await listRunSince(tx, from, CAMPAIGNS_MAX + 1)
  const others = ran.filter(({ id }) => id !== campaign.id)
  const known = runsOf([...others, campaign], { from, until: startsAt, zone, mechanics })
  const runs =
    ran.length > CAMPAIGNS_MAX ? [{ covers: () => true, spans: [{ from, until: startsAt }] }] : known
  return async (goods) => {
    const ids = goods.map(({ skuId }) => skuId)
    const untold = await listUntold(tx, ids)
    if (ask.keeps) await insertFacts(tx, untold)
    const limit = ids.length * FACTS_OF_SKU_MAX
    const told = await listFacts(tx, ids, { from, until: startsAt, limit })
    const first = new Map(untold.map((fact): [SkuId, PriceFact[]] => [fact.skuId, [fact]]))
    return new Map(
      goods.map((one) => {
        const campaigns = runs.filter(({ covers }) => covers(one)).flatMap(({ spans }) => spans)
        const spans = spansOf(told.get(one.skuId) ?? first.get(one.skuId) ?? [])
        return [one.skuId, everydayPrice({ spans, since, startsAt, campaigns, zone })]
      }),
    )
  }
}

interface RunsAsk {
  readonly from: Date
  readonly until: Date
  readonly zone: string
  readonly mechanics: Mechanics
}

interface Runs {
  readonly covers: CompiledCampaign['covers']
  readonly spans: readonly Interval[]
}

/** When campaigns ran, for which goods: none before it was published, a cancelled one until then, an archived one as any other. */
function runsOf(campaigns: readonly Campaign[], { from, until, zone, mechanics }: RunsAsk): Runs[] {
  const published = campaigns
    .filter(({ publishedAt }) => publishedAt !== null)
    .map((one): Campaign => (one.said === 'cancelled' ? { ...one, said: 'published' } : one))
  return compileCampaigns(published, { zone, mechanics }).all.map(({ schedule, covers, campaign }) => {
    const { publishedAt } = campaign
    const since = publishedAt && publishedAt > from ? publishedAt : from
    const rounds = since < until ? roundsBetween(schedule, since, until, ROUNDS_MAX) : []
    return { covers, spans: rounds.map(({ startsAt, endsAt }) => ({ from: startsAt, until: endsAt })) }
  })
}
