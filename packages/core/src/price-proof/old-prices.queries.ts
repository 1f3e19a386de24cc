import type { TenantTx } from '@mamapu/db'
import type { LocalDate } from '@mamapu/kernel'

/**
 * Deletes facts from before an instant, but the newest of each SKU, which held until then and may hold still; how many
 * were deleted, at most `limit`.
 */
export async function deleteOldFacts(tx: TenantTx, before: Date, limit: number): Promise<number> {
  const rows = await tx.sql`
    delete from price_facts where tenant_id = ${tx.tenantId} and (sku_id, at) in (
      select o.sku_id, o.at from price_facts o
       where o.tenant_id = ${tx.tenantId} and o.at < ${before}
         and exists (select from price_facts n
                      where n.tenant_id = ${tx.tenantId} and n.sku_id = o.sku_id and n.at > o.at and n.at <= ${before})
       order by o.at limit ${limit})
    returning 1`
  return rows.length
}

/** The same of lows of days before one: the last day with a sale stays. */
export async function deleteOldLows(tx: TenantTx, before: LocalDate, limit: number): Promise<number> {
  const rows = await tx.sql`
    delete from price_lows where tenant_id = ${tx.tenantId} and (sku_id, day) in (
      select o.sku_id, o.day from price_lows o
       where o.tenant_id = ${tx.tenantId} and o.day < ${before}
         and exists (select from price_lows n
                      where n.tenant_id = ${tx.tenantId} and n.sku_id = o.sku_id and n.day > o.day and n.day < ${before})
       order by o.day limit ${limit})
    returning 1`
  return rows.length
}
