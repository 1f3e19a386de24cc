import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TermedOrder } from './order-terms.js'

export interface OrderToRead extends TermedOrder {
  readonly addressSealed: Buffer
  readonly storeSecret: Buffer
}

interface RawOrder {
  id: string
  number: string
  placed_at: Date
  remark: string
  address_sealed: Buffer
  secret: Buffer
  products: string[]
  codes: string[]
  campaigns: string[]
}

/** Orders as their words are read off them: named ones, or the next ones after an id, in the order of ids. */
export async function readOrders(
  tx: TenantTx,
  which: { readonly orderId: OrderId } | { readonly after: string | null; readonly limit: number },
): Promise<OrderToRead[]> {
  const { sql, tenantId } = tx
  const some =
    'orderId' in which
      ? sql`o.id = ${uuidOf(which.orderId)}`
      : sql`o.id > ${which.after ?? '0'.repeat(32)} order by o.id limit ${which.limit}`
  const rows = await sql<RawOrder[]>`
    select o.id, o.number, o.placed_at, o.remark, o.address_sealed, s.secret,
           array(select distinct l.product_id from order_lines l where l.tenant_id = ${tenantId} and l.order_id = o.id) as products,
           array(select distinct l.code from order_lines l where l.tenant_id = ${tenantId} and l.order_id = o.id) as codes,
           array(select distinct a.campaign_id from order_allocations a
                  where a.tenant_id = ${tenantId} and a.order_id = o.id and a.campaign_id is not null) as campaigns
      from orders o join store_settings s on s.tenant_id = ${tenantId}
     where o.tenant_id = ${tenantId} and ${some}`
  return rows.map((row) => ({
    id: idOf('ord', row.id),
    number: row.number,
    placedAt: row.placed_at,
    remark: row.remark,
    addressSealed: row.address_sealed,
    storeSecret: row.secret,
    products: row.products.map((id) => idOf('prd', id)),
    codes: row.codes,
    campaigns: row.campaigns.map((id) => id.replaceAll('-', '')),
  }))
}

/** Adds words to an order; what it has already stays. Nothing happens to an order that is not there. */
export async function addTerms(tx: TenantTx, orderId: OrderId, terms: readonly string[]): Promise<void> {
  if (terms.length === 0) return
  const [order] = await tx.sql<{ placed_at: Date }[]>`
    select placed_at from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  if (!order) return
  const rows = [...new Set(terms)].map((term) => ({
    tenant_id: tx.tenantId,
    term,
    placed_at: order.placed_at,
    order_id: uuidOf(orderId),
  }))
  await tx.sql`insert into order_terms ${tx.sql(rows)} on conflict do nothing`
}

export async function dropTerms(tx: TenantTx, orderId: OrderId, terms: readonly string[]): Promise<void> {
  if (terms.length === 0) return
  await tx.sql`
    delete from order_terms where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and term in ${tx.sql([...terms])}`
}

/** The later words of orders that are read after the fact: parcels and how they were paid. */
export async function readLaterFacts(
  tx: TenantTx,
  orderIds: readonly OrderId[],
): Promise<
  { readonly orderId: OrderId; readonly parcel: string | null; readonly provider: string | null }[]
> {
  if (orderIds.length === 0) return []
  const ids = tx.sql(orderIds.map(uuidOf))
  const rows = await tx.sql<{ order_id: string; parcel: string | null; provider: string | null }[]>`
    select order_id, tracking_number as parcel, null as provider from shipments
     where tenant_id = ${tx.tenantId} and order_id in ${ids}
    union all
    select order_id, null, provider from payments
     where tenant_id = ${tx.tenantId} and order_id in ${ids} and state = 'paid'`
  return rows.map(({ order_id, parcel, provider }) => ({ orderId: idOf('ord', order_id), parcel, provider }))
}

export async function findTracking(tx: TenantTx, shipmentId: Id<'shp'>): Promise<string | null> {
  const [row] = await tx.sql<{ tracking_number: string }[]>`
    select tracking_number from shipments where tenant_id = ${tx.tenantId} and id = ${uuidOf(shipmentId)}`
  return row?.tracking_number ?? null
}

/** How far the orders of a store have been read; holds the row. */
export async function lockReading(tx: TenantTx): Promise<{ after: string | null; isDone: boolean }> {
  await tx.sql`insert into order_term_reading (tenant_id) values (${tx.tenantId}) on conflict do nothing`
  const [row] = await tx.sql<{ after_id: string | null; is_done: boolean }[]>`
    select after_id, is_done from order_term_reading where tenant_id = ${tx.tenantId} for update`
  return { after: row?.after_id ?? null, isDone: row?.is_done ?? false }
}

export async function setReading(
  tx: TenantTx,
  reading: { after: string | null; isDone: boolean },
): Promise<void> {
  await tx.sql`
    update order_term_reading set after_id = ${reading.after}, is_done = ${reading.isDone} where tenant_id = ${tx.tenantId}`
}
