import { type CustomerId, type Id, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

const WISHES_MAX = 200

// #region add
/** False, writing nothing, when this customer wishes it already. */
export async function addWish(
  tx: TenantTx,
  wish: { id: Id<'plg'>; customerId: CustomerId; text: string; at: Date },
): Promise<boolean> {
  const { id, customerId, text, at } = wish
  const rows = await tx.sql`
    insert into wish_box_wishes (tenant_id, id, customer_id, wish, at)
    values (${tx.tenantId}, ${uuidOf(id)}, ${uuidOf(customerId)}, ${text}, ${at})
    on conflict do nothing returning id`
  return rows.length === 1
}
// #endregion

export interface Wish {
  readonly id: string
  readonly wish: string
  readonly at: Date
}

/** Open wishes, the latest first. */
export async function listWishes(tx: TenantTx): Promise<readonly Wish[]> {
  return tx.sql<Wish[]>`
    select id, wish, at from wish_box_wishes
     where tenant_id = ${tx.tenantId} and done_at is null order by at desc limit ${WISHES_MAX}`
}

/** False when there is no such open wish. */
export async function fulfilWish(tx: TenantTx, id: Id<'plg'>, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    update wish_box_wishes set done_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and done_at is null returning id`
  return rows.length === 1
}
