import { type Database, readTenant, type Sql } from '@mamapu/db'
import { type CustomerId, idOf, type OrderId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { Decision } from './order.types.js'

/** What an order was decided on and how; null when this shop has no such order. */
export async function readDecision(
  db: Database,
  storeId: StoreId,
  orderId: OrderId,
): Promise<Decision | null> {
  const [[row]] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ decision: Decision }[]>`
      select decision from orders where tenant_id = ${tenantId} and id = ${uuidOf(orderId)}`,
  ])
  return row?.decision ?? null
}

/** An order as it was decided, by its number. */
export interface DecidedBefore {
  readonly number: string
  readonly customerId: CustomerId | null
  readonly placedAt: Date
  readonly decision: Decision
}

/** What the latest orders of a shop were decided on, newest first. */
export async function listDecisions(db: Database, storeId: StoreId, limit: number): Promise<DecidedBefore[]> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ number: string; customer_id: string | null; placed_at: Date; decision: Decision }[]>`
      select number, customer_id, placed_at, decision from orders
       where tenant_id = ${tenantId} order by placed_at desc, id desc limit ${limit}`,
  ])
  return rows.map(({ number, customer_id, placed_at, decision }) => ({
    number,
    customerId: customer_id === null ? null : idOf('cus', customer_id),
    placedAt: placed_at,
    decision,
  }))
}

/** What one order was decided on, by its number or its id, with the names of its lines; null when this shop has no such order. */
export async function findDecided(
  db: Database,
  storeId: StoreId,
  order: { readonly number: string } | { readonly orderId: OrderId },
): Promise<(DecidedBefore & { readonly titles: readonly string[] }) | null> {
  const number = 'number' in order ? order.number : null
  const id = 'orderId' in order ? uuidOf(order.orderId) : null
  const [[row]] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<
      { number: string; customer_id: string | null; placed_at: Date; decision: Decision; titles: string[] }[]
    >`
      select o.number, o.customer_id, o.placed_at, o.decision,
             (select json_agg(concat_ws(' ', l.title, nullif(l.options, '')) order by l.position) from order_lines l
               where l.tenant_id = ${tenantId} and l.order_id = o.id) as titles
        from orders o where o.tenant_id = ${tenantId} and (o.number = ${number} or o.id = ${id}::uuid)`,
  ])
  if (!row) return null
  const { customer_id: customerId, placed_at: placedAt, ...rest } = row
  return { ...rest, placedAt, customerId: customerId === null ? null : idOf('cus', customerId) }
}

/** Shops that have orders, of all shops there are. */
export async function listShopsWithOrders(sweep: Sql, limit: number): Promise<StoreId[]> {
  const rows = await sweep<{ tenant_id: string }[]>`
    select distinct tenant_id from orders order by tenant_id limit ${limit}`
  return rows.map((row) => idOf('sto', row.tenant_id))
}
