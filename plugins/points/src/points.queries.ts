import { type CustomerId, idOf, type LocalDate, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'
import type { Account, Entry, EntryKind, Grant, Spend } from './points.types.js'

const GRANTS_MAX = 2000

/** The customer's account as it stands; null for who never had points. */
export async function findAccount(tx: TenantTx, customerId: CustomerId): Promise<Account | null> {
  const [row] = await tx.sql<Omit<Account, 'customerId'>[]>`
    select credited, expired, debt from points_accounts
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`
  return row ? { customerId, ...row } : null
}

/** The customer's account, made when it is the first time, held until the transaction ends. */
export async function lockAccount(tx: TenantTx, customerId: CustomerId): Promise<Account> {
  const id = uuidOf(customerId)
  await tx.sql`
    insert into points_accounts (tenant_id, customer_id) values (${tx.tenantId}, ${id}) on conflict do nothing`
  const [row] = await tx.sql<Omit<Account, 'customerId'>[]>`
    select credited, expired, debt from points_accounts
     where tenant_id = ${tx.tenantId} and customer_id = ${id} for update`
  return { customerId, credited: row?.credited ?? 0, expired: row?.expired ?? 0, debt: row?.debt ?? 0 }
}

export async function writeAccount(tx: TenantTx, account: Account): Promise<void> {
  await tx.sql`
    update points_accounts set credited = ${account.credited}, expired = ${account.expired}, debt = ${account.debt}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(account.customerId)}`
}

/** Points per yuan promised to an order placed before orders kept it themselves; null when none. */
export async function findPromise(tx: TenantTx, orderId: OrderId): Promise<number | null> {
  const [row] = await tx.sql<{ earn_per_yuan: number }[]>`
    select earn_per_yuan from points_promises where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}`
  return row?.earn_per_yuan ?? null
}

/** Grants of a customer that still hold something, those that end last coming first. */
export async function listOpenGrants(tx: TenantTx, customerId: CustomerId): Promise<Grant[]> {
  const rows = await tx.sql<GrantRow[]>`
    select id, cause, points, gone, expires_at from points_grants
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and gone < points
     order by expires_at desc nulls first, id desc limit ${GRANTS_MAX}`
  return rows.map(grantOf)
}

interface NewGrant {
  readonly id: string
  readonly customerId: CustomerId
  readonly cause: string
  readonly points: number
  readonly expiresAt: Date | null
  readonly at: Date
}

/** False, writing nothing, when this cause has given already. */
export async function insertGrant(tx: TenantTx, grant: NewGrant): Promise<boolean> {
  const rows = await tx.sql`
    insert into points_grants (tenant_id, id, customer_id, cause, points, expires_at, created_at)
    values (${tx.tenantId}, ${grant.id}, ${uuidOf(grant.customerId)}, ${grant.cause}, ${grant.points},
      ${grant.expiresAt}, ${grant.at})
    on conflict (tenant_id, cause) do nothing returning id`
  return rows.length === 1
}

interface GrantRow {
  id: string
  cause: string
  points: number
  gone: number
  expires_at: Date | null
}

const grantOf = ({ expires_at, ...row }: GrantRow): Grant => ({ ...row, expiresAt: expires_at })

export async function findGrant(tx: TenantTx, cause: string): Promise<Grant | null> {
  const [row] = await tx.sql<GrantRow[]>`
    select id, cause, points, gone, expires_at from points_grants
     where tenant_id = ${tx.tenantId} and cause = ${cause}`
  return row ? grantOf(row) : null
}

export async function lowerGrant(tx: TenantTx, id: string, by: number): Promise<void> {
  await tx.sql`
    update points_grants set points = points - ${by} where tenant_id = ${tx.tenantId} and id = ${id}`
}

/** Grants of a customer that are over by an instant, those that ended first coming first. */
export async function listOver(tx: TenantTx, customerId: CustomerId, at: Date): Promise<Grant[]> {
  const rows = await tx.sql<GrantRow[]>`
    select id, cause, points, gone, expires_at from points_grants
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and expires_at <= ${at}
     order by expires_at, id limit ${GRANTS_MAX}`
  return rows.map(grantOf)
}

export async function addGone(tx: TenantTx, id: string, points: number): Promise<void> {
  await tx.sql`
    update points_grants set gone = gone + ${points} where tenant_id = ${tx.tenantId} and id = ${id}`
}

/** Customers with something to let go: more of theirs is over than expired before, was spent or is held. */
export async function listCustomersOver(
  tx: TenantTx,
  { at, limit }: { at: Date; limit: number },
): Promise<CustomerId[]> {
  const rows = await tx.sql<{ customer_id: string }[]>`
    select a.customer_id from points_accounts a
     where a.tenant_id = ${tx.tenantId} and a.customer_id in (
             select g.customer_id from points_grants g
              where g.tenant_id = ${tx.tenantId} and g.expires_at <= ${at} and g.gone < g.points)
       and (select sum(o.points) from points_grants o
             where o.tenant_id = ${tx.tenantId} and o.customer_id = a.customer_id and o.expires_at <= ${at})
           > a.credited + a.debt
             - quota_left(${tx.tenantId}, 'points.spend', replace(a.customer_id::text, '-', ''), 0)
     order by a.customer_id limit ${limit}`
  return rows.map((row) => idOf('cus', row.customer_id))
}

/** Customers who were not told of grants that end in a span, and lose something with it as far as is spent or held now. */
export async function listCustomersToTell(
  tx: TenantTx,
  { at, until, limit }: { at: Date; until: Date; limit: number },
): Promise<CustomerId[]> {
  const rows = await tx.sql<{ customer_id: string }[]>`
    select a.customer_id from points_accounts a
     where a.tenant_id = ${tx.tenantId} and a.customer_id in (
             select g.customer_id from points_grants g
              where g.tenant_id = ${tx.tenantId} and g.expires_at > ${at} and g.expires_at <= ${until}
                and g.told_at is null and g.gone < g.points)
       and (select sum(o.points) from points_grants o
             where o.tenant_id = ${tx.tenantId} and o.customer_id = a.customer_id and o.expires_at <= ${until})
           > a.credited + a.debt
             - quota_left(${tx.tenantId}, 'points.spend', replace(a.customer_id::text, '-', ''), 0)
     order by a.customer_id limit ${limit}`
  return rows.map((row) => idOf('cus', row.customer_id))
}

/** Marks a customer's grants that end in a span as told of. */
export async function markTold(
  tx: TenantTx,
  { customerId, at, until }: { customerId: CustomerId; at: Date; until: Date },
): Promise<void> {
  await tx.sql`
    update points_grants set told_at = ${at}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}
       and expires_at > ${at} and expires_at <= ${until} and told_at is null`
}

export async function insertEntry(tx: TenantTx, entry: Entry & { id: string; at: Date }): Promise<void> {
  await tx.sql`
    insert into points_entries (tenant_id, id, customer_id, kind, points, order_id, note, at)
    values (${tx.tenantId}, ${entry.id}, ${uuidOf(entry.customerId)}, ${entry.kind}, ${entry.points},
      ${entry.orderId ? uuidOf(entry.orderId) : null}, ${entry.note ?? ''}, ${entry.at})`
}

/** Notes what an order was paid with; null when it is noted already. */
export async function insertSpend(
  tx: TenantTx,
  { orderId, customerId, points }: { orderId: OrderId; customerId: CustomerId; points: number },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into points_spends (tenant_id, order_id, customer_id, points)
    values (${tx.tenantId}, ${uuidOf(orderId)}, ${uuidOf(customerId)}, ${points}) on conflict do nothing returning points`
  return rows.length === 1
}

export async function lockSpend(tx: TenantTx, orderId: OrderId): Promise<Spend | null> {
  const [row] = await tx.sql<{ customer_id: string; points: number; returned: number }[]>`
    select customer_id, points, returned from points_spends
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} for update`
  return row ? { customerId: idOf('cus', row.customer_id), points: row.points, returned: row.returned } : null
}

export async function addReturned(tx: TenantTx, orderId: OrderId, points: number): Promise<void> {
  await tx.sql`
    update points_spends set returned = returned + ${points}
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}`
}

export interface BalanceRow {
  /** Not held, not spent, not yet over. */
  readonly available: number
}

/** What a customer may spend at an instant, for facts and pages. */
export function balanceQuery(sql: TransactionSql, tenantId: string, customerId: string, at: Date) {
  return sql<BalanceRow[]>`
    select greatest(0, left_units - greatest(0, over_points - expired - (limit_units - left_units)))::bigint as available
      from (select a.expired, a.credited - a.expired + a.debt as limit_units,
                   quota_left(${tenantId}, 'points.spend', ${customerId.replaceAll('-', '')}, 0) as left_units,
                   coalesce((select sum(g.points) from points_grants g
                     where g.tenant_id = ${tenantId} and g.customer_id = a.customer_id and g.expires_at <= ${at}), 0)
                     as over_points
              from points_accounts a where a.tenant_id = ${tenantId} and a.customer_id = ${customerId}) b limit 1`
}

export interface EntryRow {
  id: string
  kind: EntryKind
  points: number
  note: string
  at: Date
}

export async function listEntries(tx: TenantTx, customerId: CustomerId, limit: number): Promise<EntryRow[]> {
  return tx.sql<EntryRow[]>`
    select id, kind, points, note, at from points_entries
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} order by id desc limit ${limit}`
}

/** Days in a row up to a day; null when that day was not one. */
export async function findStreak(
  tx: TenantTx,
  customerId: CustomerId,
  day: LocalDate,
): Promise<number | null> {
  const [row] = await tx.sql<{ streak: number }[]>`
    select streak from points_check_ins
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and day = ${day}`
  return row?.streak ?? null
}

/** False when that day is taken. */
export async function insertCheckIn(
  tx: TenantTx,
  row: { customerId: CustomerId; day: LocalDate; streak: number; points: number },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into points_check_ins (tenant_id, customer_id, day, streak, points)
    values (${tx.tenantId}, ${uuidOf(row.customerId)}, ${row.day}, ${row.streak}, ${row.points})
    on conflict do nothing returning streak`
  return rows.length === 1
}
