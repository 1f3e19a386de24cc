import { type Fen, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { CouponId } from '../coupon.types.js'

/**
 * What is out of a coupon without counting in its budget, because it was claimed, sent or promised while there was none:
 * the most all of it can be worth; null when some of it has no most. What was taken back or returned is not out.
 */
export async function sumUncounted(tx: TenantTx, couponId: CouponId): Promise<Fen | null> {
  const id = uuidOf(couponId)
  const [row] = await tx.sql<{ fen: Fen; unbounded: number }[]>`
    select coalesce(sum(units * fen), 0)::bigint as fen, count(*) filter (where fen is null) as unbounded
      from (select units, (case terms->>'kind' when 'amount' then terms->>'amountFen' when 'random' then terms->>'amountMaxFen'
                                                when 'rate' then terms->>'capFen' else terms->>'worthFen' end)::bigint as fen
              from (select terms, 1::bigint as units from coupons_held
                     where tenant_id = ${tx.tenantId} and coupon_id = ${id} and budget_fen = 0 and recalled_at is null
                    union all
                    select g.terms, g.units - coalesce(h.claimed, 0) from coupons_gifts g
                      left join (select part_of, count(*) as claimed from coupons_held
                                  where tenant_id = ${tx.tenantId} and coupon_id = ${id} and part_of is not null
                                  group by part_of) h on h.part_of = g.id
                     where g.tenant_id = ${tx.tenantId} and g.coupon_id = ${id} and g.closed_at is null and g.unit_fen = 0
                    union all
                    select b.terms, b.codes_total - coalesce(c.redeemed, 0) from coupons_batches b
                      left join (select batch_id, count(held_id) as redeemed from coupons_codes
                                  where tenant_id = ${tx.tenantId} group by batch_id) c on c.batch_id = b.id
                     where b.tenant_id = ${tx.tenantId} and b.coupon_id = ${id} and b.closed_at is null and b.unit_fen = 0) parts
             where units > 0) outside`
  if (!row || row.unbounded > 0) return null
  return row.fen
}
