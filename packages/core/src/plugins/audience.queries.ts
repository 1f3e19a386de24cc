import type { TenantTx } from '@mamapu/db'
import { type CustomerId, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { AudiencePerson, Segment } from '@mamapu/plugin-sdk'

export type SummaryRow = Omit<AudiencePerson, 'personKey'> & { readonly phoneHash: string | null }

interface Raw {
  id: string
  phone_hash: string | null
  level: string
  orders_paid: number
  is_member: boolean
}

function rowOf({
  id,
  phone_hash: phoneHash,
  level,
  orders_paid: ordersPaid,
  is_member: isMember,
}: Raw): SummaryRow {
  return { id: idOf('cus', id), phoneHash, level, ordersPaid, isMember }
}

export async function findSummary(tx: TenantTx, id: CustomerId): Promise<SummaryRow | null> {
  const [row] = await tx.sql<Raw[]>`
    select id, encode(phone_hash, 'hex') as phone_hash, level, orders_paid, verified_at is not null as is_member
      from customers where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? rowOf(row) : null
}

/** Customers of a segment in the order of their ids. */
export async function listSegment(
  tx: TenantTx,
  { segment, after, limit }: { segment: Segment; after: CustomerId | null; limit: number },
): Promise<SummaryRow[]> {
  const { who } = segment
  const level = who === 'level' ? segment.level : null
  const rows = await tx.sql<Raw[]>`
    select id, encode(phone_hash, 'hex') as phone_hash, level, orders_paid, verified_at is not null as is_member
      from customers
     where tenant_id = ${tx.tenantId} and id > ${after ? uuidOf(after) : '0'.repeat(32)}
       and (${level}::text is null or level = ${level})
       and (${who}::text <> 'members' or verified_at is not null)
       and (${who}::text <> 'new' or orders_paid = 0)
     order by id limit ${limit}`
  return rows.map(rowOf)
}

export async function findFirstPaidOrder(tx: TenantTx, customerId: CustomerId): Promise<OrderId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from orders
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and paid_at is not null
     order by paid_at, id limit 1`
  return row ? idOf('ord', row.id) : null
}
