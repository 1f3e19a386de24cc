import type { TenantTx } from '@mamapu/db'
import { idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { OrderView } from '@mamapu/plugin-sdk'

/** An order with what one plugin gave and took in it. */
export async function findOrderView(
  tx: TenantTx,
  { orderId, pluginId, kinds }: { orderId: OrderId; pluginId: string; kinds: readonly string[] },
): Promise<OrderView | null> {
  const [orders, discounts, takes] = await Promise.all([
    tx.sql<{ state: string; customer_id: string | null; payable_fen: number; refunded_fen: number }[]>`
      select state, customer_id, payable_fen, refunded_fen from orders
       where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`,
    tx.sql<{ offerId: string; amountFen: number }[]>`
      select offer_id as "offerId", sum(amount_fen)::bigint as "amountFen" from order_allocations
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and plugin = ${pluginId}
       group by offer_id order by offer_id limit 100`,
    tx.sql<OrderView['takes'][number][]>`
      select kind, quota_id as id, units, state from quota_takes
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and kind = any(${[...kinds]})
       order by kind, quota_id limit 100`,
  ])
  const order = orders[0]
  if (!order) return null
  return {
    id: orderId,
    state: order.state,
    customerId: order.customer_id === null ? null : idOf('cus', order.customer_id),
    payableFen: order.payable_fen,
    refundedFen: order.refunded_fen,
    discounts: [...discounts],
    takes: [...takes],
  }
}
