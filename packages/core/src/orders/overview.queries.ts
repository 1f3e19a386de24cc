import type { TenantTx } from '@mamapu/db'
import type { LocalDate } from '@mamapu/kernel'

export interface DayRow {
  placed: number
  paid: number
  sales_fen: number
  buyers: number
}

export interface AlertsRow {
  refunds_failed: number
  low_stock: number
  ever_sold: boolean
}

/** An order waits for its money at most this long, late money included: what was paid today was placed since. */
const PLACED_BEFORE_DAYS = 3

/** What one day of the shop's calendar brought: orders placed on it, and money that came in on it. */
export async function sumDay(tx: TenantTx, day: LocalDate, zone: string): Promise<DayRow> {
  const { sql, tenantId } = tx
  const [row] = await sql<DayRow[]>`
    with span as materialized (
      select ${day}::date::timestamp at time zone ${zone} as since,
             (${day}::date + 1)::timestamp at time zone ${zone} as until
    )
    select count(*) filter (where o.placed_at >= s.since) as placed,
           count(*) filter (where o.paid_at >= s.since and o.paid_at < s.until) as paid,
           coalesce(sum(o.paid_fen) filter (where o.paid_at >= s.since and o.paid_at < s.until), 0)::bigint as sales_fen,
           count(distinct o.phone_hash) filter (where o.paid_at >= s.since and o.paid_at < s.until) as buyers
      from span s
      left join orders o on o.tenant_id = ${tenantId} and o.placed_at < s.until
       and o.placed_at >= s.since - make_interval(days => ${PLACED_BEFORE_DAYS})`
  return row ?? { placed: 0, paid: 0, sales_fen: 0, buyers: 0 }
}

/** What asks for the merchant, each counted up to a hundred; a product is low when so few units are left of it. */
export async function countAlerts(tx: TenantTx, lowUnits: number): Promise<AlertsRow> {
  const { sql, tenantId } = tx
  const [row] = await sql<AlertsRow[]>`
    select (select count(*) from (select 1 from refunds r
              where r.tenant_id = ${tenantId} and r.state = 'failed' limit 100) f) as refunds_failed,
           (select count(*) from (select 1 from products p
              join skus k on k.tenant_id = ${tenantId} and k.product_id = p.id and k.is_active
              join places l on l.tenant_id = ${tenantId} and l.is_default
              join quotas q on q.tenant_id = ${tenantId} and q.kind = 'stock'
               and q.id = replace(k.id::text, '-', '') || '@' || replace(l.id::text, '-', '')
              where p.tenant_id = ${tenantId} and p.status = 'active'
              group by p.id having sum(q.limit_units - q.taken) <= ${lowUnits} limit 100) s) as low_stock,
           exists (select 1 from orders o where o.tenant_id = ${tenantId} and o.paid_at is not null) as ever_sold`
  return row ?? { refunds_failed: 0, low_stock: 0, ever_sold: false }
}
