import type { TenantTx } from '@mamapu/db'
import {
  assert,
  type CustomerId,
  type Fen,
  type Id,
  idOf,
  newId,
  type OrderId,
  uuidOf,
  type Words,
} from '@mamapu/kernel'
import type { OrderAction, OrderState } from './order.rules.js'
import type { Decision, LineGift, OrderLine } from './order.types.js'

/** An order's row as the use cases decide on it. */
export interface OrderRow {
  readonly id: OrderId
  readonly number: string
  readonly state: OrderState
  readonly customerId: CustomerId | null
  readonly payableFen: Fen
  readonly paidFen: Fen
  readonly refundedFen: Fen
  readonly shippingFen: Fen
  readonly shippingRefundedFen: Fen
  readonly payBefore: Date
  readonly completeAfter: Date | null
  readonly cancelledBy: 'expire' | 'cancel' | null
  readonly paidAt: Date | null
}

/** Reads the order and holds its row until the transaction ends: everything that happens to one order queues up behind it. */
export async function lockOrder(tx: TenantTx, orderId: OrderId): Promise<OrderRow | null> {
  const [row] = await tx.sql<RawOrder[]>`
    select id, number, state, customer_id, payable_fen, paid_fen, refunded_fen, shipping_fen, shipping_refunded_fen,
           pay_before, complete_after, cancelled_by, paid_at
      from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)} for update`
  return row ? toOrder(row) : null
}

interface RawOrder {
  id: string
  number: string
  state: OrderState
  customer_id: string | null
  payable_fen: Fen
  paid_fen: Fen
  refunded_fen: Fen
  shipping_fen: Fen
  shipping_refunded_fen: Fen
  pay_before: Date
  complete_after: Date | null
  cancelled_by: 'expire' | 'cancel' | null
  paid_at: Date | null
}

function toOrder(row: RawOrder): OrderRow {
  return {
    id: idOf('ord', row.id),
    number: row.number,
    state: row.state,
    customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
    payableFen: row.payable_fen,
    paidFen: row.paid_fen,
    refundedFen: row.refunded_fen,
    shippingFen: row.shipping_fen,
    shippingRefundedFen: row.shipping_refunded_fen,
    payBefore: row.pay_before,
    completeAfter: row.complete_after,
    cancelledBy: row.cancelled_by,
    paidAt: row.paid_at,
  }
}

export async function listLines(tx: TenantTx, orderId: OrderId): Promise<OrderLine[]> {
  const rows = await tx.sql<RawLine[]>`
    select id, sku_id, product_id, title, options, code, media_hash, quantity, everyday_unit_fen, unit_fen, discount_fen,
           paid_fen, shipped_units, refunded_units, refunded_fen, gift_of, gift_on_refund, gift_by, gift_key, gift_words
      from order_lines where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} order by position limit 200`
  return rows.map(toLine)
}

export interface RawLine {
  id: string
  sku_id: string
  product_id: string
  title: string
  options: string
  code: string
  media_hash: string | null
  quantity: number
  everyday_unit_fen: Fen
  unit_fen: Fen
  discount_fen: Fen
  paid_fen: Fen
  shipped_units: number
  refunded_units: number
  refunded_fen: Fen
  gift_of: string | null
  gift_on_refund: 'return' | 'keep' | null
  gift_by: string | null
  gift_key: string | null
  gift_words: Words | null
}

export function toLine(row: RawLine): OrderLine {
  return {
    id: idOf('lin', row.id),
    skuId: idOf('sku', row.sku_id),
    productId: idOf('prd', row.product_id),
    title: row.title,
    options: row.options,
    code: row.code,
    mediaHash: row.media_hash,
    quantity: row.quantity,
    everydayUnitFen: row.everyday_unit_fen,
    unitFen: row.unit_fen,
    discountFen: row.discount_fen,
    paidFen: row.paid_fen,
    shippedUnits: row.shipped_units,
    refundedUnits: row.refunded_units,
    refundedFen: row.refunded_fen,
    gift: toGift(row),
  }
}

function toGift(row: RawLine): LineGift | null {
  const {
    gift_of: offerId,
    gift_on_refund: onRefund,
    gift_by: plugin,
    gift_key: key,
    gift_words: words,
  } = row
  if (offerId === null || onRefund === null) return null
  if (plugin === null || key === null || words === null) return { offerId, onRefund }
  return { offerId, onRefund, added: { plugin, key, words } }
}

/** What a held order was decided on. */
export async function findDecision(tx: TenantTx, orderId: OrderId): Promise<Decision | null> {
  const [row] = await tx.sql<{ decision: Decision }[]>`
    select decision from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return row?.decision ?? null
}

/** Moves an order that is held to its next state and writes the history row. */
export async function moveOrder(
  tx: TenantTx,
  order: OrderRow,
  move: { to: OrderState; action: OrderAction; actor: string; at: Date; note?: string },
): Promise<void> {
  const { to, at } = move
  await tx.sql`
    update orders set state = ${to},
           paid_at = case when ${to} = 'paid' then ${at} else paid_at end,
           paid_fen = case when ${to} = 'paid' then payable_fen else paid_fen end,
           shipped_at = case when ${to} = 'shipped' then ${at} else shipped_at end,
           received_at = case when ${to} in ('received', 'completed') then coalesce(received_at, ${at}) else received_at end,
           completed_at = case when ${to} = 'completed' then ${at} else completed_at end,
           cancelled_at = case when ${to} = 'cancelled' then ${at}::timestamptz when ${to} = 'paid' then null else cancelled_at end,
           cancelled_by = case when ${to} = 'cancelled' then ${move.action} when ${to} = 'paid' then null else cancelled_by end,
           cancel_reason = case when ${to} = 'cancelled' then ${move.note ?? move.action} when ${to} = 'paid' then null else cancel_reason end
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(order.id)}`
  await addHistory(tx, order, move)
}

/** A history row without a change of state is a note of what was done. */
export async function addHistory(
  tx: TenantTx,
  order: Pick<OrderRow, 'id' | 'state'>,
  entry: { to: OrderState; action: OrderAction; actor: string; at: Date; note?: string },
): Promise<void> {
  await tx.sql`
    insert into order_history (tenant_id, order_id, id, from_state, to_state, action, actor, note, at)
    values (${tx.tenantId}, ${uuidOf(order.id)}, ${uuidOf(newId('his', entry.at))}, ${order.state}, ${entry.to},
            ${entry.action}, ${entry.actor}, ${entry.note ?? ''}, ${entry.at})`
}

export async function setCompleteAfter(tx: TenantTx, orderId: OrderId, completeAfter: Date): Promise<void> {
  await tx.sql`update orders set complete_after = ${completeAfter} where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
}

/** What an order holds or claimed of anything limited. */
export interface TakeRow {
  readonly id: Id<'tak'>
  readonly kind: string
  readonly quotaId: string
  readonly lineId: Id<'lin'> | null
  readonly units: number
  readonly released: number
  readonly giveBack: 'never' | 'cancel' | 'refund'
  /** These are goods: off the shelf, or a campaign's own units. */
  readonly isGoods: boolean
}

/** In the order counters are touched everywhere: (rank, kind, id). */
export async function listTakes(tx: TenantTx, orderId: OrderId): Promise<TakeRow[]> {
  const rows = await tx.sql<
    {
      id: string
      kind: string
      quota_id: string
      line_id: string | null
      units: number
      released: number
      give_back: 'never' | 'cancel' | 'refund'
      is_goods: boolean
    }[]
  >`
    select k.id, k.kind, k.quota_id, k.line_id, k.units, k.released, k.give_back,
           k.kind = 'stock' or q.home is not null as is_goods
      from quota_takes k
      join quotas q on q.tenant_id = ${tx.tenantId} and q.kind = k.kind and q.id = k.quota_id
     where k.tenant_id = ${tx.tenantId} and k.order_id = ${uuidOf(orderId)}
     order by k.rank, k.kind collate "C", k.quota_id collate "C" limit 500`
  return rows.map((row) => ({
    id: idOf('tak', row.id),
    kind: row.kind,
    quotaId: row.quota_id,
    lineId: row.line_id === null ? null : idOf('lin', row.line_id),
    units: row.units,
    released: row.released,
    giveBack: row.give_back,
    isGoods: row.is_goods,
  }))
}

/** Held takes become claimed: paying touches no counter. */
export async function claimTakes(tx: TenantTx, orderId: OrderId): Promise<void> {
  await tx.sql`
    update quota_takes set state = 'claimed', expires_at = null
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and state = 'held'`
}

/**
 * Takes again, for an order whose money came late, what its expiry gave back. False when one counter does not reach;
 * the caller rolls back.
 */
export async function retake(tx: TenantTx, take: TakeRow): Promise<boolean> {
  const missing = take.released
  if (missing === 0) return true
  const counter = await tx.sql`
    update quotas set taken = taken + ${missing}
     where tenant_id = ${tx.tenantId} and kind = ${take.kind} and id = ${take.quotaId} and taken + ${missing} <= limit_units`
  if (counter.count === 0) return false
  await tx.sql`
    update quota_takes set released = 0, state = 'claimed', expires_at = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(take.id)}`
  return true
}

export async function markRefunded(
  tx: TenantTx,
  orderId: OrderId,
  refund: {
    lines: readonly { lineId: Id<'lin'>; units: number; amountFen: Fen }[]
    shippingFen: Fen
    amountFen: Fen
  },
): Promise<boolean> {
  for (const line of refund.lines) {
    const updated = await tx.sql`
      update order_lines set refunded_units = refunded_units + ${line.units}, refunded_fen = refunded_fen + ${line.amountFen}
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and id = ${uuidOf(line.lineId)}
         and refunded_units + ${line.units} <= quantity and refunded_fen + ${line.amountFen} <= paid_fen`
    if (updated.count === 0) return false
  }
  const updated = await tx.sql`
    update orders set refunded_fen = refunded_fen + ${refund.amountFen},
           shipping_refunded_fen = shipping_refunded_fen + ${refund.shippingFen}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}
       and refunded_fen + ${refund.amountFen} <= paid_fen and shipping_refunded_fen + ${refund.shippingFen} <= shipping_fen`
  return updated.count === 1
}

export async function insertShipment(
  tx: TenantTx,
  shipment: {
    id: Id<'shp'>
    orderId: OrderId
    carrier: string
    trackingNumber: string
    actor: string
    at: Date
    lines: readonly { lineId: Id<'lin'>; units: number }[]
  },
): Promise<void> {
  await tx.sql`
    insert into shipments (tenant_id, id, order_id, carrier, tracking_number, actor, shipped_at)
    values (${tx.tenantId}, ${uuidOf(shipment.id)}, ${uuidOf(shipment.orderId)}, ${shipment.carrier},
            ${shipment.trackingNumber}, ${shipment.actor}, ${shipment.at})`
  for (const line of shipment.lines) {
    await tx.sql`
      insert into shipment_lines (tenant_id, shipment_id, order_id, line_id, units)
      values (${tx.tenantId}, ${uuidOf(shipment.id)}, ${uuidOf(shipment.orderId)}, ${uuidOf(line.lineId)}, ${line.units})`
    const updated = await tx.sql`
      update order_lines set shipped_units = shipped_units + ${line.units}
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(shipment.orderId)} and id = ${uuidOf(line.lineId)}
         and shipped_units + ${line.units} <= quantity`
    assert(updated.count === 1, 'more units than the line has')
  }
}

export async function findStoreTimes(tx: TenantTx): Promise<{ completeDays: number }> {
  const [row] = await tx.sql<{ complete_days: number }[]>`
    select complete_days from store_settings where tenant_id = ${tx.tenantId}`
  return { completeDays: row?.complete_days ?? 10 }
}
