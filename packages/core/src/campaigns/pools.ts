import type { TenantTx } from '@mamapu/db'
import type { CampaignPool } from '@mamapu/plugin-sdk'
import { closePools, openPools, type PoolResult, type RoundPools, resizePools } from '../quotas/index.js'
import type { Campaign, Mechanics, Round } from './campaign.types.js'
import { configOf, type KeptConfig } from './compile-campaigns.js'
import { askMechanic, unitsBy } from './mechanic-calls.js'

/** What sets a round's units aside and takes home what is left, in the transaction of the edge. */
export interface CampaignPools {
  readonly open: typeof openPools
  readonly resize: typeof resizePools
  readonly close: typeof closePools
}

/** The units as quotas keep them. */
export const QUOTA_POOLS: CampaignPools = Object.freeze({
  open: openPools,
  resize: resizePools,
  close: closePools,
})

/** The units one round has, as the mechanic counts them from the config; none when it cannot tell. */
export function poolsOf(mechanics: Mechanics, campaign: KeptConfig): readonly CampaignPool[] {
  const mechanic = mechanics.find(campaign.plugin)?.plugin.campaign
  const read = configOf(mechanics, campaign)
  if (!mechanic?.pools || read === null) return []
  try {
    return askMechanic(mechanics, campaign, () => unitsBy(mechanic, read))
  } catch {
    return []
  }
}

/** A round with its units, for the quotas. */
export function roundPools(
  campaign: Pick<Campaign, 'id'>,
  { key, startsAt, endsAt }: Round,
  { pools, actor, at }: Pick<RoundPools, 'pools' | 'actor' | 'at'>,
): RoundPools {
  return { campaignId: campaign.id, round: key, startsAt, endsAt, pools, actor, at }
}

/**
 * Opens the next round of a recurring campaign with nobody there to ask: where the shelf has less than planned the round
 * gets what there is, and a SKU that is gone gets none. Says what lacked.
 */
export async function openAsFarAsThere(
  port: CampaignPools,
  tx: TenantTx,
  round: RoundPools,
): Promise<readonly Extract<PoolResult, { opened: false }>[]> {
  const lacking: Extract<PoolResult, { opened: false }>[] = []
  let pools = round.pools
  for (let tries = 0; tries <= round.pools.length; tries += 1) {
    const result = await port.open(tx, { ...round, pools })
    if (result.opened) break
    lacking.push(result)
    const { skuId } = result
    const units = result.code === 'POOL_STOCK_LACKING' ? result.available : 0
    pools = pools.flatMap((pool) => (pool.skuId !== skuId ? [pool] : units > 0 ? [{ ...pool, units }] : []))
  }
  return lacking
}
