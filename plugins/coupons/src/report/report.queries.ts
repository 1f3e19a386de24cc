import { idOf, type LocalDate } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import { type CouponId, QUOTA } from '../coupon.types.js'

const LIST_MAX = 100

export interface Sums {
  readonly issued: number
  readonly used: number
  readonly salesFen: number
  readonly discountFen: number
}

/** All coupons together. */
export async function sumFigures(tx: TenantTx): Promise<Sums> {
  const [row] = await tx.sql<Sums[]>`
    select count(*) as issued, count(used_at) as used, coalesce(sum(discount_fen), 0)::bigint as "discountFen",
           coalesce(sum(sales_fen), 0)::bigint as "salesFen"
      from coupons_held where tenant_id = ${tx.tenantId} and recalled_at is null`
  return row ?? { issued: 0, used: 0, salesFen: 0, discountFen: 0 }
}

interface CouponReport extends Sums {
  readonly id: CouponId
  readonly title: string
  readonly orders: number
  readonly recalled: number
  /** Of the budget, and of the total: what is given away or set aside. */
  readonly budgetFen: number
  readonly taken: number
}

/** Each coupon with what it brought, newest first. An order in which several were used counts for each. */
export async function listReports(tx: TenantTx): Promise<CouponReport[]> {
  const rows = await tx.sql<(Omit<CouponReport, 'id'> & { id: string })[]>`
    select c.id, c.title, h.issued, h.used, h.orders, h.recalled, h."salesFen", h."discountFen",
           case when c.budget_fen is null then 0 else c.budget_fen
             - quota_left(${tx.tenantId}, ${QUOTA.budget}, 'plg_' || replace(c.id::text, '-', ''), c.budget_fen) end as "budgetFen",
           c.total - quota_left(${tx.tenantId}, ${QUOTA.issue}, 'plg_' || replace(c.id::text, '-', ''), c.total) as taken
      from coupons_coupons c left join lateral (
           select count(*) as issued, count(used_at) as used, count(distinct used_order_id) as orders,
                  count(recalled_at) as recalled, coalesce(sum(sales_fen), 0)::bigint as "salesFen",
                  coalesce(sum(discount_fen), 0)::bigint as "discountFen"
             from coupons_held where tenant_id = ${tx.tenantId} and coupon_id = c.id) h on true
     where c.tenant_id = ${tx.tenantId} order by c.id desc limit ${LIST_MAX}`
  return rows.map((row) => ({ ...row, id: idOf('plg', row.id) }))
}

interface DayRow {
  readonly day: LocalDate
  readonly used: number
  readonly salesFen: number
  readonly discountFen: number
}

/** Uses by day of the store, from an instant on. Days without any are left out. */
export async function listDays(
  tx: TenantTx,
  { from, zone }: { from: Date; zone: string },
): Promise<readonly DayRow[]> {
  return tx.sql<DayRow[]>`
    select to_char(used_at at time zone ${zone}, 'YYYY-MM-DD') as day, count(*) as used,
           sum(sales_fen)::bigint as "salesFen", sum(discount_fen)::bigint as "discountFen"
      from coupons_held where tenant_id = ${tx.tenantId} and used_at >= ${from}
     group by 1 order by 1 limit 100`
}
