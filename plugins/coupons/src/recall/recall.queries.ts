import { idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { CouponId } from '../coupon.types.js'

/** Asks for a recall; false unless the coupon is there and stopped. */
export async function askRecall(tx: TenantTx, id: CouponId, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    update coupons_coupons set recall_at = ${at}, recall_after = null, recall_done_at = null, version = version + 1,
           updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'stopped' returning id`
  return rows.length === 1
}

/** A coupon whose recall is not through, held; nobody else works on it. */
export async function lockRecall(
  tx: TenantTx,
): Promise<{ couponId: CouponId; recallAt: Date; after: string | null } | null> {
  const [row] = await tx.sql<{ id: string; recall_at: Date; recall_after: string | null }[]>`
    select id, recall_at, recall_after from coupons_coupons
     where tenant_id = ${tx.tenantId} and recall_at is not null and recall_done_at is null
     order by recall_at, id limit 1 for update skip locked`
  return row ? { couponId: idOf('plg', row.id), recallAt: row.recall_at, after: row.recall_after } : null
}

/** How far a recall is: the last held coupon looked at, and when it was through. */
export async function noteRecall(
  tx: TenantTx,
  id: CouponId,
  { after, doneAt }: { after: string | null; doneAt: Date | null },
): Promise<void> {
  await tx.sql`
    update coupons_coupons set recall_after = ${after}, recall_done_at = ${doneAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** When a coupon was last recalled; null when never. */
export async function findRecall(tx: TenantTx, id: CouponId): Promise<Date | null> {
  const [row] = await tx.sql<{ recall_at: Date | null }[]>`
    select recall_at from coupons_coupons where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row?.recall_at ?? null
}
