import { type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

export type Deed =
  | 'ready'
  | 'unready'
  | 'handed'
  | 'undone'
  | 'code'
  | 'moved'
  | 'extended'
  | 'short'
  | 'express'
  | 'closed'
  | 'proposed'
  | 'declined'

export interface HandedLine {
  readonly lineId: Id<'lin'>
  readonly units: number
}

export interface LogEntry {
  readonly id: Id<'plg'>
  readonly pickupId: Id<'plg'>
  readonly what: Deed
  readonly staffId: Id<'stf'> | null
  readonly lines: readonly HandedLine[]
  readonly note: string
  readonly isUndone: boolean
  readonly at: Date
}

interface Row {
  id: string
  pickup_id: string
  what: Deed
  staff_id: string | null
  lines: HandedLine[]
  note: string
  is_undone: boolean
  at: Date
}

const toEntry = (row: Row): LogEntry => ({
  id: idOf('plg', row.id),
  pickupId: idOf('plg', row.pickup_id),
  what: row.what,
  staffId: row.staff_id === null ? null : idOf('stf', row.staff_id),
  lines: row.lines,
  note: row.note,
  isUndone: row.is_undone,
  at: row.at,
})

export async function insertLog(
  tx: TenantTx,
  entry: Omit<LogEntry, 'isUndone' | 'lines' | 'note'> & { lines?: readonly HandedLine[]; note?: string },
): Promise<void> {
  await tx.sql`
    insert into self_pickup_log (tenant_id, id, pickup_id, what, staff_id, lines, note, at)
    values (${tx.tenantId}, ${uuidOf(entry.id)}, ${uuidOf(entry.pickupId)}, ${entry.what}, ${entry.staffId && uuidOf(entry.staffId)},
      ${JSON.stringify(entry.lines ?? [])}::text::jsonb, ${entry.note ?? ''}, ${entry.at})`
}

/** What happened to one pickup, the latest first. */
export async function listLog(tx: TenantTx, pickupId: Id<'plg'>): Promise<LogEntry[]> {
  const rows = await tx.sql<Row[]>`
    select id, pickup_id, what, staff_id, lines, note, is_undone, at from self_pickup_log
     where tenant_id = ${tx.tenantId} and pickup_id = ${uuidOf(pickupId)} order by at desc, id desc limit 100`
  return rows.map(toEntry)
}

interface LoggedPickup extends LogEntry {
  readonly order: { readonly id: OrderId; readonly number: string }
}

/** What happened at all points, the latest first. */
export async function listRecent(tx: TenantTx): Promise<LoggedPickup[]> {
  const rows = await tx.sql<(Row & { number: string; order_id: string })[]>`
    select l.id, l.pickup_id, l.what, l.staff_id, l.lines, l.note, l.is_undone, l.at, k.number, k.order_id
      from self_pickup_log l join self_pickup_pickups k on k.tenant_id = ${tx.tenantId} and k.id = l.pickup_id
     where l.tenant_id = ${tx.tenantId} order by l.at desc, l.id desc limit 200`
  return rows.map((row) => ({
    ...toEntry(row),
    order: { id: idOf('ord', row.order_id), number: row.number },
  }))
}

/** The latest hand-over that stands; null when there is none. */
export async function findHanded(tx: TenantTx, pickupId: Id<'plg'>): Promise<LogEntry | null> {
  const rows = await tx.sql<Row[]>`
    select id, pickup_id, what, staff_id, lines, note, is_undone, at from self_pickup_log
     where tenant_id = ${tx.tenantId} and pickup_id = ${uuidOf(pickupId)} and what = 'handed' and not is_undone
     order by at desc, id desc limit 1`
  return rows[0] ? toEntry(rows[0]) : null
}

/** Units handed over per line, hand-overs taken back left out. */
export async function handedUnits(tx: TenantTx, pickupId: Id<'plg'>): Promise<Map<string, number>> {
  const rows = await tx.sql<{ line: string; units: number }[]>`
    select h.line->>'lineId' as line, sum((h.line->>'units')::int)::int as units
      from self_pickup_log l, jsonb_array_elements(l.lines) h(line)
     where l.tenant_id = ${tx.tenantId} and l.pickup_id = ${uuidOf(pickupId)} and l.what = 'handed' and not l.is_undone
     group by 1 limit 200`
  return new Map(rows.map(({ line, units }) => [line, units]))
}

export async function writeUndone(tx: TenantTx, id: Id<'plg'>): Promise<boolean> {
  const rows = await tx.sql`
    update self_pickup_log set is_undone = true
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and not is_undone returning id`
  return rows.length === 1
}
