import type { TenantTx } from '@mamapu/db'
import { type CustomerId, uuidOf } from '@mamapu/kernel'

export interface NewTag {
  readonly tag: string
  readonly actor: string
  readonly at: Date
}

/** False when the customer has it already. */
export async function insertTag(
  tx: TenantTx,
  customerId: CustomerId,
  { tag, actor, at }: NewTag,
): Promise<boolean> {
  const rows = await tx.sql`
    insert into customer_tags (tenant_id, customer_id, tag, actor, at)
    values (${tx.tenantId}, ${uuidOf(customerId)}, ${tag}, ${actor}, ${at})
    on conflict do nothing returning tag`
  return rows.length === 1
}

export async function deleteTag(tx: TenantTx, customerId: CustomerId, tag: string): Promise<boolean> {
  const result = await tx.sql`
    delete from customer_tags
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and tag = ${tag}`
  return result.count === 1
}

/** In alphabetical order. */
export async function listTags(tx: TenantTx, customerId: CustomerId, limit: number): Promise<string[]> {
  const rows = await tx.sql<{ tag: string }[]>`
    select tag from customer_tags where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}
     order by tag limit ${limit}`
  return rows.map(({ tag }) => tag)
}

/** Every tag of the shop with how many customers have it, the commonest first. */
export async function listShopTags(
  tx: TenantTx,
  limit: number,
): Promise<readonly { tag: string; customers: number }[]> {
  return tx.sql<{ tag: string; customers: number }[]>`
    select tag, count(*)::int as customers from customer_tags where tenant_id = ${tx.tenantId}
     group by tag order by customers desc, tag limit ${limit}`
}
