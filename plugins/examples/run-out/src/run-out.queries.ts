import { type CustomerId, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

export interface Reminder {
  readonly orderId: OrderId
  readonly customerId: CustomerId
}

/** Notes a reminder once per order. */
export async function noteReminder(
  tx: TenantTx,
  { orderId, customerId, dueAt }: Reminder & { readonly dueAt: Date },
): Promise<void> {
  await tx.sql`
    insert into run_out_reminders (tenant_id, order_id, customer_id, due_at)
    values (${tx.tenantId}, ${uuidOf(orderId)}, ${uuidOf(customerId)}, ${dueAt})
    on conflict do nothing`
}

export async function dropReminder(tx: TenantTx, orderId: OrderId): Promise<void> {
  await tx.sql`
    delete from run_out_reminders
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and sent_at is null`
}

// #region take
/** Marks the next due ones as sent and gives them out: each to one caller, once. */
export async function takeDue(tx: TenantTx, at: Date, limit: number): Promise<Reminder[]> {
  const rows = await tx.sql<{ order_id: string; customer_id: string }[]>`
    update run_out_reminders set sent_at = ${at}
     where tenant_id = ${tx.tenantId} and order_id in (
       select order_id from run_out_reminders
        where tenant_id = ${tx.tenantId} and due_at <= ${at} and sent_at is null
        order by due_at, order_id limit ${limit} for update skip locked)
    returning order_id, customer_id`
  return rows.map((row) => ({ orderId: idOf('ord', row.order_id), customerId: idOf('cus', row.customer_id) }))
}
// #endregion
