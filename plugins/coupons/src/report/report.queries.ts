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

/** All coupons together. What an order brought counts once, however many coupons it used. */
export async function sumFigures(tx: TenantTx): Promise<Sums> {
  const [row] = await tx.sql<Sums[]>`
    select count(*) as issued, count(used_at) as used, coalesce(sum(discount_fen), 0)::bigint as "discountFen",
           (select coalesce(sum(o.sales_fen), 0)::bigint
              from (select max(sales_fen) as sales_fen from coupons_held
                     where tenant_id = ${tx.tenantId} and used_order_id is not null group by used_order_id) o) as "salesFen"
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

/** Uses by day of the store, from an instant on; each order's sales once. Days without any are left out. */
export async function listDays(
  tx: TenantTx,
  { from, zone }: { from: Date; zone: string },
): Promise<readonly DayRow[]> {
  return tx.sql<DayRow[]>`
    select to_char(o.used_at at time zone ${zone}, 'YYYY-MM-DD') as day, sum(o.used)::bigint as used,
           sum(o.sales_fen)::bigint as "salesFen", sum(o.discount_fen)::bigint as "discountFen"
      from (select min(used_at) as used_at, count(*) as used, max(sales_fen) as sales_fen, sum(discount_fen) as discount_fen
              from coupons_held where tenant_id = ${tx.tenantId} and used_at >= ${from} group by used_order_id) o
     group by 1 order by 1 limit 100`
}
