import { idOf, uuidOf } from '@mamapu/kernel'
import type { CampaignId, TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Counted, Report } from './bulletin.types.js'

type ReportRow = Omit<Report, 'campaignId' | 'skuId'> & { campaign_id: string; sku_id: string | null }

const reportOf = ({ id, campaign_id, sku_id, ...row }: ReportRow): Report => ({
  ...row,
  id: idOf('plg', id),
  campaignId: idOf('cmp', campaign_id),
  skuId: sku_id === null ? null : idOf('sku', sku_id),
})

const columns = (sql: TransactionSql) => sql`
  id, campaign_id, round, title, sku_id, shows_sales as "showsSales", starts_at as "startsAt", ends_at as "endsAt",
  units, orders, buyers, sales_fen as "salesFen", discount_fen as "discountFen", refunded_fen as "refundedFen",
  paid_orders as "paidOrders", counted_at as "countedAt", posters, published_at as "publishedAt"`

/** False, writing nothing, when this round has its bulletin already. */
export async function insertReport(
  tx: TenantTx,
  report: Omit<Report, 'publishedAt' | 'posters' | 'skuId'>,
): Promise<boolean> {
  const rows = await tx.sql`
    insert into bulletin_reports (tenant_id, id, campaign_id, round, title, shows_sales, starts_at, ends_at, units, orders,
      buyers, sales_fen, discount_fen, refunded_fen, paid_orders, counted_at, created_at)
    values (${tx.tenantId}, ${uuidOf(report.id as never)}, ${uuidOf(report.campaignId)}, ${report.round}, ${report.title},
      ${report.showsSales}, ${report.startsAt}, ${report.endsAt}, ${report.units}, ${report.orders}, ${report.buyers},
      ${report.salesFen}, ${report.discountFen}, ${report.refundedFen}, ${report.paidOrders}, ${report.countedAt},
      ${report.countedAt})
    on conflict (tenant_id, campaign_id, round) do nothing returning id`
  return rows.length === 1
}

export async function findReport(tx: TenantTx, id: string): Promise<Report | null> {
  const [row] = await tx.sql<ReportRow[]>`
    select ${columns(tx.sql)} from bulletin_reports where tenant_id = ${tx.tenantId} and id = ${uuidOf(id as never)}`
  return row ? reportOf(row) : null
}

/** The same, held until the transaction ends. */
export async function lockReport(tx: TenantTx, id: string): Promise<Report | null> {
  const [row] = await tx.sql<ReportRow[]>`
    select ${columns(tx.sql)} from bulletin_reports
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id as never)} for update`
  return row ? reportOf(row) : null
}

/** The latest first. */
export async function listReports(tx: TenantTx, limit: number): Promise<Report[]> {
  const rows = await tx.sql<ReportRow[]>`
    select ${columns(tx.sql)} from bulletin_reports where tenant_id = ${tx.tenantId} order by id desc limit ${limit}`
  return rows.map(reportOf)
}

/** Published since then and counted before: the longest ago first. */
export async function listToCount(
  tx: TenantTx,
  { since, before, limit }: { since: Date; before: Date; limit: number },
): Promise<Report[]> {
  const rows = await tx.sql<ReportRow[]>`
    select ${columns(tx.sql)} from bulletin_reports
     where tenant_id = ${tx.tenantId} and published_at >= ${since} and counted_at < ${before}
     order by counted_at limit ${limit} for update skip locked`
  return rows.map(reportOf)
}

/** Rounds that have their bulletin, as `<campaign>/<round>`. */
export async function listTold(tx: TenantTx, campaigns: readonly CampaignId[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ campaign_id: string; round: string }[]>`
    select campaign_id, round from bulletin_reports
     where tenant_id = ${tx.tenantId} and campaign_id = any(${campaigns.map(uuidOf)}::uuid[]) limit 5000`
  return new Set(rows.map((row) => `${idOf('cmp', row.campaign_id)}/${row.round}`))
}

export async function writeReport(
  tx: TenantTx,
  id: string,
  { title, skuId, showsSales, posters }: Pick<Report, 'title' | 'skuId' | 'showsSales' | 'posters'>,
): Promise<void> {
  await tx.sql`
    update bulletin_reports set title = ${title}, sku_id = ${skuId && uuidOf(skuId)}, shows_sales = ${showsSales},
           posters = ${tx.sql.json(posters)}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id as never)}`
}

export async function writeCounted(tx: TenantTx, id: string, counted: Counted & { at: Date }): Promise<void> {
  await tx.sql`
    update bulletin_reports set units = ${counted.units}, orders = ${counted.orders}, buyers = ${counted.buyers},
           sales_fen = ${counted.salesFen}, discount_fen = ${counted.discountFen}, refunded_fen = ${counted.refundedFen},
           paid_orders = ${counted.paidOrders}, counted_at = ${counted.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id as never)}`
}

export async function writePublished(tx: TenantTx, id: string, at: Date | null): Promise<void> {
  await tx.sql`
    update bulletin_reports set published_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id as never)}`
}

export async function deleteReport(tx: TenantTx, id: string): Promise<void> {
  await tx.sql`delete from bulletin_reports where tenant_id = ${tx.tenantId} and id = ${uuidOf(id as never)}`
}

export interface LatestRow {
  readonly id: string
  readonly title: string
  readonly published_at: Date
}

/** The one published last. */
export function latestQuery(sql: TransactionSql, tenantId: string) {
  return sql<LatestRow[]>`
    select id, title, published_at from bulletin_reports
     where tenant_id = ${tenantId} and published_at is not null order by published_at desc limit 1`
}
