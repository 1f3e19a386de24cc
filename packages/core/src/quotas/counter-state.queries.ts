import { type Database, readTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'

export interface CounterRef {
  readonly kind: string
  readonly id: string
}

/** What is left of something limited, for pages. */
export interface CounterState extends CounterRef {
  readonly limit: number
  readonly taken: number
  /** Of those taken, not paid yet; counted only when nothing is left. */
  readonly held: number
  /** When the first unpaid one comes back if it stays unpaid. */
  readonly againAt: Date | null
}

/** So many counters are read at once. */
export const COUNTERS_MAX = 200

/** Counters as they are now; those nobody has opened are missing. */
export async function readCounterStates(
  db: Database,
  storeId: StoreId,
  refs: readonly CounterRef[],
): Promise<CounterState[]> {
  const asked = JSON.stringify(refs.slice(0, COUNTERS_MAX).map(({ kind, id }) => [kind, id]))
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<(CounterRef & { limit_units: number; taken: number; held: number | null; again: Date | null })[]>`
      with asked as materialized (
        select one ->> 0 as kind, one ->> 1 as id from json_array_elements(${asked}::text::json) as one)
      select q.kind, q.id, q.limit_units, q.taken, h.held, h.again
        from asked a
        join quotas q on q.tenant_id = ${tenantId} and q.kind = a.kind and q.id = a.id
        left join lateral (
          select sum(t.units - t.released)::bigint as held, min(t.expires_at) as again from quota_takes t
           where t.tenant_id = ${tenantId} and t.kind = q.kind and t.quota_id = q.id and t.state = 'held') h
          on q.taken >= q.limit_units
       limit ${COUNTERS_MAX}`,
  ])
  return rows.map(({ kind, id, limit_units, taken, held, again }) => ({
    kind,
    id,
    limit: limit_units,
    taken,
    held: held ?? 0,
    againAt: again,
  }))
}
