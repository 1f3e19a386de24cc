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

/** Customers of a segment in the order of their ids; with `only`, that one if it belongs there. */
export async function listSegment(
  tx: TenantTx,
  {
    segment,
    after,
    limit,
    only,
  }: { segment: Segment; after: CustomerId | null; limit: number; only?: CustomerId },
): Promise<SummaryRow[]> {
  const { who } = segment
  const fromRank = who === 'level' ? segment.fromRank : null
  const tag = who === 'tag' ? segment.tag : null
  const days = who === 'birthday' ? [...segment.days] : null
  const ids = who === 'these' ? segment.ids.map(uuidOf) : null
  const rows = await tx.sql<Raw[]>`
    select c.id, encode(c.phone_hash, 'hex') as phone_hash, c.level, c.orders_paid, c.verified_at is not null as is_member
      from customers c
     where c.tenant_id = ${tx.tenantId} and c.id > ${after ? uuidOf(after) : '0'.repeat(32)}
       and (${only ? uuidOf(only) : null}::uuid is null or c.id = ${only ? uuidOf(only) : null}::uuid)
       and (${who}::text <> 'members' or c.verified_at is not null)
       and (${who}::text <> 'new' or c.orders_paid = 0 and not exists (select from orders o
             where o.tenant_id = ${tx.tenantId} and o.person_key = coalesce(c.phone_hash, c.proven_hash) and o.paid_at is not null))
       and (${ids}::uuid[] is null or c.id = any(${ids}::uuid[]))
       and (${days}::integer[] is null or c.birthday = any(${days}::integer[]))
       and (${tag}::text is null or exists (select from customer_tags t
             where t.tenant_id = ${tx.tenantId} and t.customer_id = c.id and t.tag = ${tag}))
       and (${fromRank}::integer is null or c.level in (select l.level from customer_levels l
             where l.tenant_id = ${tx.tenantId} and l.rank >= ${fromRank}))
     order by c.id limit ${limit}`
  return rows.map(rowOf)
}

/** The first order this person ever paid, with this account, another one or as a guest. */
export async function findFirstPaidOrder(tx: TenantTx, customerId: CustomerId): Promise<OrderId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select o.id from orders o
     where o.tenant_id = ${tx.tenantId} and o.paid_at is not null
       and (o.customer_id = ${uuidOf(customerId)} or o.person_key = (
             select coalesce(c.phone_hash, c.proven_hash) from customers c
              where c.tenant_id = ${tx.tenantId} and c.id = ${uuidOf(customerId)}))
     order by o.paid_at, o.id limit 1`
  return row ? idOf('ord', row.id) : null
}
