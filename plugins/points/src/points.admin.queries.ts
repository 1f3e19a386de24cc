import { idOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { EntryKind } from './points.types.js'

export async function listLatest(tx: TenantTx, limit: number) {
  const rows = await tx.sql<
    { id: string; customer_id: string; kind: EntryKind; points: number; note: string; at: Date }[]
  >`
    select id, customer_id, kind, points, note, at from points_entries
     where tenant_id = ${tx.tenantId} order by at desc, id desc limit ${limit}`
  return rows.map(({ customer_id, at, ...row }) => ({
    ...row,
    id: idOf('plg', row.id),
    customerId: idOf('cus', customer_id),
    at: at.toISOString(),
  }))
}

export async function readTotals(tx: TenantTx, since: Date) {
  const [row] = await tx.sql<{ open: number; given: number; spent: number }[]>`
    select coalesce((select sum(credited - expired) from points_accounts where tenant_id = ${tx.tenantId}), 0)::bigint
             - coalesce((select sum(points - returned) from points_spends where tenant_id = ${tx.tenantId}), 0)::bigint as open,
           coalesce(sum(points) filter (where kind in ('earn', 'check-in', 'adjust') and points > 0), 0)::bigint as given,
           coalesce(-sum(points) filter (where kind = 'spend'), 0)::bigint as spent
      from points_entries where tenant_id = ${tx.tenantId} and at >= ${since}`
  return { open: row?.open ?? 0, given: row?.given ?? 0, spent: row?.spent ?? 0 }
}

/** Points given per day of the store's zone. */
export async function readDays(tx: TenantTx, since: Date, zone: string) {
  return tx.sql<{ day: string; points: number }[]>`
    select to_char(at at time zone ${zone}, 'YYYY-MM-DD') as day, sum(points)::bigint as points from points_entries
     where tenant_id = ${tx.tenantId} and at >= ${since} and points > 0 group by 1 order by 1 limit 100`
}
