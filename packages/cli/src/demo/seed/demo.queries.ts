import { type Database, readTenant, type TenantTx } from '@mamapu/db'
import {
  type CustomerId,
  type Id,
  idOf,
  type OrderId,
  type ProductId,
  type SkuId,
  type StoreId,
  uuidOf,
} from '@mamapu/kernel'

/** True when no shop was ever opened here. */
export async function isEmpty(db: Database): Promise<boolean> {
  const rows = await db.sql`select 1 from stores limit 1`
  return rows.length === 0
}

const DEMO_LOCK = 72_036_011

/** Keeps every other process from making the demo until it is let go; null when one is at it. */
export async function holdDemo(db: Database): Promise<(() => Promise<void>) | null> {
  const connection = await db.sql.reserve()
  const [row] = await connection<{ held: boolean }[]>`select pg_try_advisory_lock(${DEMO_LOCK}) as held`
  if (!row?.held) {
    connection.release()
    return null
  }
  return async () => {
    await connection`select pg_advisory_unlock(${DEMO_LOCK})`
    connection.release()
  }
}

export interface Goods {
  readonly products: ReadonlyMap<string, ProductId>
  readonly skus: ReadonlyMap<string, SkuId>
}

/** What stands in a demo shop already: products by slug, SKUs by code. */
export async function findGoods(db: Database, storeId: StoreId): Promise<Goods> {
  const [products, skus] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ id: string; slug: string }[]>`
      select id, slug from products where tenant_id = ${tenantId} limit 2000`,
    sql<{ id: string; code: string }[]>`
      select id, code from skus where tenant_id = ${tenantId} limit 20000`,
  ])
  return {
    products: new Map(products.map(({ id, slug }) => [slug, idOf('prd', id)])),
    skus: new Map(skus.map(({ id, code }) => [code, idOf('sku', id)])),
  }
}

export interface LiveOrder {
  readonly id: OrderId
  state: string
  refundId: Id<'ref'> | null
}

/** The orders of a demo shop by the instant they were placed at, which no two of a plan share. */
export async function findOrders(db: Database, storeId: StoreId): Promise<Map<number, LiveOrder>> {
  const [orders] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ id: string; state: string; placed_at: Date; refund_id: string | null }[]>`
      select o.id, o.state, o.placed_at, r.id as refund_id from orders o
        left join refunds r on r.tenant_id = ${tenantId} and r.order_id = o.id
       where o.tenant_id = ${tenantId} limit 20000`,
  ])
  return new Map(
    orders.map(({ id, state, placed_at, refund_id }) => [
      placed_at.getTime(),
      { id: idOf('ord', id), state, refundId: refund_id === null ? null : idOf('ref', refund_id) },
    ]),
  )
}

/** Lines of an order by the code of their SKU, as the order lists them. */
export async function findLines(
  db: Database,
  storeId: StoreId,
  orderUuid: string,
): Promise<ReadonlyMap<string, Id<'lin'>>> {
  const [lines] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ id: string; code: string }[]>`
      select id, code from order_lines where tenant_id = ${tenantId} and order_id = ${orderUuid} order by position limit 200`,
  ])
  return new Map(lines.map(({ id, code }) => [code, idOf('lin', id)]))
}

/** The number of each order of a demo shop, as people name it. */
export async function findNumbers(db: Database, storeId: StoreId): Promise<ReadonlyMap<OrderId, string>> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ id: string; number: string }[]>`
      select id, number from orders where tenant_id = ${tenantId} limit 20000`,
  ])
  return new Map(rows.map(({ id, number }) => [idOf('ord', id), number]))
}

/** The after-sale case of an order that has at most one; null when nothing was asked for. */
export async function findCase(
  db: Database,
  storeId: StoreId,
  orderUuid: string,
): Promise<{ readonly id: Id<'asc'>; readonly state: string; readonly refundId: Id<'ref'> | null } | null> {
  const [[row]] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ id: string; state: string; refund_id: string | null }[]>`
      select id, state, refund_id from aftersale_cases
       where tenant_id = ${tenantId} and order_id = ${orderUuid} limit 1`,
  ])
  if (!row) return null
  const refundId = row.refund_id === null ? null : idOf('ref', row.refund_id)
  return { id: idOf('asc', row.id), state: row.state, refundId }
}

/** What customers with a phone were told last, one message each, the latest first. */
export async function findToldLately(
  tx: TenantTx,
  limit: number,
): Promise<readonly { customerId: CustomerId; messageId: Id<'msg'>; event: string }[]> {
  const rows = await tx.sql<{ customer_id: string; id: string; template: string }[]>`
    select customer_id, id, template from (
      select distinct on (m.customer_id) m.customer_id, m.id, m.template, m.created_at from messages m
        join customers c on c.tenant_id = ${tx.tenantId} and c.id = m.customer_id and c.phone_sealed is not null
       where m.tenant_id = ${tx.tenantId} and m.template in ('order-paid', 'order-shipped', 'order-refunded')
       order by m.customer_id, m.created_at desc) latest
     order by created_at desc limit ${limit}`
  return rows.map((row) => ({
    customerId: idOf('cus', row.customer_id),
    messageId: idOf('msg', row.id),
    event: row.template,
  }))
}

/** A message of the shop goes out on a channel too; a worker finds it. */
export async function insertDemoSend(
  tx: TenantTx,
  send: {
    readonly id: Id<'snd'>
    readonly messageId: Id<'msg'>
    readonly channel: 'sms' | 'email'
    readonly event: string
    readonly customerId: CustomerId
    readonly worthUntil: Date
    readonly at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into message_sends (tenant_id, id, message_id, channel, provider, event, category, locale, customer_id, state,
                               worth_until, due_at, created_at)
    values (${tx.tenantId}, ${uuidOf(send.id)}, ${uuidOf(send.messageId)}, ${send.channel}, 'sandbox', ${send.event}, 'service',
            'zh-CN', ${uuidOf(send.customerId)}, 'queued', ${send.worthUntil}, ${send.at}, ${send.at})`
}

export async function insertDemoContact(
  tx: TenantTx,
  contact: {
    readonly customerId: CustomerId
    readonly sealed: Buffer
    readonly masked: string
    readonly at: Date
  },
): Promise<void> {
  await tx.sql`
    insert into message_contacts (tenant_id, customer_id, channel, address_sealed, address_masked, verified_at)
    values (${tx.tenantId}, ${uuidOf(contact.customerId)}, 'email', ${contact.sealed}, ${contact.masked}, ${contact.at})
    on conflict (tenant_id, customer_id, channel) do nothing`
}
