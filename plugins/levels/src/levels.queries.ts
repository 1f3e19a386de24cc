import { type CustomerId, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

/** What an order has brought, and at how much per yuan; null for rows that did not keep it. */
export interface KeptGrowth {
  readonly growth: number
  readonly perYuan: number | null
  readonly receivedAt: Date
}

/** The growth kept of an order, holding its row; null when the order has brought none yet. */
export async function lockGrowth(tx: TenantTx, orderId: OrderId): Promise<KeptGrowth | null> {
  const [row] = await tx.sql<KeptGrowth[]>`
    select growth, growth_per_yuan as "perYuan", received_at as "receivedAt" from levels_growth
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} for update`
  return row ?? null
}

export async function writeGrowth(
  tx: TenantTx,
  row: { orderId: OrderId; customerId: CustomerId; growth: number; perYuan: number; receivedAt: Date },
): Promise<void> {
  await tx.sql`
    insert into levels_growth (tenant_id, order_id, customer_id, growth, growth_per_yuan, received_at)
    values (${tx.tenantId}, ${uuidOf(row.orderId)}, ${uuidOf(row.customerId)}, ${row.growth}, ${row.perYuan},
      ${row.receivedAt})
    on conflict (tenant_id, order_id) do update set growth = excluded.growth`
}

/** What a customer's orders brought since an instant. */
export async function sumGrowth(tx: TenantTx, customerId: CustomerId, since: Date): Promise<number> {
  const [row] = await tx.sql<{ growth: number }[]>`
    select coalesce(sum(growth), 0)::bigint as growth from levels_growth
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and received_at > ${since}`
  return row?.growth ?? 0
}

export interface GrowthEntry {
  readonly growth: number
  readonly receivedAt: Date
}

/** The latest orders that brought growth. */
export async function listGrowth(
  tx: TenantTx,
  customerId: CustomerId,
  limit: number,
): Promise<readonly GrowthEntry[]> {
  return tx.sql<GrowthEntry[]>`
    select growth, received_at as "receivedAt" from levels_growth
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and growth > 0
     order by received_at desc limit ${limit}`
}

/** Makes the customer's row when there is none, and holds it: whoever else judges this customer waits. */
export async function lockMember(
  tx: TenantTx,
  customerId: CustomerId,
  at: Date,
): Promise<{ protectedUntil: Date }> {
  await tx.sql`
    insert into levels_members (tenant_id, customer_id, level, growth, protected_until, judged_at)
    values (${tx.tenantId}, ${uuidOf(customerId)}, '', 0, ${at}, ${at}) on conflict do nothing`
  const [row] = await tx.sql<{ protectedUntil: Date }[]>`
    select protected_until as "protectedUntil" from levels_members
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} for update`
  return row ?? { protectedUntil: at }
}

/** Until when this customer's level is kept whatever happens; null for who was never judged. */
export async function findProtection(tx: TenantTx, customerId: CustomerId): Promise<Date | null> {
  const [row] = await tx.sql<{ protectedUntil: Date }[]>`
    select protected_until as "protectedUntil" from levels_members
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`
  return row?.protectedUntil ?? null
}

export async function writeMember(
  tx: TenantTx,
  row: { customerId: CustomerId; level: string; growth: number; protectedUntil: Date; at: Date },
): Promise<void> {
  await tx.sql`
    update levels_members
       set level = ${row.level}, growth = ${row.growth}, protected_until = ${row.protectedUntil}, judged_at = ${row.at}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(row.customerId)}`
}

/** Keeps the growth of a customer who is not judged now, and makes them the first to be judged later. */
export async function postponeMember(
  tx: TenantTx,
  { customerId, growth, at }: { customerId: CustomerId; growth: number; at: Date },
): Promise<void> {
  await tx.sql`
    update levels_members set growth = ${growth}, judged_at = ${at}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`
}

/** Customers who were not judged since an instant, the longest first. */
export async function listDue(tx: TenantTx, before: Date, limit: number): Promise<CustomerId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select customer_id as id from levels_members
     where tenant_id = ${tx.tenantId} and judged_at < ${before} order by judged_at limit ${limit}`
  return rows.map(({ id }) => idOf('cus', id))
}

/** How many customers each level has. */
export async function countMembers(tx: TenantTx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.sql<{ level: string; customers: number }[]>`
    select level, count(*)::int as customers from levels_members
     where tenant_id = ${tx.tenantId} group by level limit 100`
  return new Map(rows.map(({ level, customers }) => [level, customers]))
}
