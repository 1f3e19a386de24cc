import { type Database, readTenant } from '@mamapu/db'
import type { Fen, StoreId } from '@mamapu/kernel'
import { SHOPS_TURN } from '../aftersale/index.js'

/** Fewer units than this of something on sale is worth a look. */
export const LOW_STOCK_UNITS = 5

export interface DayRow {
  readonly placed: number
  readonly paid: number
  readonly sales_fen: Fen
  readonly buyers: number
}

export interface WaitingRow {
  readonly to_ship: number
  readonly unpaid: number
  readonly refunds_failed: number
  /** After-sale cases in which the shop is to do something. */
  readonly aftersales: number
  readonly low_stock: number
  readonly ever_sold: boolean
}

/** The figures of the shop's calendar day `daysAgo` days before the one `at` falls on, and what waits now. */
export async function readFigures(
  db: Database,
  storeId: StoreId,
  { at, zone }: { at: Date; zone: string },
): Promise<{ today: DayRow; yesterday: DayRow; waiting: WaitingRow }> {
  const [today, yesterday, waiting] = await readTenant(db, storeId, (sql, tenantId) => {
    const day = (daysAgo: number) => sql<DayRow[]>`
      with day as materialized (
        select (date_trunc('day', ${at}::timestamptz at time zone ${zone}) - make_interval(days => ${daysAgo})) at time zone ${zone} as starts,
               (date_trunc('day', ${at}::timestamptz at time zone ${zone}) - make_interval(days => ${daysAgo - 1})) at time zone ${zone} as ends)
      select (select count(*)::int from orders o where o.tenant_id = ${tenantId} and o.placed_at >= day.starts and o.placed_at < day.ends and o.exchange_of is null) as placed,
             (select count(*)::int from orders o where o.tenant_id = ${tenantId} and o.paid_at >= day.starts and o.paid_at < day.ends and o.exchange_of is null) as paid,
             (select coalesce(sum(o.paid_fen), 0)::bigint from orders o
               where o.tenant_id = ${tenantId} and o.paid_at >= day.starts and o.paid_at < day.ends) as sales_fen,
             (select count(distinct o.phone_hash)::int from orders o
               where o.tenant_id = ${tenantId} and o.paid_at >= day.starts and o.paid_at < day.ends and o.exchange_of is null) as buyers
        from day`
    return [
      day(0),
      day(1),
      sql<WaitingRow[]>`
        select (select count(*)::int from orders o where o.tenant_id = ${tenantId} and o.state = 'paid') as to_ship,
               (select count(*)::int from orders o where o.tenant_id = ${tenantId} and o.state = 'unpaid') as unpaid,
               (select count(*)::int from refunds r where r.tenant_id = ${tenantId} and r.state = 'failed') as refunds_failed,
               (select count(*)::int from aftersale_cases c
                 where c.tenant_id = ${tenantId} and c.state in ${sql(SHOPS_TURN)}) as aftersales,
               (with shelves as materialized (
                  select p.id as product_id, replace(s.id::text, '-', '') || '@' || replace(l.id::text, '-', '') as stock_id
                    from products p
                    join skus s on s.tenant_id = ${tenantId} and s.product_id = p.id and s.is_active
                    join places l on l.tenant_id = ${tenantId} and l.is_default
                   where p.tenant_id = ${tenantId} and p.status = 'active')
                select count(*)::int from (
                  select b.product_id from shelves b
                    join quotas q on q.tenant_id = ${tenantId} and q.kind = 'stock' and q.id = b.stock_id
                   group by b.product_id having sum(q.limit_units - q.taken) < ${LOW_STOCK_UNITS}) low) as low_stock,
               exists (select from orders o where o.tenant_id = ${tenantId} and o.paid_at is not null) as ever_sold`,
    ]
  })
  return { today: today[0] as DayRow, yesterday: yesterday[0] as DayRow, waiting: waiting[0] as WaitingRow }
}
