import { uuidOf } from '@mamapu/kernel'
import type { CampaignId, CampaignResult, TenantTx } from '@mamapu/plugin-sdk'

/** Keeps what a round has brought; what is kept already stays. */
export async function keepResult(
  tx: TenantTx,
  kept: { campaignId: CampaignId; round: string; result: CampaignResult; at: Date },
): Promise<void> {
  const { campaignId, round, result, at } = kept
  await tx.sql`
    insert into my_mechanic_results (tenant_id, campaign_id, round, orders, units, sales_fen, kept_at)
    values (${tx.tenantId}, ${uuidOf(campaignId)}, ${round}, ${result.orders}, ${result.units}, ${result.salesFen}, ${at})
    on conflict do nothing`
}

// #job
/** Forgets the oldest results from before an instant, at most `limit`. How many there were. */
export async function deleteResults(
  tx: TenantTx,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const rows = await tx.sql`
    delete from my_mechanic_results
     where tenant_id = ${tx.tenantId} and (campaign_id, round) in (
       select campaign_id, round from my_mechanic_results
        where tenant_id = ${tx.tenantId} and kept_at < ${before} order by kept_at limit ${limit})
    returning round`
  return rows.length
}
// #end
