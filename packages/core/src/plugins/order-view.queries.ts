import type { TenantTx } from '@mamapu/db'
import { idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { OrderLineView, OrderView } from '@mamapu/plugin-sdk'
import { agreedWords } from '../orders/index.js'

interface OrderHead {
  number: string
  state: string
  customer_id: string | null
  payable_fen: number
  refunded_fen: number
  placed_at: Date
  paid_at: Date | null
  received_at: Date | null
  /** Per line, when any line earns more than usual. */
  earns: number[] | null
  promised: Readonly<Record<string, number>> | null
  delivery: string
  delivery_frozen: OrderView['delivery']['frozen']
  delivery_words: OrderView['delivery']['words']
}

type LineRow = Omit<OrderLineView, 'id' | 'skuId' | 'earnBps' | 'gift'> & {
  id: string
  sku_id: string
  gift_on_refund: 'return' | 'keep' | null
  gift_key: string | null
}

/** An order with what one plugin gave and took in it. */
export async function findOrderView(
  tx: TenantTx,
  { orderId, pluginId, kinds }: { orderId: OrderId; pluginId: string; kinds: readonly string[] },
): Promise<OrderView | null> {
  const [orders, discounts, takes, lines] = await Promise.all([
    tx.sql<OrderHead[]>`
      select number, state, customer_id, payable_fen, refunded_fen, placed_at, paid_at, received_at, decision->'earns' as earns,
             decision->'promised'->${pluginId} as promised, delivery, delivery_frozen, delivery_words from orders
       where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`,
    tx.sql<{ offerId: string; amountFen: number }[]>`
      select offer_id as "offerId", sum(amount_fen)::bigint as "amountFen" from order_allocations
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and plugin = ${pluginId}
       group by offer_id order by offer_id limit 100`,
    tx.sql<OrderView['takes'][number][]>`
      select kind, quota_id as id, units, state from quota_takes
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and kind = any(${[...kinds]})
       order by kind, quota_id limit 100`,
    tx.sql<LineRow[]>`
      select l.id, l.sku_id, l.quantity, l.refunded_units as "refundedUnits",
             case p.delivery_kind when 'virtual' then 0
                  else greatest(0, l.quantity - (l.refunded_units - l.returned_units) - l.shipped_units) end as "leftUnits", l.paid_fen as "paidFen",
             l.refunded_fen as "refundedFen", l.gift_on_refund, case when l.gift_by = ${pluginId} then l.gift_key end as gift_key,
             coalesce((select sum(a.amount_fen)::bigint from order_allocations a
                        where a.tenant_id = ${tx.tenantId} and a.order_id = l.order_id and a.line_id = l.id
                          and a.plugin = ${pluginId}), 0) as "discountFen"
        from order_lines l
        left join products p on p.tenant_id = ${tx.tenantId} and p.id = l.product_id
       where l.tenant_id = ${tx.tenantId} and l.order_id = ${uuidOf(orderId)}
       order by l.position limit 200`,
  ])
  const order = orders[0]
  if (!order) return null
  return {
    id: orderId,
    number: order.number,
    state: order.state,
    customerId: order.customer_id === null ? null : idOf('cus', order.customer_id),
    payableFen: order.payable_fen,
    refundedFen: order.refunded_fen,
    placedAt: order.placed_at,
    paidAt: order.paid_at,
    receivedAt: order.received_at,
    promised: order.promised,
    delivery: {
      method: order.delivery,
      frozen: order.delivery_frozen,
      words: agreedWords(order.delivery_words),
    },
    lines: lines.map(({ id, sku_id: skuId, gift_on_refund: onRefund, gift_key: key, ...line }, index) => ({
      ...line,
      gift: onRefund && { onRefund, key },
      id: idOf('lin', id),
      skuId: idOf('sku', skuId),
      earnBps: order.earns?.[index] ?? 10_000,
    })),
    discounts: [...discounts],
    takes: [...takes],
  }
}

/** The sealed contact of an order that a method with this beginning delivers; null for every other. */
export async function findSealedContact(
  tx: TenantTx,
  orderId: OrderId,
  methods: string,
): Promise<Buffer | null> {
  const [row] = await tx.sql<{ sealed: Buffer }[]>`
    select address_sealed as sealed from orders
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)} and starts_with(delivery, ${methods})`
  return row?.sealed ?? null
}

/** Whether an order was paid later than that, or not at all. */
export async function isPaidAfter(tx: TenantTx, orderId: OrderId, instant: Date): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from orders
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)} and paid_at <= ${instant}`
  return rows.length === 0
}

export async function listNumbers(
  tx: TenantTx,
  orderIds: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, string>> {
  const rows = await tx.sql<{ id: string; number: string }[]>`
    select id, number from orders
     where tenant_id = ${tx.tenantId} and id = any(${orderIds.map(uuidOf)}::uuid[]) limit ${orderIds.length}`
  return new Map(rows.map(({ id, number }) => [idOf('ord', id), number]))
}
