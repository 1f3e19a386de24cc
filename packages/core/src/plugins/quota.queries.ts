import type { TenantTx } from '@mamapu/db'
import { type Id, idOf } from '@mamapu/kernel'

/** Makes a counter or sets its limit; false, changing nothing, when more is taken already or the units are a campaign's. */
export async function writeLimit(
  tx: TenantTx,
  { kind, id, limit }: { kind: string; id: string; limit: number },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into quotas as q (tenant_id, kind, id, limit_units) values (${tx.tenantId}, ${kind}, ${id}, ${limit}::bigint)
    on conflict (tenant_id, kind, id) do update set limit_units = ${limit}::bigint
      where q.tenant_id = ${tx.tenantId} and q.taken <= ${limit}::bigint and q.campaign_id is null
    returning id`
  return rows.length === 1
}

/** What this owner still has of a counter. */
export async function findTake(
  tx: TenantTx,
  kind: string,
  quotaId: string,
  owner: string,
): Promise<{ id: Id<'tak'>; left: number } | null> {
  const [row] = await tx.sql<{ id: string; left: number }[]>`
    select id, units - released as left from quota_takes
     where tenant_id = ${tx.tenantId} and kind = ${kind} and quota_id = ${quotaId} and owner_key = ${owner}
       and state <> 'released'`
  return row ? { id: idOf('tak', row.id), left: row.left } : null
}

export async function readCounters(
  tx: TenantTx,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { limit: number; taken: number }>> {
  const rows = await tx.sql<{ id: string; limit: number; taken: number }[]>`
    select id, limit_units as limit, taken from quotas
     where tenant_id = ${tx.tenantId} and kind = ${kind} and id = any(${[...ids]}) limit 200`
  return new Map(rows.map(({ id, limit, taken }) => [id, { limit, taken }]))
}
