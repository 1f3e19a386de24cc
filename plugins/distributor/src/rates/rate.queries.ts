import { type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Rate } from './rate.rules.js'

/** Rates of their own a shop may have. */
export const RATES_MAX = 500

export interface RateRow {
  target: 'product' | 'category'
  target_id: string
  bps: number | null
  per_unit_fen: number | null
  is_firm: boolean
}

const toRate = (row: RateRow): Rate => ({
  target: row.target,
  targetId: row.target_id,
  bps: row.bps,
  perUnitFen: row.per_unit_fen,
  isFirm: row.is_firm,
})

export function ratesQuery(sql: TransactionSql, tenantId: string) {
  return sql<RateRow[]>`
    select target, target_id, bps, per_unit_fen::int, is_firm from distributor_rates
     where tenant_id = ${tenantId} order by changed_at limit ${RATES_MAX}`
}

export function toRates(rows: readonly RateRow[]): Rate[] {
  return rows.map(toRate)
}

export async function listRates(tx: TenantTx): Promise<(Rate & { readonly id: Id<'plg'> })[]> {
  const rows = await tx.sql<(RateRow & { id: string })[]>`
    select id, target, target_id, bps, per_unit_fen::int, is_firm from distributor_rates
     where tenant_id = ${tx.tenantId} order by changed_at desc limit ${RATES_MAX}`
  return rows.map((row) => ({ ...toRate(row), id: idOf('plg', row.id) }))
}

/** Sets the rate of a product or category, whatever it was. */
export async function writeRate(
  tx: TenantTx,
  id: Id<'plg'>,
  { rate, at }: { readonly rate: Rate; readonly at: Date },
): Promise<void> {
  await tx.sql`
    insert into distributor_rates (tenant_id, id, target, target_id, bps, per_unit_fen, is_firm, changed_at)
    values (${tx.tenantId}, ${uuidOf(id)}, ${rate.target}, ${rate.targetId}, ${rate.bps}, ${rate.perUnitFen},
      ${rate.isFirm}, ${at})
    on conflict (tenant_id, target, target_id) do update
      set bps = excluded.bps, per_unit_fen = excluded.per_unit_fen, is_firm = excluded.is_firm,
          changed_at = excluded.changed_at`
}

export async function countRates(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from distributor_rates where tenant_id = ${tx.tenantId}`
  return row?.count ?? 0
}

/** False when there is no such rate. */
export async function deleteRate(tx: TenantTx, id: Id<'plg'>): Promise<boolean> {
  const result = await tx.sql`
    delete from distributor_rates where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return result.count === 1
}
