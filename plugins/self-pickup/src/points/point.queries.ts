import { type Id, idOf, type LocalDate, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Places, Point, Usage } from '../pickup.types.js'
import { hoursText, offKey, readHours } from '../slots/slot.rules.js'

/** Points of one shop. */
export const POINTS_MAX = 50
const DAYS_OFF_MAX = 2000

export interface PointRow {
  id: string
  is_open: boolean
  name: string
  name_en: string
  city: string
  address: string
  phone: string
  guide: string
  lat: number | null
  lng: number | null
  hours: string[]
  slot_minutes: number
  capacity: number
  count_by: 'orders' | 'items'
  lead_minutes: number
  cut_off: number | null
  days_ahead: number
  own_stock: boolean
  off: string[] | null
}

/** All points with the days they are closed on from a day on, in the merchant's order. */
export function placesQuery(sql: TransactionSql, tenantId: string, from: string) {
  return sql<PointRow[]>`
    select p.id, p.is_open, p.name, p.name_en, p.city, p.address, p.phone, p.guide, p.lat, p.lng, p.hours, p.slot_minutes, p.capacity,
           p.count_by, p.lead_minutes, p.cut_off, p.days_ahead, p.own_stock,
           (select array_agg(d.day::text order by d.day) from (
              select o.day from self_pickup_days_off o
               where o.tenant_id = ${tenantId} and o.point_id = p.id and o.day >= ${from}::date
               order by o.day limit ${DAYS_OFF_MAX}) d) as off
      from self_pickup_points p where p.tenant_id = ${tenantId} order by p.position, p.id limit ${POINTS_MAX}`
}

export function placesOf(rows: readonly PointRow[]): Places {
  const points = rows.map(toPoint)
  const off = rows.flatMap((row) =>
    (row.off ?? []).map((day) => offKey({ id: idOf('plg', row.id) }, day as LocalDate)),
  )
  return { points, daysOff: new Set(off) }
}

function toPoint(row: PointRow): Point {
  return {
    id: idOf('plg', row.id),
    isOpen: row.is_open,
    name: row.name,
    nameEn: row.name_en || row.name,
    city: row.city,
    address: row.address,
    phone: row.phone,
    guide: row.guide,
    position: row.lat === null || row.lng === null ? null : { lat: row.lat, lng: row.lng },
    hours: row.hours.map((text) => readHours(text) ?? []),
    slotMinutes: row.slot_minutes,
    capacity: row.capacity,
    countBy: row.count_by,
    leadMinutes: row.lead_minutes,
    cutOff: row.cut_off,
    daysAhead: row.days_ahead,
    hasOwnStock: row.own_stock,
  }
}

export async function readPlaces(tx: TenantTx, from: LocalDate): Promise<Places> {
  return placesOf(await placesQuery(tx.sql, tx.tenantId, from))
}

export interface UsageRow {
  id: string
  limit: number
  taken: number
}

/** How full the counters of one of this plugin's kinds are, by ids from one text to another. */
export function usageQuery(
  sql: TransactionSql,
  tenantId: string,
  { kind, from, until }: { kind: string; from: string; until: string },
) {
  return sql<UsageRow[]>`
    select q.id, q.limit_units as "limit", q.taken from quota_span(${tenantId}, ${kind}, ${from}, ${until}) q limit 2000`
}

export const usageOf = (rows: readonly UsageRow[]): Usage =>
  new Map(rows.map(({ id, limit, taken }) => [id, { limit, taken }]))

/** Writes a point, new or known. False when it is new and there are as many as may be. */
export async function writePoint(tx: TenantTx, point: Point, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    insert into self_pickup_points as p (tenant_id, id, is_open, name, name_en, city, address, phone, guide, lat, lng, hours, slot_minutes,
      capacity, count_by, lead_minutes, cut_off, days_ahead, own_stock, position, changed_at)
    values (${tx.tenantId}, ${uuidOf(point.id)}, ${point.isOpen}, ${point.name}, ${point.nameEn}, ${point.city}, ${point.address}, ${point.phone},
      ${point.guide}, ${point.position?.lat ?? null}, ${point.position?.lng ?? null}, ${point.hours.map(hoursText)}, ${point.slotMinutes},
      ${point.capacity}, ${point.countBy}, ${point.leadMinutes}, ${point.cutOff}, ${point.daysAhead}, ${point.hasOwnStock},
      (select coalesce(max(o.position), 0) + 1 from self_pickup_points o where o.tenant_id = ${tx.tenantId}), ${at})
    on conflict (tenant_id, id) do update
      set is_open = excluded.is_open, name = excluded.name, name_en = excluded.name_en, city = excluded.city, address = excluded.address,
          phone = excluded.phone, guide = excluded.guide, lat = excluded.lat, lng = excluded.lng, hours = excluded.hours,
          slot_minutes = excluded.slot_minutes, capacity = excluded.capacity, count_by = excluded.count_by,
          lead_minutes = excluded.lead_minutes, cut_off = excluded.cut_off, days_ahead = excluded.days_ahead,
          own_stock = excluded.own_stock, changed_at = excluded.changed_at
      where p.tenant_id = ${tx.tenantId}
    returning (select count(*)::int from self_pickup_points o where o.tenant_id = ${tx.tenantId}) as count`
  return ((rows[0] as { count: number } | undefined)?.count ?? 0) < POINTS_MAX
}

/** Opens or closes a point for new orders. False for one there is not. */
export async function writeOpen(tx: TenantTx, id: Id<'plg'>, isOpen: boolean, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    update self_pickup_points set is_open = ${isOpen}, changed_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} returning id`
  return rows.length === 1
}

export interface DayOff {
  readonly id: Id<'plg'>
  readonly pointId: Id<'plg'>
  readonly day: LocalDate
  readonly reason: string
}

/** False when the point is closed that day already. */
export async function insertDayOff(tx: TenantTx, off: DayOff): Promise<boolean> {
  const rows = await tx.sql`
    insert into self_pickup_days_off (tenant_id, id, point_id, day, reason)
    values (${tx.tenantId}, ${uuidOf(off.id)}, ${uuidOf(off.pointId)}, ${off.day}, ${off.reason})
    on conflict (tenant_id, point_id, day) do nothing returning id`
  return rows.length === 1
}

export async function deleteDayOff(tx: TenantTx, id: Id<'plg'>): Promise<boolean> {
  const rows = await tx.sql`
    delete from self_pickup_days_off where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} returning id`
  return rows.length === 1
}

export async function listDaysOff(tx: TenantTx, from: LocalDate): Promise<DayOff[]> {
  const rows = await tx.sql<{ id: string; point_id: string; day: string; reason: string }[]>`
    select id, point_id, day::text as day, reason from self_pickup_days_off
     where tenant_id = ${tx.tenantId} and day >= ${from}::date order by day, point_id limit 200`
  return rows.map((row) => ({
    id: idOf('plg', row.id),
    pointId: idOf('plg', row.point_id),
    day: row.day as LocalDate,
    reason: row.reason,
  }))
}

export interface PointStaff {
  readonly id: Id<'plg'>
  readonly pointId: Id<'plg'>
  readonly staffId: Id<'stf'>
}

export async function listPointStaff(tx: TenantTx): Promise<PointStaff[]> {
  const rows = await tx.sql<{ id: string; point_id: string; staff_id: string }[]>`
    select id, point_id, staff_id from self_pickup_staff where tenant_id = ${tx.tenantId} order by point_id, id limit 500`
  return rows.map((row) => ({
    id: idOf('plg', row.id),
    pointId: idOf('plg', row.point_id),
    staffId: idOf('stf', row.staff_id),
  }))
}

/** The points one of the staff works at. */
export async function listPointsOfStaff(tx: TenantTx, staffId: Id<'stf'>): Promise<Id<'plg'>[]> {
  const rows = await tx.sql<{ point_id: string }[]>`
    select point_id from self_pickup_staff
     where tenant_id = ${tx.tenantId} and staff_id = ${uuidOf(staffId)} limit ${POINTS_MAX}`
  return rows.map((row) => idOf('plg', row.point_id))
}

export async function insertPointStaff(tx: TenantTx, one: PointStaff): Promise<boolean> {
  const rows = await tx.sql`
    insert into self_pickup_staff (tenant_id, id, point_id, staff_id)
    values (${tx.tenantId}, ${uuidOf(one.id)}, ${uuidOf(one.pointId)}, ${uuidOf(one.staffId)})
    on conflict (tenant_id, staff_id, point_id) do nothing returning id`
  return rows.length === 1
}

export async function deletePointStaff(tx: TenantTx, id: Id<'plg'>): Promise<boolean> {
  const rows = await tx.sql`
    delete from self_pickup_staff where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} returning id`
  return rows.length === 1
}
