import { type CustomerId, type Id, idOf, type LocalDate, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Pickup, PickupState, Slot } from '../pickup.types.js'

interface Row {
  id: string
  order_id: string
  number: string
  customer_id: string | null
  point_id: string
  state: PickupState
  day: string
  from_minute: number
  until_minute: number
  ends_at: Date
  version: number
  code_version: number
  ready_at: Date | null
  kept_until: Date | null
  is_short: boolean
  note: string
}

function toPickup(row: Row): Pickup {
  return {
    id: idOf('plg', row.id),
    orderId: idOf('ord', row.order_id),
    number: row.number,
    customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
    pointId: idOf('plg', row.point_id),
    state: row.state,
    day: row.day as LocalDate,
    from: row.from_minute,
    until: row.until_minute,
    endsAt: row.ends_at,
    version: row.version,
    codeVersion: row.code_version,
    readyAt: row.ready_at,
    keptUntil: row.kept_until,
    isShort: row.is_short,
    note: row.note,
  }
}

export interface NewPickup {
  readonly id: Id<'plg'>
  readonly orderId: OrderId
  readonly number: string
  readonly customerId: CustomerId | null
  readonly pointId: Id<'plg'>
  readonly slot: Slot
  readonly endsAt: Date
  readonly codeVersion: number
  readonly codeHash: Uint8Array
  readonly at: Date
}

/** False, writing nothing, when the order has its pickup, or another open one of the point has this code. */
export async function insertPickup(tx: TenantTx, one: NewPickup): Promise<boolean> {
  const rows = await tx.sql`
    insert into self_pickup_pickups (tenant_id, id, order_id, number, customer_id, point_id, day, from_minute, until_minute, ends_at,
      code_version, code_hash, made_at)
    values (${tx.tenantId}, ${uuidOf(one.id)}, ${uuidOf(one.orderId)}, ${one.number}, ${one.customerId && uuidOf(one.customerId)},
      ${uuidOf(one.pointId)}, ${one.slot.day}, ${one.slot.from}, ${one.slot.until}, ${one.endsAt}, ${one.codeVersion},
      ${Buffer.from(one.codeHash)}, ${one.at})
    on conflict do nothing returning id`
  return rows.length === 1
}

export async function findByOrder(tx: TenantTx, orderId: OrderId): Promise<Pickup | null> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}`
  return rows[0] ? toPickup(rows[0]) : null
}

export async function findPickup(tx: TenantTx, id: Id<'plg'>): Promise<Pickup | null> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return rows[0] ? toPickup(rows[0]) : null
}

/** Reads a pickup and holds it until the transaction ends: two clerks come one after the other. */
export async function lockPickup(tx: TenantTx, id: Id<'plg'>): Promise<Pickup | null> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return rows[0] ? toPickup(rows[0]) : null
}

export async function lockByOrder(tx: TenantTx, orderId: OrderId): Promise<Pickup | null> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} for update`
  return rows[0] ? toPickup(rows[0]) : null
}

/** Open pickups whose code has one of these keyed hashes, at whichever point. */
export async function findByCodes(tx: TenantTx, hashes: readonly Uint8Array[]): Promise<Pickup[]> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups
     where tenant_id = ${tx.tenantId} and code_hash = any(array(select decode(h.hex, 'hex') from unnest(${hashes.map((hash) => Buffer.from(hash).toString('hex'))}::text[]) h(hex)))
       and state in ('preparing', 'ready', 'part', 'overdue') limit 50`
  return rows.map(toPickup)
}

/** Puts a pickup that is held into a state; the version says that something changed. */
export async function writeState(
  tx: TenantTx,
  id: Id<'plg'>,
  to: { readonly state: PickupState; readonly readyAt?: Date | null },
): Promise<void> {
  await tx.sql`
    update self_pickup_pickups
       set state = ${to.state}, version = version + 1,
           ready_at = ${to.readyAt === undefined ? tx.sql`ready_at` : to.readyAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** False, changing nothing, when another open pickup of the point has this code. */
export async function writeCode(
  tx: TenantTx,
  id: Id<'plg'>,
  code: { readonly version: number; readonly hash: Uint8Array },
): Promise<boolean> {
  try {
    await tx.sql.savepoint(
      (sql) => sql`
        update self_pickup_pickups
           set code_version = ${code.version}, code_hash = ${Buffer.from(code.hash)}, version = version + 1
         where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`,
    )
    return true
  } catch (error) {
    if ((error as { code?: string }).code === '23505') return false
    throw error
  }
}

/** Where and when it is collected from now on; nobody has waited for it there yet. */
export async function writeSlot(
  tx: TenantTx,
  id: Id<'plg'>,
  to: {
    readonly pointId: Id<'plg'>
    readonly slot: Slot
    readonly endsAt: Date
    readonly state: PickupState
  },
): Promise<void> {
  await tx.sql`
    update self_pickup_pickups
       set point_id = ${uuidOf(to.pointId)}, day = ${to.slot.day}, from_minute = ${to.slot.from}, until_minute = ${to.slot.until},
           ends_at = ${to.endsAt}, state = ${to.state}, ready_at = ${to.state === 'ready' ? tx.sql`ready_at` : null},
           kept_until = null, reminded = 0, reminded_at = null, is_told = false, is_short = false, note = '', version = version + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function writeShort(tx: TenantTx, id: Id<'plg'>, note: string): Promise<void> {
  await tx.sql`
    update self_pickup_pickups set is_short = true, note = ${note}, version = version + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function writeKept(tx: TenantTx, id: Id<'plg'>, until: Date): Promise<void> {
  await tx.sql`
    update self_pickup_pickups set kept_until = ${until}, is_told = false, reminded = 0, version = version + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** Pickups of a point's day by time, the open ones of earlier days first. */
export async function listDay(tx: TenantTx, pointId: Id<'plg'>, day: LocalDate): Promise<Pickup[]> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups
     where tenant_id = ${tx.tenantId} and point_id = ${uuidOf(pointId)} and state <> 'closed'
       and (day = ${day}::date or (day < ${day}::date and state in ('preparing', 'ready', 'part', 'overdue')))
     order by self_pickup_pickups.day, from_minute, number limit 300`
  return rows.map(toPickup)
}

/** The latest first; of one state, or of all. */
export async function listPickups(tx: TenantTx, state: PickupState | null): Promise<Pickup[]> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups
     where tenant_id = ${tx.tenantId} and (${state}::text is null or state = ${state})
     order by ends_at desc, id limit 200`
  return rows.map(toPickup)
}

/** Open pickups that cannot be as agreed: the point or its day is closed, or it has not the goods. */
export async function listUpset(tx: TenantTx): Promise<Pickup[]> {
  const rows = await tx.sql<Row[]>`
    select k.id, k.order_id, k.number, k.customer_id, k.point_id, k.state, k.day::text as day, k.from_minute, k.until_minute, k.ends_at,
           k.version, k.code_version, k.ready_at, k.kept_until, k.is_short, k.note
      from self_pickup_pickups k
      join self_pickup_points p on p.tenant_id = ${tx.tenantId} and p.id = k.point_id
     where k.tenant_id = ${tx.tenantId} and k.state in ('preparing', 'ready', 'overdue')
       and (not p.is_open or k.is_short or exists (
             select 1 from self_pickup_days_off d where d.tenant_id = ${tx.tenantId} and d.point_id = k.point_id and d.day = k.day)
             or exists (
             select 1 from self_pickup_proposals a where a.tenant_id = ${tx.tenantId} and a.pickup_id = k.id and a.state = 'open'))
     order by k.ends_at, k.id limit 200`
  return rows.map(toPickup)
}

export interface StateCounts {
  readonly preparing: number
  readonly ready: number
  readonly overdue: number
}

export async function countOpen(tx: TenantTx): Promise<StateCounts> {
  const [row] = await tx.sql<StateCounts[]>`
    select count(*) filter (where state = 'preparing')::int as preparing, count(*) filter (where state in ('ready', 'part'))::int as ready,
           count(*) filter (where state = 'overdue')::int as overdue
      from self_pickup_pickups where tenant_id = ${tx.tenantId} and state in ('preparing', 'ready', 'part', 'overdue')`
  return row ?? { preparing: 0, ready: 0, overdue: 0 }
}

/** Ready ones whose slot is over by now, held: at most so many, passing by those somebody works on. */
export async function lockPast(tx: TenantTx, at: Date, limit: number): Promise<Pickup[]> {
  const rows = await tx.sql<Row[]>`
    select id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
           code_version, ready_at, kept_until, is_short, note
      from self_pickup_pickups
     where tenant_id = ${tx.tenantId} and state in ('ready', 'part') and kept_until is null and ends_at <= ${at}
     order by ends_at limit ${limit} for update skip locked`
  return rows.map(toPickup)
}

/** It is overdue from now on; what was handed over in part stays so, and is reminded all the same. */
export async function writeOverdue(
  tx: TenantTx,
  id: Id<'plg'>,
  { state, keptUntil }: { readonly state: PickupState; readonly keptUntil: Date },
): Promise<void> {
  await tx.sql`
    update self_pickup_pickups set state = ${state}, kept_until = ${keptUntil}, version = version + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** Overdue ones that may be reminded again, held and counted as reminded. */
export async function takeReminders(
  tx: TenantTx,
  {
    at,
    before,
    most,
    limit,
  }: { readonly at: Date; readonly before: Date; readonly most: number; readonly limit: number },
): Promise<Pickup[]> {
  const rows = await tx.sql<Row[]>`
    update self_pickup_pickups set reminded = reminded + 1, reminded_at = ${at}
     where tenant_id = ${tx.tenantId} and id in (
       select k.id from self_pickup_pickups k
        where k.tenant_id = ${tx.tenantId} and k.kept_until is not null and k.state in ('overdue', 'part') and k.reminded < ${most}
          and (k.reminded_at is null or k.reminded_at <= ${before})
        order by k.ends_at limit ${limit} for update skip locked)
    returning id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
              code_version, ready_at, kept_until, is_short, note`
  return rows.map(toPickup)
}

/** Those that were kept long enough and nobody decided about, marked as told. */
export async function takeExpired(tx: TenantTx, at: Date, limit: number): Promise<Pickup[]> {
  const rows = await tx.sql<Row[]>`
    update self_pickup_pickups set is_told = true
     where tenant_id = ${tx.tenantId} and id in (
       select k.id from self_pickup_pickups k
        where k.tenant_id = ${tx.tenantId} and k.kept_until <= ${at} and k.state in ('overdue', 'part') and not k.is_told
        order by k.kept_until limit ${limit} for update skip locked)
    returning id, order_id, number, customer_id, point_id, state, day::text as day, from_minute, until_minute, ends_at, version,
              code_version, ready_at, kept_until, is_short, note`
  return rows.map(toPickup)
}

export interface ShownRow {
  readonly id: string
  readonly state: PickupState
  readonly pointName: string
  readonly pointNameEn: string
  readonly address: string
  readonly phone: string
  readonly lat: number | null
  readonly lng: number | null
  readonly day: string
  readonly fromMinute: number
  readonly untilMinute: number
  readonly isShort: boolean
  readonly isProposed: boolean
}

/** What an order's page says of its pickup. */
export function ofOrderQuery(sql: TransactionSql, tenantId: string, orderId: string) {
  return sql<ShownRow[]>`
    select k.id, k.state, p.name as "pointName", p.name_en as "pointNameEn", p.address, p.phone, p.lat, p.lng, k.day::text as day,
           k.from_minute as "fromMinute", k.until_minute as "untilMinute", k.is_short as "isShort",
           exists (select 1 from self_pickup_proposals o where o.tenant_id = ${tenantId} and o.pickup_id = k.id and o.state = 'open') as "isProposed"
      from self_pickup_pickups k join self_pickup_points p on p.tenant_id = ${tenantId} and p.id = k.point_id
     where k.tenant_id = ${tenantId} and k.order_id = ${orderId} limit 1`
}
