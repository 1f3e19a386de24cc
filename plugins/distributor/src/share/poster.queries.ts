import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

/** Which posters somebody had drawn of a page, by size. */
export async function findPosters(
  tx: TenantTx,
  customerId: CustomerId,
  target: string,
): Promise<Map<string, Id<'pst'>>> {
  const rows = await tx.sql<{ size: string; poster_id: string }[]>`
    select size, poster_id from distributor_posters
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and target = ${target} limit 10`
  return new Map(rows.map((row) => [row.size, idOf('pst', row.poster_id)]))
}

export async function writePoster(
  tx: TenantTx,
  poster: {
    readonly customerId: CustomerId
    readonly target: string
    readonly size: string
    readonly posterId: Id<'pst'>
    readonly at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into distributor_posters (tenant_id, customer_id, target, size, poster_id, at)
    values (${tx.tenantId}, ${uuidOf(poster.customerId)}, ${poster.target}, ${poster.size}, ${uuidOf(poster.posterId)},
      ${poster.at})
    on conflict (tenant_id, customer_id, target, size) do update set poster_id = excluded.poster_id, at = excluded.at`
}

/** How many of those drawn before an instant were forgotten. */
export async function deletePosters(tx: TenantTx, before: Date, limit: number): Promise<number> {
  const result = await tx.sql`
    delete from distributor_posters
     where tenant_id = ${tx.tenantId} and (customer_id, target, size) in (
       select customer_id, target, size from distributor_posters
        where tenant_id = ${tx.tenantId} and at < ${before} limit ${limit})`
  return result.count
}
