import { type CustomerId, idOf, type SkuId, uuidOf } from '@mamapu/kernel'
import type { CampaignId, TenantTx } from '@mamapu/plugin-sdk'

const MINE_MAX = 100

export interface RoundRef {
  readonly campaignId: CampaignId
  readonly round: string
}

/** Notes who wants to be reminded, and when if that is known; asking again changes nothing. */
export async function askReminder(
  tx: TenantTx,
  {
    campaignId,
    round,
    customerId,
    skuId,
    at,
    dueAt,
  }: RoundRef & { customerId: CustomerId; skuId: SkuId; at: Date; dueAt: Date | null },
): Promise<void> {
  await tx.sql`
    insert into flash_sale_reminders (tenant_id, campaign_id, round, customer_id, sku_id, asked_at, due_at)
    values (${tx.tenantId}, ${uuidOf(campaignId)}, ${round}, ${uuidOf(customerId)}, ${uuidOf(skuId)}, ${at},
            ${dueAt})
    on conflict do nothing`
}

/** Rounds a customer asked for and was not reminded of yet, as `<campaign>/<round>`. */
export async function remindersOf(tx: TenantTx, customerId: CustomerId): Promise<string[]> {
  const rows = await tx.sql<{ campaign_id: string; round: string }[]>`
    select campaign_id, round from flash_sale_reminders
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and sent_at is null
     order by asked_at desc limit ${MINE_MAX}`
  return rows.map(({ campaign_id, round }) => `${idOf('cmp', campaign_id)}/${round}`)
}

/** The round is about to begin: its reminders are due. */
export async function makeDue(tx: TenantTx, { campaignId, round }: RoundRef, at: Date): Promise<void> {
  await tx.sql`
    update flash_sale_reminders set due_at = ${at}
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and round = ${round} and due_at is null`
}

/** What became of reminders nobody needs any more. */
export async function forgetReminders(tx: TenantTx, { campaignId, round }: RoundRef): Promise<void> {
  await tx.sql`
    delete from flash_sale_reminders
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and round = ${round} and sent_at is null`
}

export interface DueReminder extends RoundRef {
  readonly customerId: CustomerId
  readonly skuId: SkuId
}

// #region take
/** Marks the next due reminders as sent and gives them out: each to one caller, once. */
export async function takeDue(tx: TenantTx, at: Date, limit: number): Promise<DueReminder[]> {
  const rows = await tx.sql<{ campaign_id: string; round: string; customer_id: string; sku_id: string }[]>`
    update flash_sale_reminders set sent_at = ${at}
     where tenant_id = ${tx.tenantId} and (campaign_id, round, customer_id) in (
       select campaign_id, round, customer_id from flash_sale_reminders
        where tenant_id = ${tx.tenantId} and due_at <= ${at} and sent_at is null
        order by due_at, customer_id limit ${limit} for update skip locked)
    returning campaign_id, round, customer_id, sku_id`
  return rows.map((row) => ({
    campaignId: idOf('cmp', row.campaign_id),
    round: row.round,
    customerId: idOf('cus', row.customer_id),
    skuId: idOf('sku', row.sku_id),
  }))
}
// #endregion

/** How many asked, per `<campaign>/<round>`. */
export async function countReminders(tx: TenantTx, since: Date): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.sql<{ campaign_id: string; round: string; asked: number }[]>`
    select campaign_id, round, count(*)::int as asked from flash_sale_reminders
     where tenant_id = ${tx.tenantId} and asked_at >= ${since}
     group by campaign_id, round order by round desc limit 200`
  return new Map(rows.map((row) => [`${idOf('cmp', row.campaign_id)}/${row.round}`, row.asked]))
}
