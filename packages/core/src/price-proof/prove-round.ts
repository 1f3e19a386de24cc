import type { TenantTx } from '@mamapu/db'
import { addDays, DAY, later, localDateOf, type SkuId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import {
  type CompiledCampaign,
  compileCampaigns,
  findCampaign,
  listSince,
  type Mechanics,
  type Round,
  roundsBetween,
  roundsFrom,
} from '../campaigns/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import {
  findEndBefore,
  findZone,
  insertFacts,
  listFacts,
  listGoods,
  listLows,
  listUntold,
  type ProofGoods,
  upsertProof,
} from './price-proof.queries.js'
import { everydayPrice, LOOK_BACK_DAYS, PROOF_DAYS, sevenDayPrice, spansOf } from './price-proof.rules.js'
import type { Basis, Interval } from './price-proof.types.js'

/** SKUs of one campaign whose numbers may be struck; of more, the rest are shown without. */
export const PROOF_SKUS_MAX = 5000
const GOODS_AT_ONCE = 500
const FACTS_OF_SKU_MAX = 200
const CAMPAIGNS_MAX = 200
const ROUNDS_MAX = 200

/** Which mechanics are installed, and whether theirs are prices of single units: only those stand beside a struck number. */
export interface PricedMechanics extends Mechanics {
  find(pluginId: string):
    | (ReturnType<Mechanics['find']> & {
        readonly plugin: { readonly prices?: readonly { readonly stage: string }[] | undefined }
      })
    | null
}

export interface ProveAsk {
  readonly campaignId: CampaignId
  /** The round that begins; the next one when left out. */
  readonly round?: { readonly key: string; readonly startsAt: Date }
  /** From now on nothing changes it. */
  readonly freezes: boolean
  readonly at: Date
}

/**
 * Works out what may be struck for every SKU of a round and keeps it with its evidence. Until the round begins it is
 * worked out anew each time; frozen, it stays. Pages look again when something changed.
 */
export async function proveRound(tx: TenantTx, mechanics: PricedMechanics, ask: ProveAsk): Promise<void> {
  const campaign = await findCampaign(tx, ask.campaignId)
  const prices = campaign && mechanics.find(campaign.plugin)?.plugin.prices
  if (!campaign || !prices?.some(({ stage }) => stage === 'unit')) return
  const zone = await findZone(tx)
  const [compiled] = compileCampaigns([campaign], { zone, mechanics }).all
  const round = compiled && roundOf(compiled, ask)
  if (!compiled || !round) return
  const basisOf = campaign.recurrence
    ? await everydayBases(tx, mechanics, { campaignId: campaign.id, round, zone })
    : sevenDayBases(tx, { round, zone })
  let changed = false
  for await (const goods of coveredGoods(tx, compiled)) {
    const bases = await basisOf(goods)
    for (const [skuId, basis] of bases) {
      const frozenAt = ask.freezes ? ask.at : null
      const proof = {
        ...basis,
        campaignId: campaign.id,
        round: round.key,
        skuId,
        computedAt: ask.at,
        frozenAt,
      }
      changed = (await upsertProof(tx, proof)) || changed
    }
  }
  if (changed) await raiseConfigVersion(tx)
}

function roundOf({ schedule }: CompiledCampaign, { round, at }: ProveAsk): Round | null {
  const [found] = roundsFrom(schedule, round?.startsAt ?? at, 1)
  return found && (round === undefined || found.key === round.key) ? found : null
}

/** The shop's SKUs this campaign is for, page by page. */
async function* coveredGoods(tx: TenantTx, { covers }: CompiledCampaign): AsyncGenerator<ProofGoods[]> {
  let after: SkuId | null = null
  let left = PROOF_SKUS_MAX
  for (;;) {
    const page: ProofGoods[] = await listGoods(tx, after, GOODS_AT_ONCE)
    const covered = page.filter((goods) => covers(goods)).slice(0, left)
    if (covered.length > 0) yield covered
    left -= covered.length
    after = page.at(-1)?.skuId ?? null
    if (page.length < GOODS_AT_ONCE || left === 0) return
  }
}

type Bases = (goods: readonly ProofGoods[]) => Promise<ReadonlyMap<SkuId, Basis>>

function sevenDayBases(tx: TenantTx, { round, zone }: { round: Round; zone: string }): Bases {
  const first = localDateOf(round.startsAt, zone)
  const days = { from: addDays(first, -PROOF_DAYS), to: addDays(first, -1) }
  return async (goods) => {
    const ids = goods.map(({ skuId }) => skuId)
    const lows = await listLows(tx, ids, days)
    return new Map(ids.map((id) => [id, sevenDayPrice(lows.get(id) ?? [], first)]))
  }
}

async function everydayBases(
  tx: TenantTx,
  mechanics: Mechanics,
  { campaignId, round, zone }: { campaignId: CampaignId; round: Round; zone: string },
): Promise<Bases> {
  const { startsAt } = round
  const since = await findEndBefore(tx, campaignId, startsAt)
  const from = since ?? later(startsAt, -(LOOK_BACK_DAYS + 1) * DAY)
  const published = (await listSince(tx, from, CAMPAIGNS_MAX)).filter(
    ({ publishedAt }) => publishedAt !== null,
  )
  const others = compileCampaigns(
    published.map((one) => (one.said === 'cancelled' ? { ...one, said: 'published' } : one)),
    { zone, mechanics },
  ).all.map((one) => ({
    covers: one.covers,
    runs: roundsBetween(one.schedule, from, startsAt, ROUNDS_MAX).map(
      (run): Interval => ({ from: run.startsAt, until: run.endsAt }),
    ),
  }))
  return async (goods) => {
    const ids = goods.map(({ skuId }) => skuId)
    await insertFacts(tx, await listUntold(tx, ids))
    const limit = ids.length * FACTS_OF_SKU_MAX
    const facts = await listFacts(tx, ids, { from, until: startsAt, limit })
    return new Map(
      goods.map((one) => {
        const campaigns = others.filter(({ covers }) => covers(one)).flatMap(({ runs }) => runs)
        const spans = spansOf(facts.get(one.skuId) ?? [])
        return [one.skuId, everydayPrice({ spans, since, startsAt, campaigns, zone })]
      }),
    )
  }
}
