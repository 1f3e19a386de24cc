import type { Sql, TenantTx } from '@mamapu/db'
import { type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { Due } from '../events/index.js'

interface DueRow {
  tenant_id: string
  id: string
}

const toDue =
  (prefix: 'ord' | 'ref' | 'tak') =>
  (row: DueRow): Due => ({ storeId: idOf('sto', row.tenant_id), id: idOf(prefix, row.id) })

/** Unpaid orders whose deadline has passed. */
export async function findUnpaidDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<DueRow[]>`
    select tenant_id, id from orders where state = 'unpaid' and pay_before <= ${at} order by pay_before limit ${limit}`
  return rows.map(toDue('ord'))
}

/** Refunds whose next try is due. */
export async function findRefundsDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<DueRow[]>`
    select tenant_id, id from refunds
     where state in ('waiting', 'sent') and next_try_at <= ${at} order by next_try_at limit ${limit}`
  return rows.map(toDue('ref'))
}

/** Orders that complete by themselves now. */
export async function findCompletionsDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<DueRow[]>`
    select tenant_id, id from orders
     where state in ('shipped', 'received') and complete_after <= ${at} order by complete_after limit ${limit}`
  return rows.map(toDue('ord'))
}

/** Holds that should have ended before `endedBefore` and are still held. */
export async function findHoldsLeft(sweep: Sql, endedBefore: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<DueRow[]>`
    select tenant_id, id from quota_takes
     where state = 'held' and expires_at <= ${endedBefore} order by expires_at limit ${limit}`
  return rows.map(toDue('tak'))
}

export interface HoldRow {
  readonly orderId: OrderId | null
  readonly orderState: string | null
  readonly kind: string
  readonly quotaId: string
  readonly units: number
  readonly expiresAt: Date | null
}

/** A take that is still held, with the order it is held for. */
export async function lockHold(tx: TenantTx, takeId: Id<'tak'>): Promise<HoldRow | null> {
  const [row] = await tx.sql<
    {
      order_id: string | null
      state: string | null
      kind: string
      quota_id: string
      units: number
      expires_at: Date | null
    }[]
  >`
    select k.order_id, o.state, k.kind, k.quota_id, k.units, k.expires_at from quota_takes k
      left join orders o on o.tenant_id = ${tx.tenantId} and o.id = k.order_id
     where k.tenant_id = ${tx.tenantId} and k.id = ${uuidOf(takeId)} and k.state = 'held' for update of k`
  if (!row) return null
  return {
    orderId: row.order_id === null ? null : idOf('ord', row.order_id),
    orderState: row.state,
    kind: row.kind,
    quotaId: row.quota_id,
    units: row.units,
    expiresAt: row.expires_at,
  }
}

/** One more order this customer has paid. */
export async function countPaidOrder(tx: TenantTx, customerId: Id<'cus'>): Promise<void> {
  await tx.sql`
    update customers set orders_paid = orders_paid + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(customerId)}`
}
