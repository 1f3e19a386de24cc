import type { TenantTx } from '@mamapu/db'
import { idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { EarningId } from './earning.types.js'

/** How whoever bought is like whoever earns by it: what the two have in common. */
export interface Likeness {
  readonly earningId: EarningId
  readonly phone: boolean
  readonly address: boolean
  readonly payer: boolean
}

/** So many of a payee's own orders are looked at, the latest. */
const OWN_ORDERS_MAX = 200

/**
 * For each earning of an order that is not booked yet and not the buyer's own: whether the phone that was verified or the
 * parcel goes to, the door it goes to, or who paid for it is the payee's too.
 */
export async function listLikenesses(tx: TenantTx, orderId: OrderId): Promise<readonly Likeness[]> {
  const rows = await tx.sql<{ id: string; phone: boolean; address: boolean; payer: boolean }[]>`
    select e.id,
           coalesce(o.phone_hash in (c.phone_hash, c.proven_hash) or o.person_key in (c.phone_hash, c.proven_hash), false)
             or coalesce(own.phone, false) as phone,
           coalesce(own.door, false) or exists (
             select from customer_addresses a
              where a.tenant_id = ${tx.tenantId} and a.customer_id = c.id and a.address_hash = o.address_hash) as address,
           coalesce(own.payer, false) as payer
      from earnings e
      join orders o on o.tenant_id = ${tx.tenantId} and o.id = e.order_id
      join customers c on c.tenant_id = ${tx.tenantId} and c.id = e.payee_id
      left join payments m on m.tenant_id = ${tx.tenantId} and m.order_id = o.id and m.state = 'paid'
      cross join lateral (
        select bool_or(p.phone_hash in (o.phone_hash, o.person_key)) as phone, bool_or(p.address_hash = o.address_hash) as door,
               bool_or(q.payer_hash = m.payer_hash) as payer
          from (select x.id, x.phone_hash, x.address_hash from orders x
                 where x.tenant_id = ${tx.tenantId} and x.customer_id = e.payee_id and x.id <> o.id
                 order by x.placed_at desc limit ${OWN_ORDERS_MAX}) p
          left join payments q on q.tenant_id = ${tx.tenantId} and q.order_id = p.id and q.state = 'paid') own
     where e.tenant_id = ${tx.tenantId} and e.order_id = ${uuidOf(orderId)} and e.paid_at is null
       and e.payee_id is distinct from o.customer_id
     order by e.id`
  return rows.map(({ id, ...like }) => ({ earningId: idOf('ern', id), ...like }))
}
