import type { TenantTx } from '@mamapu/db'
import {
  type CustomerId,
  type Fen,
  type Id,
  idOf,
  newId,
  type OrderId,
  uuidOf,
  type Words,
} from '@mamapu/kernel'
import type { OrderState } from './order.rules.js'
import type { Decision, LineGift, OrderLine } from './order.types.js'
import type { HistoryAction, OrderAction } from './order-actions.rules.js'

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
  readonly receivedAt: Date | null
  readonly placedAt: Date
  /** The order of which this one makes up exchanged goods. */
  readonly exchangeOf: OrderId | null
}

/** Reads the order and holds its row until the transaction ends: everything that happens to one order queues up behind it. */
export async function lockOrder(tx: TenantTx, orderId: OrderId): Promise<OrderRow | null> {
  const [row] = await tx.sql<RawOrder[]>`
    select id, number, state, customer_id, payable_fen, paid_fen, refunded_fen, shipping_fen, shipping_refunded_fen,
           pay_before, complete_after, cancelled_by, paid_at, received_at, placed_at, exchange_of
      from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)} for update`
  return row ? toOrder(row) : null
}

/** The order as it stands, without holding it. */
export async function findOrder(tx: TenantTx, orderId: OrderId): Promise<OrderRow | null> {
  const [row] = await tx.sql<RawOrder[]>`
    select id, number, state, customer_id, payable_fen, paid_fen, refunded_fen, shipping_fen, shipping_refunded_fen,
           pay_before, complete_after, cancelled_by, paid_at, received_at, placed_at, exchange_of
      from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
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
  received_at: Date | null
  placed_at: Date
  exchange_of: string | null
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
    receivedAt: row.received_at,
    placedAt: row.placed_at,
    exchangeOf: row.exchange_of === null ? null : idOf('ord', row.exchange_of),
  }
}

export async function listLines(tx: TenantTx, orderId: OrderId): Promise<OrderLine[]> {
  const rows = await tx.sql<RawLine[]>`
    select l.id, l.sku_id, l.product_id, l.title, l.options, l.code, l.media_hash, l.quantity, l.everyday_unit_fen, l.unit_fen,
           l.discount_fen, l.paid_fen, l.shipped_units, l.refunded_units, l.refunded_fen, l.returned_units, l.held_units, l.exchanged_units,
               l.withheld_fen, l.gift_of, l.gift_on_refund, l.gift_by,
           l.gift_key, l.gift_words, p.delivery_kind
      from order_lines l left join products p on p.tenant_id = ${tx.tenantId} and p.id = l.product_id
     where l.tenant_id = ${tx.tenantId} and l.order_id = ${uuidOf(orderId)} order by l.position limit 200`
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
  returned_units: number
  held_units: number
  exchanged_units: number
  withheld_fen: Fen
  gift_of: string | null
  gift_on_refund: 'return' | 'keep' | null
  gift_by: string | null
  gift_key: string | null
  gift_words: Words | null
  delivery_kind: 'physical' | 'virtual' | null
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
    returnedUnits: row.returned_units,
    heldUnits: row.held_units,
    exchangedUnits: row.exchanged_units,
    withheldFen: row.withheld_fen,
    gift: toGift(row),
    deliveryKind: row.delivery_kind ?? 'physical',
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

/** Moves an order that is held to its next state and writes the history row. Back to `paid` it is as if nothing had been sent. */
export async function moveOrder(
  tx: TenantTx,
  order: OrderRow,
  move: { to: OrderState; action: OrderAction; actor: string; at: Date; note?: string },
): Promise<void> {
  const { to, at } = move
  await tx.sql`
    update orders set state = ${to},
           paid_at = case when ${to} = 'paid' then coalesce(paid_at, ${at}) else paid_at end,
           paid_fen = case when ${to} = 'paid' then payable_fen else paid_fen end,
           shipped_at = case when ${to} = 'shipped' then ${at}::timestamptz when ${to} = 'paid' then null else shipped_at end,
           received_at = case when ${to} in ('received', 'completed') then coalesce(received_at, ${at}) when ${to} = 'paid' then null
                              else received_at end,
           complete_after = case when ${to} = 'paid' then null else complete_after end,
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
  order: { readonly id: OrderId; readonly state: OrderState | null },
  entry: { to: OrderState; action: HistoryAction; actor: string; at: Date; note?: string },
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
  /** Goods that were paid back unsent and are not sold again: they stay taken. */
  readonly writtenOff: number
  readonly giveBack: 'never' | 'cancel' | 'refund'
  /** These are goods: off the shelf, a campaign's own units, or those of a place the delivery has for itself. */
  readonly isGoods: boolean
  /** They lie at a place of the delivery. */
  readonly isAtPlace: boolean
}

/** Units of a take stay taken for good: they are not sold again. The order is held. */
export async function writeOff(tx: TenantTx, takeId: Id<'tak'>, units: number): Promise<void> {
  await tx.sql`
    update quota_takes set written_off = written_off + ${units}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(takeId)}`
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
      written_off: number
      give_back: 'never' | 'cancel' | 'refund'
      is_goods: boolean
      is_at_place: boolean
    }[]
  >`
    select k.id, k.kind, k.quota_id, k.line_id, k.units, k.released, k.written_off, k.give_back,
           k.kind = 'stock' or q.home is not null or (k.of_delivery and k.line_id is not null) as is_goods,
           k.of_delivery and k.line_id is not null as is_at_place
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
    writtenOff: row.written_off,
    giveBack: row.give_back,
    isGoods: row.is_goods,
    isAtPlace: row.is_at_place,
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

/** What a refund takes back of one line: units, of them those that had been sent, and the money given and kept for them. */
interface RefundedUnits {
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly returnedUnits: number
  readonly amountFen: Fen
  readonly withheldFen: Fen
}

export async function markRefunded(
  tx: TenantTx,
  orderId: OrderId,
  refund: {
    lines: readonly RefundedUnits[]
    shippingFen: Fen
    amountFen: Fen
  },
): Promise<boolean> {
  for (const line of refund.lines) {
    const updated = await tx.sql`
      update order_lines set refunded_units = refunded_units + ${line.units}, refunded_fen = refunded_fen + ${line.amountFen},
             returned_units = returned_units + ${line.returnedUnits}, withheld_fen = withheld_fen + ${line.withheldFen}
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and id = ${uuidOf(line.lineId)}
         and refunded_units + ${line.units} <= quantity and refunded_fen + withheld_fen + ${line.amountFen} + ${line.withheldFen} <= paid_fen`
    if (updated.count === 0) return false
  }
  const updated = await tx.sql`
    update orders set refunded_fen = refunded_fen + ${refund.amountFen},
           shipping_refunded_fen = shipping_refunded_fen + ${refund.shippingFen}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}
       and refunded_fen + ${refund.amountFen} <= paid_fen and shipping_refunded_fen + ${refund.shippingFen} <= shipping_fen`
  return updated.count === 1
}

export async function findStoreTimes(tx: TenantTx): Promise<{ completeDays: number }> {
  const [row] = await tx.sql<{ complete_days: number }[]>`
    select complete_days from store_settings where tenant_id = ${tx.tenantId}`
  return { completeDays: row?.complete_days ?? 10 }
}

/** Sets units of a line aside, or lets them go again where fewer than none: an open after-sale asks them back unsent. The order is held. */
export async function holdUnits(
  tx: TenantTx,
  orderId: OrderId,
  { lineId, units }: { readonly lineId: Id<'lin'>; readonly units: number },
): Promise<void> {
  await tx.sql`
    update order_lines set held_units = held_units + ${units}
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and id = ${uuidOf(lineId)}`
}
