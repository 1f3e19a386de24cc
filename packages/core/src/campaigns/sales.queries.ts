import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type LocalDate, uuidOf } from '@mamapu/kernel'
import type { CampaignId } from './campaign.types.js'

export interface Sale {
  readonly campaignId: CampaignId
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly discountFen: Fen
}

/** Notes which lines of an order campaigns had a part in; again, it changes nothing. Campaigns the store has not are left out. */
export async function insertSales(tx: TenantTx, orderId: Id<'ord'>, sales: readonly Sale[]): Promise<void> {
  const ids = [...new Set(sales.map(({ campaignId }) => uuidOf(campaignId)))]
  const known = await tx.sql<{ id: string }[]>`
    select id from campaigns where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[]) limit 1000`
  const there = new Set(known.map(({ id }) => idOf('cmp', id)))
  const rows = sales
    .filter(({ campaignId }) => there.has(campaignId))
    .map(({ campaignId, lineId, units, discountFen }) => ({
      tenant_id: tx.tenantId,
      campaign_id: uuidOf(campaignId),
      order_id: uuidOf(orderId),
      line_id: uuidOf(lineId),
      units,
      discount_fen: discountFen,
    }))
  if (rows.length > 0) await tx.sql`insert into campaign_sales ${tx.sql(rows)} on conflict do nothing`
}

export interface Figures {
  readonly orders: number
  readonly buyers: number
  readonly units: number
  readonly salesFen: Fen
  readonly discountFen: Fen
  readonly refundedFen: Fen
  /** Of which something was kept. */
  readonly keptOrders: number
  readonly keptBuyers: number
  /** Over the lines whose cost is known, and how many units those are. */
  readonly marginFen: Fen
  readonly unitsWithCost: number
}

/** What a campaign brought so far, or the orders placed in a span of it did: by paid orders, what was refunded taken off. */
export async function readFigures(
  tx: TenantTx,
  id: CampaignId,
  span: { readonly startsAt: Date; readonly endsAt: Date } | null = null,
): Promise<Figures> {
  const { startsAt, endsAt } = span ?? { startsAt: null, endsAt: null }
  const [row] = await tx.sql<Figures[]>`
    select count(distinct o.id)::int as orders, count(distinct coalesce(o.person_key, o.phone_hash))::int as buyers,
           coalesce(sum(greatest(s.units - l.refunded_units, 0)), 0)::int as units,
           coalesce(sum(l.paid_fen - l.refunded_fen), 0)::bigint as "salesFen",
           coalesce(sum(s.discount_fen * (l.quantity - l.refunded_units) / l.quantity), 0)::bigint as "discountFen",
           coalesce(sum(l.refunded_fen), 0)::bigint as "refundedFen",
           count(distinct o.id) filter (where l.refunded_units < l.quantity)::int as "keptOrders",
           count(distinct coalesce(o.person_key, o.phone_hash)) filter (where l.refunded_units < l.quantity)::int as "keptBuyers",
           coalesce(sum(l.paid_fen - l.refunded_fen - l.cost_fen * (l.quantity - l.refunded_units))
                    filter (where l.cost_fen is not null), 0)::bigint as "marginFen",
           coalesce(sum(l.quantity - l.refunded_units) filter (where l.cost_fen is not null), 0)::int as "unitsWithCost"
      from campaign_sales s
      join orders o on o.tenant_id = ${tx.tenantId} and o.id = s.order_id and o.paid_at is not null
       and (${startsAt}::timestamptz is null or o.placed_at >= ${startsAt}::timestamptz)
       and (${endsAt}::timestamptz is null or o.placed_at < ${endsAt}::timestamptz)
      join order_lines l on l.tenant_id = ${tx.tenantId} and l.order_id = s.order_id and l.id = s.line_id
     where s.tenant_id = ${tx.tenantId} and s.campaign_id = ${uuidOf(id)}`
  return row as Figures
}

export interface DayPoint {
  readonly day: LocalDate
  readonly views: number
  readonly orders: number
  readonly units: number
  readonly salesFen: Fen
}

/** The same per local day, newest first: at most `limit` days on which there was anything. */
export async function readDays(
  tx: TenantTx,
  id: CampaignId,
  { zone, limit }: { zone: string; limit: number },
): Promise<DayPoint[]> {
  return tx.sql<DayPoint[]>`
    with sold as (
      select (o.paid_at at time zone ${zone})::date as day, count(distinct o.id)::int as orders,
             sum(greatest(s.units - l.refunded_units, 0))::int as units,
             sum(l.paid_fen - l.refunded_fen)::bigint as sales
        from campaign_sales s
        join orders o on o.tenant_id = ${tx.tenantId} and o.id = s.order_id and o.paid_at is not null
        join order_lines l on l.tenant_id = ${tx.tenantId} and l.order_id = s.order_id and l.id = s.line_id
       where s.tenant_id = ${tx.tenantId} and s.campaign_id = ${uuidOf(id)} group by 1),
    seen as (
      select v.day, v.views from campaign_views v where v.tenant_id = ${tx.tenantId} and v.campaign_id = ${uuidOf(id)})
    select to_char(coalesce(sold.day, seen.day), 'YYYY-MM-DD') as day, coalesce(seen.views, 0)::int as views,
           coalesce(sold.orders, 0)::int as orders, coalesce(sold.units, 0)::int as units,
           coalesce(sold.sales, 0)::bigint as "salesFen"
      from sold full join seen on seen.day = sold.day order by 1 desc limit ${limit}`
}

export async function readViews(tx: TenantTx, id: CampaignId): Promise<number> {
  const [row] = await tx.sql<{ views: number }[]>`
    select coalesce(sum(views), 0)::int as views from campaign_views
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(id)}`
  return row?.views ?? 0
}

/** Adds looks of one day; campaigns the store has not are left out. */
export async function addViews(
  tx: TenantTx,
  day: LocalDate,
  views: readonly { readonly id: CampaignId; readonly count: number }[],
): Promise<void> {
  const known = await tx.sql<{ id: string }[]>`
    select id from campaigns
     where tenant_id = ${tx.tenantId} and id = any(${views.map(({ id }) => uuidOf(id))}::uuid[]) limit 1000`
  const there = new Set(known.map(({ id }) => idOf('cmp', id)))
  const rows = views
    .filter(({ id }) => there.has(id))
    .map(({ id, count }) => ({ tenant_id: tx.tenantId, campaign_id: uuidOf(id), day, views: count }))
  if (rows.length === 0) return
  await tx.sql`
    insert into campaign_views ${tx.sql(rows)}
    on conflict (tenant_id, campaign_id, day) do update set views = campaign_views.views + excluded.views`
}
