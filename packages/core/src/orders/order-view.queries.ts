import { type Database, readTenant, type Sql, type TenantTx, type TransactionSql } from '@mamapu/db'
import {
  type CustomerId,
  type Fen,
  idOf,
  type OrderId,
  type StoreId,
  uuidOf,
  type Words,
  ZERO_FEN,
} from '@mamapu/kernel'
import type { Channel } from '@mamapu/plugin-sdk'
import type { PricedCart } from '@mamapu/pricing'
import type { RefundState } from '../payments/index.js'
import { type RawLine, toLine } from './order.queries.js'
import { ORDER_STATES, type OrderState } from './order.rules.js'
import type { AgreedDelivery, OrderLine } from './order.types.js'
import type { HistoryAction } from './order-actions.rules.js'
import type { ShipmentKind } from './shipment.queries.js'

/** What plugins say of an order, by plugin. */
export type Badges = Readonly<Record<string, Words>>

export interface HeadRow {
  id: string
  number: string
  state: OrderState
  customer_id: string | null
  goods_fen: Fen
  discount_fen: Fen
  shipping_fen: Fen
  payable_fen: Fen
  paid_fen: Fen
  refunded_fen: Fen
  shipping_refunded_fen: Fen
  address_sealed: Buffer
  delivery: string
  delivery_frozen: AgreedDelivery['frozen']
  delivery_words: AgreedDelivery['words']
  contact_masked: string
  remark: string
  channel: Channel | null
  badges: Badges
  ready_at: Date | null
  priced: PricedCart
  pay_before: Date
  complete_after: Date | null
  cancel_reason: string | null
  placed_at: Date
  paid_at: Date | null
  shipped_at: Date | null
  received_at: Date | null
  completed_at: Date | null
  cancelled_at: Date | null
}

export interface HistoryRow {
  action: HistoryAction
  from_state: OrderState | null
  to_state: OrderState
  actor: string
  note: string
  at: Date
}

export interface ParcelRow {
  id: string
  kind: ShipmentKind
  received_at: Date | null
  carrier: string
  tracking_number: string
  shipped_at: Date
  line_id: string
  units: number
}

export interface RefundViewRow {
  id: string
  kind: 'merchant' | 'late'
  amount_fen: Fen
  shipping_fen: Fen
  state: RefundState
  reason: string
  actor: string
  attempts: number
  last_error: string
  by_hand: string
  also_paid_at: Date | null
  created_at: Date
  done_at: Date | null
}

export interface RefundLineRow {
  refund_id: string
  line_id: string
  units: number
  amount_fen: Fen
  restocked_units: number
}

export interface PaymentViewRow {
  provider: string
  state: 'created' | 'paid' | 'closed' | 'late'
  transaction_id: string | null
  paid_at: Date | null
}

export interface OrderRows {
  readonly head: HeadRow
  readonly lines: readonly OrderLine[]
  readonly history: readonly HistoryRow[]
  readonly parcels: readonly ParcelRow[]
  readonly refunds: readonly RefundViewRow[]
  readonly refundLines: readonly RefundLineRow[]
  readonly payments: readonly PaymentViewRow[]
  /** What was taken off by hand before it was paid. */
  readonly cutFen: Fen
}

/** An order with everything that hangs on it, in one flush; null when this shop has no such order. */
export async function readOrder(db: Database, storeId: StoreId, orderId: OrderId): Promise<OrderRows | null> {
  const id = uuidOf(orderId)
  const [heads, lines, history, parcels, refunds, refundLines, payments, cuts] = await readTenant(
    db,
    storeId,
    (sql, tenantId) => [
      sql<HeadRow[]>`
        select id, number, state, customer_id, goods_fen, discount_fen, shipping_fen, payable_fen, paid_fen, refunded_fen,
               shipping_refunded_fen, address_sealed, delivery, delivery_frozen, delivery_words, contact_masked, remark, decision->'priced' as priced,
               decision->>'channel' as channel, badges, ready_at, pay_before,
               complete_after, cancel_reason, placed_at, paid_at, shipped_at, received_at, completed_at, cancelled_at
          from orders where tenant_id = ${tenantId} and id = ${id}`,
      sql<RawLine[]>`
        select l.id, l.sku_id, l.product_id, l.title, l.options, l.code, l.media_hash, l.quantity, l.everyday_unit_fen, l.unit_fen,
               l.discount_fen, l.paid_fen, l.shipped_units, l.refunded_units, l.refunded_fen, l.returned_units, l.held_units, l.exchanged_units,
               l.withheld_fen, l.gift_of, l.gift_on_refund,
               l.gift_by, l.gift_key, l.gift_words, p.delivery_kind
          from order_lines l left join products p on p.tenant_id = ${tenantId} and p.id = l.product_id
         where l.tenant_id = ${tenantId} and l.order_id = ${id} order by l.position limit 200`,
      sql<HistoryRow[]>`
        select action, from_state, to_state, actor, note, at from order_history
         where tenant_id = ${tenantId} and order_id = ${id} order by at, id limit 200`,
      sql<ParcelRow[]>`
        select s.id, s.kind, s.carrier, s.tracking_number, s.shipped_at, s.received_at, l.line_id, l.units
          from shipments s join shipment_lines l on l.tenant_id = ${tenantId} and l.shipment_id = s.id
         where s.tenant_id = ${tenantId} and s.order_id = ${id} and s.voided_at is null order by s.shipped_at, s.id, l.line_id limit 500`,
      sql<RefundViewRow[]>`
        select id, kind, amount_fen, shipping_fen, state, reason, actor, attempts, last_error, by_hand, also_paid_at, created_at, done_at from refunds
         where tenant_id = ${tenantId} and order_id = ${id} order by created_at, id limit 100`,
      sql<RefundLineRow[]>`
        select l.refund_id, l.line_id, l.units, l.amount_fen, l.restocked_units
          from refunds r join refund_lines l on l.tenant_id = ${tenantId} and l.refund_id = r.id
         where r.tenant_id = ${tenantId} and r.order_id = ${id} order by l.refund_id, l.line_id limit 2000`,
      sql<PaymentViewRow[]>`
        select provider, state, transaction_id, paid_at from payments
         where tenant_id = ${tenantId} and order_id = ${id} order by created_at desc, id desc limit 20`,
      sql<{ cut: Fen }[]>`
        select coalesce(sum(goods_cut_fen + shipping_cut_fen), 0)::bigint as cut from order_price_changes
         where tenant_id = ${tenantId} and order_id = ${id}`,
    ],
  )
  const [head] = heads
  if (!head) return null
  return {
    head,
    lines: lines.map(toLine),
    history,
    parcels,
    refunds,
    refundLines,
    payments,
    cutFen: cuts[0]?.cut ?? ZERO_FEN,
  }
}

/** Where a list goes on: after this order. */
export interface OrderCursor {
  readonly at: Date
  readonly id: OrderId
}

export interface CardRow {
  readonly id: OrderId
  readonly number: string
  readonly state: OrderState
  readonly payableFen: Fen
  readonly refundedFen: Fen
  readonly contactMasked: string
  readonly placedAt: Date
  readonly payBefore: Date
  readonly badges: Badges
  /** How it is delivered: `express`, or `<plugin>.<name>`. */
  readonly delivery: string
  readonly readyAt: Date | null
  readonly lines: readonly CardLine[]
}

export interface CardLine {
  readonly title: string
  readonly options: string
  readonly quantity: number
  readonly mediaHash: string | null
  readonly shippedUnits: number
  readonly refundedUnits: number
  readonly returnedUnits: number
}

interface RawCard {
  id: string
  number: string
  state: OrderState
  payable_fen: Fen
  refunded_fen: Fen
  contact_masked: string
  placed_at: Date
  pay_before: Date
  badges: Badges
  delivery: string
  ready_at: Date | null
}

interface RawCardLine {
  order_id: string
  title: string
  options: string
  quantity: number
  media_hash: string | null
  shipped_units: number
  refunded_units: number
  returned_units: number
}

export const SHOPPER_TABS = ['all', 'unpaid', 'to_ship', 'shipped', 'refunds'] as const
export type ShopperTab = (typeof SHOPPER_TABS)[number]

const TAB_STATES: Readonly<Record<ShopperTab, readonly OrderState[] | null>> = {
  all: null,
  unpaid: ['unpaid'],
  to_ship: ['paid'],
  shipped: ['shipped'],
  refunds: null,
}

/** A customer's orders of one tab, newest first. */
export async function selectShopperOrders(
  tx: TenantTx,
  ask: { customerId: CustomerId; tab: ShopperTab; after: OrderCursor | null; limit: number },
): Promise<CardRow[]> {
  const states = TAB_STATES[ask.tab]
  const { sql } = tx
  const rows = await sql<RawCard[]>`
    select id, number, state, payable_fen, refunded_fen, contact_masked, placed_at, pay_before, badges, delivery, ready_at from orders
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(ask.customerId)}
       ${states ? sql`and state in ${sql([...states])}` : sql``}
       ${ask.tab === 'refunds' ? sql`and refunded_fen > 0` : sql``} ${olderThan(sql, ask.after)}
     order by placed_at desc, id desc limit ${ask.limit}`
  return withLines(tx, rows)
}

/** How many orders of a customer lie in each tab. */
export async function countShopperOrders(
  tx: TenantTx,
  customerId: CustomerId,
): Promise<Readonly<Record<ShopperTab, number>>> {
  const [row] = await tx.sql<Record<ShopperTab, number>[]>`
    select count(*) as "all", count(*) filter (where state = 'unpaid') as unpaid,
           count(*) filter (where state = 'paid') as to_ship, count(*) filter (where state = 'shipped') as shipped,
           count(*) filter (where refunded_fen > 0) as refunds
      from orders where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`
  return row ?? { all: 0, unpaid: 0, to_ship: 0, shipped: 0, refunds: 0 }
}

/** These orders of the shop, newest first; what is not there is left out. */
export async function selectOrdersById(tx: TenantTx, orderIds: readonly OrderId[]): Promise<CardRow[]> {
  if (orderIds.length === 0) return []
  const rows = await tx.sql<RawCard[]>`
    select id, number, state, payable_fen, refunded_fen, contact_masked, placed_at, pay_before, badges, delivery, ready_at from orders
     where tenant_id = ${tx.tenantId} and id in ${tx.sql(orderIds.map(uuidOf))}
     order by placed_at desc, id desc`
  return withLines(tx, rows)
}

/** Orders of one state that are counted: what is shown is 999+ beyond (docs/decisions/0038). */
const COUNTED_MAX = 1000

/** How many orders the shop has in each state, none counted above a thousand: as quick in a shop of any size. */
export async function countShopOrders(tx: TenantTx): Promise<ReadonlyMap<OrderState, number>> {
  const rows = await tx.sql<{ state: OrderState; count: number }[]>`
    select s.state, n.count from unnest(${tx.sql.array([...ORDER_STATES])}::text[]) s(state) cross join lateral (
      select count(*) as count from (select from orders o where o.tenant_id = ${tx.tenantId} and o.state = s.state
                                      limit ${COUNTED_MAX}) c) n`
  return new Map(rows.flatMap(({ state, count }) => (count > 0 ? [[state, count]] : [])))
}

function olderThan(sql: TenantTx['sql'], after: OrderCursor | null) {
  return after ? sql`and (placed_at, id) < (${after.at}, ${uuidOf(after.id)})` : sql``
}

async function withLines(tx: TenantTx, rows: readonly RawCard[]): Promise<CardRow[]> {
  if (rows.length === 0) return []
  const lines = await tx.sql<RawCardLine[]>`
    select order_id, title, options, quantity, media_hash, shipped_units, refunded_units, returned_units from order_lines
     where tenant_id = ${tx.tenantId} and order_id in ${tx.sql(rows.map((row) => row.id))} order by order_id, position`
  const byOrder = new Map<string, CardLine[]>()
  for (const {
    order_id: order,
    media_hash,
    shipped_units,
    refunded_units,
    returned_units,
    ...line
  } of lines) {
    const card = {
      ...line,
      mediaHash: media_hash,
      shippedUnits: shipped_units,
      refundedUnits: refunded_units,
      returnedUnits: returned_units,
    }
    byOrder.set(order, [...(byOrder.get(order) ?? []), card])
  }
  return rows.map((row) => ({
    id: idOf('ord', row.id),
    number: row.number,
    state: row.state,
    payableFen: row.payable_fen,
    refundedFen: row.refunded_fen,
    contactMasked: row.contact_masked,
    placedAt: row.placed_at,
    payBefore: row.pay_before,
    badges: row.badges,
    delivery: row.delivery,
    readyAt: row.ready_at,
    lines: byOrder.get(row.id) ?? [],
  }))
}

/** The order behind a link, and whether this browser may open it by itself. */
export function tokenQuery(
  sql: TransactionSql | Sql,
  tenantId: string,
  { tokenHash, sessionHash }: { tokenHash: Buffer; sessionHash: string | null },
) {
  return sql<{ id: string; number: string; customer_id: string | null; knows: boolean }[]>`
    select o.id, o.number, o.customer_id, exists (
             select 1 from order_devices d where d.tenant_id = ${tenantId} and d.order_id = o.id
                and d.session_hash = decode(${sessionHash ?? ''}, 'hex')) as knows
      from orders o where o.tenant_id = ${tenantId} and o.token_hash = ${tokenHash}`
}

/** Spends a guess before it is compared, on a row that is held: parallel guesses never exceed the limit. False when none is left. */
export async function takeGuess(
  tx: TenantTx,
  orderId: OrderId,
  limit: { guesses: number; at: Date; since: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into order_gates as g (tenant_id, order_id, failures, since)
    values (${tx.tenantId}, ${uuidOf(orderId)}, 1, ${limit.at})
    on conflict (tenant_id, order_id) do update
       set failures = case when g.since <= ${limit.since} then 1 else g.failures + 1 end,
           since = case when g.since <= ${limit.since} then ${limit.at} else g.since end
     where g.failures < ${limit.guesses} or g.since <= ${limit.since}
    returning failures`
  return rows.length === 1
}

export async function findLastFourHash(tx: TenantTx, orderId: OrderId): Promise<Buffer | null> {
  const [row] = await tx.sql<{ hash: Buffer }[]>`
    select phone_last4_hash as hash from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return row?.hash ?? null
}

/** This browser may open the order from now on; the wrong guesses before are forgotten. */
export async function addDevice(
  tx: TenantTx,
  device: { orderId: OrderId; sessionHash: string; at: Date },
): Promise<void> {
  await tx.sql`
    insert into order_devices (tenant_id, order_id, session_hash, at)
    values (${tx.tenantId}, ${uuidOf(device.orderId)}, decode(${device.sessionHash}, 'hex'), ${device.at})
    on conflict do nothing`
  await tx.sql`delete from order_gates where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(device.orderId)}`
}
