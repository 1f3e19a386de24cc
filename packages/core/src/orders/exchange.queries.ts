import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, must, type OrderId, uuidOf } from '@mamapu/kernel'
import type { SkuFacts } from '../catalog/index.js'
import type { Decision } from './order.types.js'

/** More of a line is exchanged, or less where fewer than none; the order is held. */
export async function addExchanged(
  tx: TenantTx,
  orderId: OrderId,
  { lineId, units }: { readonly lineId: Id<'lin'>; readonly units: number },
): Promise<void> {
  await tx.sql`
    update order_lines set exchanged_units = exchanged_units + ${units}
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and id = ${uuidOf(lineId)}`
}

export async function findAddressOf(tx: TenantTx, orderId: OrderId): Promise<Buffer | null> {
  const [row] = await tx.sql<{ address_sealed: Buffer }[]>`
    select address_sealed from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return row?.address_sealed ?? null
}

/** Writes an order that goes to the same door as another, or the same way where that went to none, and costs nothing. */
export async function insertReplacement(
  tx: TenantTx,
  order: {
    readonly id: OrderId
    readonly of: OrderId
    readonly number: string
    readonly lastFourHash: Buffer
    readonly tokenHash: Buffer
    readonly decision: Decision
    readonly at: Date
  },
): Promise<{ readonly customerId: CustomerId | null; readonly hasDoor: boolean }> {
  const { tenantId, sql } = tx
  const [kept] = await sql<Kept[]>`
    select customer_id, person_key, region_code, address_sealed, address_hash, phone_hash, contact_masked, config_version,
           case when region_code = '' then delivery else 'express' end as delivery,
           case when region_code = '' then delivery_frozen else '{}' end::text as delivery_frozen,
           case when region_code = '' then delivery_words else '{}' end::text as delivery_words
      from orders where tenant_id = ${tenantId} and id = ${uuidOf(order.of)}`
  const { customer_id, person_key, ...door } = must(kept, 'the order that is exchanged')
  await sql`
    insert into orders (tenant_id, id, number, customer_id, person_key, state, goods_fen, discount_fen, shipping_fen, payable_fen,
      region_code, address_sealed, address_hash, phone_hash, phone_last4_hash, contact_masked, token_hash, decision, config_version,
      pay_before, placed_at, paid_at, exchange_of, delivery, delivery_frozen, delivery_words)
    values (${tenantId}, ${uuidOf(order.id)}, ${order.number}, ${customer_id}, ${person_key}, 'paid', 0, 0, 0, 0,
      ${door.region_code}, ${door.address_sealed}, ${door.address_hash}, ${door.phone_hash}, ${order.lastFourHash},
      ${door.contact_masked}, ${order.tokenHash}, ${JSON.stringify(order.decision)}::text::jsonb, ${door.config_version},
      ${order.at}, ${order.at}, ${order.at}, ${uuidOf(order.of)}, ${door.delivery},
      ${door.delivery_frozen}::text::jsonb, ${door.delivery_words}::text::jsonb)`
  const devices = await sql<{ session_hash: Buffer }[]>`
    select session_hash from order_devices where tenant_id = ${tenantId} and order_id = ${uuidOf(order.of)}`
  for (const { session_hash } of devices)
    await sql`
      insert into order_devices (tenant_id, order_id, session_hash, at)
      values (${tenantId}, ${uuidOf(order.id)}, ${session_hash}, ${order.at})`
  return {
    customerId: customer_id === null ? null : idOf('cus', customer_id),
    hasDoor: door.region_code !== '',
  }
}

/** What a replacement has from the order it replaces goods of. */
interface Kept {
  customer_id: string | null
  person_key: Buffer | null
  region_code: string
  address_sealed: Buffer
  address_hash: Buffer
  phone_hash: Buffer
  contact_masked: string
  config_version: string
  delivery: string
  delivery_frozen: string
  delivery_words: string
}

/** A take stands for goods at a place of the delivery as another does: given back and moved in the same order. */
export async function standAtPlace(tx: TenantTx, takeId: Id<'tak'>, like: Id<'tak'>): Promise<void> {
  await tx.sql`
    update quota_takes set of_delivery = true, rank = (
           select rank from quota_takes where tenant_id = ${tx.tenantId} and id = ${uuidOf(like)})
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(takeId)}`
}

/** Writes a line of goods that were paid for elsewhere. */
export async function insertFreeLine(
  tx: TenantTx,
  line: {
    readonly lineId: Id<'lin'>
    readonly orderId: OrderId
    readonly position: number
    readonly goods: SkuFacts
    readonly units: number
  },
): Promise<void> {
  const { goods } = line
  await tx.sql`
    insert into order_lines (tenant_id, order_id, id, position, sku_id, product_id, title, options, code, media_hash, quantity,
      everyday_unit_fen, unit_fen, discount_fen, paid_fen, cost_fen, weight_gram)
    values (${tx.tenantId}, ${uuidOf(line.orderId)}, ${uuidOf(line.lineId)}, ${line.position}, ${uuidOf(goods.skuId)},
           ${uuidOf(goods.productId)}, ${goods.title}, ${goods.optionText}, ${goods.code}, ${goods.mediaHash}, ${line.units}::integer,
           0, 0, 0, 0, ${goods.costFen}::bigint, ${goods.weightGram}::integer)`
}

/** The line of the order before that a line of a replacement stands for; null for a line that replaces none. */
export async function findReplaced(
  tx: TenantTx,
  lineId: Id<'lin'>,
): Promise<{ readonly orderId: OrderId; readonly lineId: Id<'lin'> } | null> {
  const [row] = await tx.sql<{ order_id: string; line_id: string }[]>`
    select order_id, line_id from aftersale_lines
     where tenant_id = ${tx.tenantId} and replacement_line = ${uuidOf(lineId)}`
  return row ? { orderId: idOf('ord', row.order_id), lineId: idOf('lin', row.line_id) } : null
}
