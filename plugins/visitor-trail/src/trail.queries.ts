import { type CustomerId, idOf, type ProductId, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Look } from './trail.rules.js'

/** Makes or finds a visitor's row and holds it to the end of the transaction; the last no, null without one. */
export async function lockVisitor(
  tx: TenantTx,
  visitor: { key: string; customerId: CustomerId | null; at: Date },
): Promise<Date | null> {
  const [row] = await tx.sql<{ refusedAt: Date | null }[]>`
    insert into visitor_trail_visitors as v (tenant_id, visitor_key, customer_id, seen_at)
    values (${tx.tenantId}, ${visitor.key}, ${visitor.customerId && uuidOf(visitor.customerId)}, ${visitor.at})
    on conflict (tenant_id, visitor_key) do update
       set customer_id = coalesce(excluded.customer_id, v.customer_id), seen_at = greatest(v.seen_at, excluded.seen_at)
    returning refused_at as "refusedAt"`
  return row?.refusedAt ?? null
}

/** The other browsers this customer signed in with; at most `limit`. */
export async function listKeysOf(
  tx: TenantTx,
  customerId: CustomerId,
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx.sql<{ key: string }[]>`
    select visitor_key as key from visitor_trail_visitors
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} order by visitor_key limit ${limit}`
  return rows.map(({ key }) => key)
}

/** Notes a no and forgets what was looked at until then. */
export async function refuse(tx: TenantTx, key: string, at: Date): Promise<void> {
  await tx.sql`
    update visitor_trail_visitors set refused_at = greatest(refused_at, ${at})
     where tenant_id = ${tx.tenantId} and visitor_key = ${key}`
  await tx.sql`
    delete from visitor_trail_looks where tenant_id = ${tx.tenantId} and visitor_key = ${key} and last_at <= ${at}`
}

export async function writeLook(
  tx: TenantTx,
  look: { owner: CustomerId; visitorKey: string; productId: ProductId; at: Date },
): Promise<void> {
  await tx.sql`
    insert into visitor_trail_looks as l (tenant_id, owner_id, visitor_key, product_id, last_at)
    values (${tx.tenantId}, ${uuidOf(look.owner)}, ${look.visitorKey}, ${uuidOf(look.productId)}, ${look.at})
    on conflict (tenant_id, owner_id, visitor_key, product_id) do update
       set last_at = greatest(l.last_at, excluded.last_at)`
}

/** Keeps a visitor's latest looks and forgets the others. */
export async function keepLatest(tx: TenantTx, key: string, kept: number): Promise<void> {
  await tx.sql`
    delete from visitor_trail_looks where tenant_id = ${tx.tenantId} and visitor_key = ${key}
       and (owner_id, product_id) in (select owner_id, product_id from visitor_trail_looks
             where tenant_id = ${tx.tenantId} and visitor_key = ${key} order by last_at desc, product_id offset ${kept})`
}

/** What visitors of one owner looked at, the latest first. */
export async function listLooks(
  tx: TenantTx,
  ask: { owner: CustomerId; since: Date; limit: number },
): Promise<readonly Look[]> {
  const rows = await tx.sql<{ key: string; customer: string | null; product: string; at: Date }[]>`
    select l.visitor_key as key, v.customer_id as customer, l.product_id as product, l.last_at as at
      from visitor_trail_looks l
      join visitor_trail_visitors v on v.tenant_id = ${tx.tenantId} and v.visitor_key = l.visitor_key
     where l.tenant_id = ${tx.tenantId} and l.owner_id = ${uuidOf(ask.owner)} and l.last_at > ${ask.since}
     order by l.last_at desc, l.product_id limit ${ask.limit}`
  return rows.map(({ key, customer, product, at }) => ({
    visitorKey: key,
    customerId: customer === null ? null : idOf('cus', customer),
    productId: idOf('prd', product),
    at,
  }))
}

/** Who has something kept of whoever asks, in this browser or by this account; at most `limit`. */
export async function listOwners(
  tx: TenantTx,
  who: { readonly visitorKey: string | null; readonly customerId: CustomerId | null; readonly limit: number },
): Promise<readonly CustomerId[]> {
  const customer = who.customerId && uuidOf(who.customerId)
  const rows = await tx.sql<{ owner: string }[]>`
    select distinct l.owner_id as owner from visitor_trail_looks l
      join visitor_trail_visitors v on v.tenant_id = ${tx.tenantId} and v.visitor_key = l.visitor_key
     where l.tenant_id = ${tx.tenantId} and (v.visitor_key = ${who.visitorKey} or v.customer_id = ${customer})
     order by owner limit ${who.limit}`
  return rows.map(({ owner }) => idOf('cus', owner))
}

/** How many products are kept of whoever asks, in this browser or by this account. */
export function keptQuery(
  sql: TransactionSql,
  who: { tenantId: string; visitorKey: string | null; customerId: string | null },
) {
  return sql<{ kept: number }[]>`
    select count(*)::int as kept from visitor_trail_looks l
      join visitor_trail_visitors v on v.tenant_id = ${who.tenantId} and v.visitor_key = l.visitor_key
     where l.tenant_id = ${who.tenantId} and (v.visitor_key = ${who.visitorKey} or v.customer_id = ${who.customerId}) limit 1`
}

/** How many visitors somebody brought have a trail. */
export function followedQuery(sql: TransactionSql, tenantId: string, ownerId: string) {
  return sql<{ visitors: number }[]>`
    select count(distinct visitor_key)::int as visitors from visitor_trail_looks
     where tenant_id = ${tenantId} and owner_id = ${ownerId} limit 1`
}

/** Forgets what is old, at most so many at once; how many it were. */
export async function forgetBefore(tx: TenantTx, before: Date, limit: number): Promise<number> {
  const looks = await tx.sql`
    delete from visitor_trail_looks where tenant_id = ${tx.tenantId} and (owner_id, visitor_key, product_id) in
      (select owner_id, visitor_key, product_id from visitor_trail_looks
        where tenant_id = ${tx.tenantId} and last_at <= ${before} limit ${limit})`
  const visitors = await tx.sql`
    delete from visitor_trail_visitors where tenant_id = ${tx.tenantId} and visitor_key in
      (select v.visitor_key from visitor_trail_visitors v
        where v.tenant_id = ${tx.tenantId} and v.seen_at <= ${before}
          and not exists (select from visitor_trail_looks l
                           where l.tenant_id = ${tx.tenantId} and l.visitor_key = v.visitor_key) limit ${limit})`
  return looks.count + visitors.count
}

/** Numbers for the merchant: nobody's trail. */
export async function readTotals(tx: TenantTx): Promise<{ owners: number; visitors: number; looks: number }> {
  const [row] = await tx.sql<{ owners: number; visitors: number; looks: number }[]>`
    select count(distinct owner_id)::int as owners, count(distinct visitor_key)::int as visitors, count(*)::int as looks
      from visitor_trail_looks where tenant_id = ${tx.tenantId} limit 1`
  return row ?? { owners: 0, visitors: 0, looks: 0 }
}
