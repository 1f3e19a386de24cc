import { type CustomerId, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

interface Counted {
  readonly orderId: OrderId
  readonly customerId: CustomerId
}

// #region count
/** Counts an order once. How many the customer has now; null when it was counted before. */
export async function countOrder(tx: TenantTx, { orderId, customerId }: Counted): Promise<number | null> {
  const noted = await tx.sql`
    insert into regular_guest_orders (tenant_id, order_id, customer_id)
    values (${tx.tenantId}, ${uuidOf(orderId)}, ${uuidOf(customerId)})
    on conflict do nothing returning order_id`
  if (noted.length === 0) return null
  // The row is held until this transaction ends: two orders of one customer are counted one after the other.
  const [row] = await tx.sql<{ orders: number }[]>`
    insert into regular_guest_customers as c (tenant_id, customer_id, orders)
    values (${tx.tenantId}, ${uuidOf(customerId)}, 1)
    on conflict (tenant_id, customer_id) do update set orders = c.orders + 1
     where c.tenant_id = ${tx.tenantId}
    returning orders`
  return row?.orders ?? null
}
// #endregion

/** Takes an order out of the count. How many are left; null when it was not counted. */
export async function uncountOrder(tx: TenantTx, { orderId, customerId }: Counted): Promise<number | null> {
  const dropped = await tx.sql`
    delete from regular_guest_orders
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} returning order_id`
  if (dropped.length === 0) return null
  const [row] = await tx.sql<{ orders: number }[]>`
    update regular_guest_customers set orders = orders - 1
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} returning orders`
  return row?.orders ?? null
}
