import type { TenantTx, TransactionSql } from '@mamapu/db'
import { type CustomerId, idOf, uuidOf } from '@mamapu/kernel'

/** What mechanics and audiences look at, of one customer. */
export interface PersonRow {
  readonly level: string
  readonly levelRank: number
  readonly growth: number
  readonly tags: readonly string[]
  readonly ordersPaid: number
  readonly isMember: boolean
  readonly isNew: boolean
  readonly points: number
  /** What a mechanic says the customer is to the shop; empty without one. */
  readonly plan: string
}

/** Everything core knows of these customers that a rule may look at; those that do not exist are missing. */
export function personsQuery(sql: TransactionSql, tenantId: string, customerIds: readonly string[]) {
  return sql<(PersonRow & { id: string })[]>`
    select c.id, c.level, coalesce(l.rank, 0) as "levelRank", c.growth, c.orders_paid as "ordersPaid",
           c.verified_at is not null as "isMember", coalesce(b.available, 0) as points, c.plan,
           array(select g.tag from customer_tags g
                  where g.tenant_id = ${tenantId} and g.customer_id = c.id order by g.tag limit 50) as tags,
           not exists (select from orders o
                        where o.tenant_id = ${tenantId} and o.customer_id = c.id and o.paid_at is not null)
           and not exists (select from orders o
                        where o.tenant_id = ${tenantId} and o.person_key = coalesce(c.phone_hash, c.proven_hash) and o.paid_at is not null) as "isNew"
      from customers c
      left join customer_levels l on l.tenant_id = ${tenantId} and l.level = c.level
      left join ledger_balances b on b.tenant_id = ${tenantId} and b.unit = 'points'
            and b.account = 'payee:cus_' || replace(c.id::text, '-', '')
     where c.tenant_id = ${tenantId} and c.id = any(${[...customerIds]}::uuid[]) limit 500`
}

/** Whether whoever proved this phone has paid an order here before, as a guest or as a customer. */
export function guestQuery(sql: TransactionSql, tenantId: string, phoneHash: string) {
  return sql<{ isNew: boolean }[]>`
    select not exists (select from orders o where o.tenant_id = ${tenantId}
                          and o.person_key = ${Buffer.from(phoneHash, 'hex')} and o.paid_at is not null)
       and not exists (select from customers c where c.tenant_id = ${tenantId}
                          and c.phone_hash = ${Buffer.from(phoneHash, 'hex')} and c.orders_paid > 0) as "isNew" limit 1`
}

export interface ProfileRow {
  readonly birthday: number | null
  readonly createdAt: Date
  readonly publicName: string
}

export async function findProfile(tx: TenantTx, id: CustomerId): Promise<ProfileRow | null> {
  const [row] = await tx.sql<ProfileRow[]>`
    select birthday, created_at as "createdAt", public_name as "publicName" from customers
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ?? null
}

/** The names of those who gave one; at most 200. */
export function listNames(tx: TenantTx, customerIds: readonly string[]) {
  return tx.sql<{ id: string; name: string }[]>`
    select id, name from customers
     where tenant_id = ${tx.tenantId} and id = any(${[...customerIds]}::uuid[]) and name <> '' limit 200`
}

/** Which customers; what is null is not asked for. */
export interface PeopleFilter {
  readonly after: CustomerId | null
  readonly limit: number
  readonly level: string | null
  readonly tag: string | null
  readonly birthday: number | null
}

/** Ids in their own order, by the index of what is asked for. */
export async function listPeople(tx: TenantTx, filter: PeopleFilter): Promise<CustomerId[]> {
  const { level, tag, birthday, limit } = filter
  const after = filter.after ? uuidOf(filter.after) : '0'.repeat(32)
  const rows =
    tag === null
      ? await tx.sql<{ id: string }[]>`
          select id from customers
           where tenant_id = ${tx.tenantId} and id > ${after}::uuid and (${level}::text is null or level = ${level})
             and (${birthday}::smallint is null or birthday = ${birthday}) order by id limit ${limit}`
      : await tx.sql<{ id: string }[]>`
          select c.id from customer_tags g join customers c on c.tenant_id = ${tx.tenantId} and c.id = g.customer_id
           where g.tenant_id = ${tx.tenantId} and g.tag = ${tag} and g.customer_id > ${after}::uuid
             and (${level}::text is null or c.level = ${level})
             and (${birthday}::smallint is null or c.birthday = ${birthday}) order by g.customer_id limit ${limit}`
  return rows.map(({ id }) => idOf('cus', id))
}

export async function writeBirthday(tx: TenantTx, id: CustomerId, birthday: number | null): Promise<void> {
  await tx.sql`
    update customers set birthday = ${birthday} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}
