import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

export type ChangeReason = 'first' | 'again' | 'take-over' | 'merchant' | 'released' | 'left' | 'joined'

/** One change of whose somebody is. */
export interface Change {
  readonly about: 'customer' | 'inviter'
  readonly customerId: CustomerId
  readonly from: CustomerId | null
  readonly to: CustomerId | null
  readonly reason: ChangeReason
  readonly note: string
  readonly staffId: Id<'stf'> | null
  readonly at: Date
}

interface Row {
  id: string
  about: 'customer' | 'inviter'
  customer_id: string
  from_id: string | null
  to_id: string | null
  reason: ChangeReason
  note: string
  staff_id: string | null
  at: Date
}

function toChange(row: Row): Change & { readonly id: Id<'plg'> } {
  return {
    id: idOf('plg', row.id),
    about: row.about,
    customerId: idOf('cus', row.customer_id),
    from: row.from_id === null ? null : idOf('cus', row.from_id),
    to: row.to_id === null ? null : idOf('cus', row.to_id),
    reason: row.reason,
    note: row.note,
    staffId: row.staff_id === null ? null : idOf('stf', row.staff_id),
    at: row.at,
  }
}

export async function insertChange(tx: TenantTx, id: Id<'plg'>, change: Change): Promise<void> {
  await tx.sql`
    insert into distributor_changes (tenant_id, id, about, customer_id, from_id, to_id, reason, note, staff_id, at)
    values (${tx.tenantId}, ${uuidOf(id)}, ${change.about}, ${uuidOf(change.customerId)},
      ${change.from && uuidOf(change.from)}, ${change.to && uuidOf(change.to)}, ${change.reason}, ${change.note},
      ${change.staffId && uuidOf(change.staffId)}, ${change.at})`
}

/** The latest first. */
export async function listChanges(tx: TenantTx, limit: number) {
  const rows = await tx.sql<Row[]>`
    select id, about, customer_id, from_id, to_id, reason, note, staff_id, at from distributor_changes
     where tenant_id = ${tx.tenantId} order by at desc, id desc limit ${limit}`
  return rows.map(toChange)
}

/** Changes that gave somebody a customer or took one, the latest first: each side reads the same line. */
export async function listChangesOf(tx: TenantTx, promoter: CustomerId, limit: number) {
  const rows = await tx.sql<Row[]>`
    select id, about, customer_id, from_id, to_id, reason, note, staff_id, at from distributor_changes
     where tenant_id = ${tx.tenantId} and (from_id = ${uuidOf(promoter)} or to_id = ${uuidOf(promoter)})
       and about = 'customer'
     order by at desc, id desc limit ${limit}`
  return rows.map(toChange)
}

/** Changes of who invited whom that somebody was part of, as the inviter before or after or as the one invited; the latest first. */
export async function listInvitesOf(tx: TenantTx, person: CustomerId, limit: number) {
  const id = uuidOf(person)
  const rows = await tx.sql<Row[]>`
    select id, about, customer_id, from_id, to_id, reason, note, staff_id, at from distributor_changes
     where tenant_id = ${tx.tenantId} and about = 'inviter'
       and (from_id = ${id} or to_id = ${id} or customer_id = ${id})
     order by at desc, id desc limit ${limit}`
  return rows.map(toChange)
}

/** How whose customer somebody is changed, the latest first. */
export async function listChangesAbout(tx: TenantTx, customerId: CustomerId, limit: number) {
  const rows = await tx.sql<Row[]>`
    select id, about, customer_id, from_id, to_id, reason, note, staff_id, at from distributor_changes
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and about = 'customer'
     order by at desc, id desc limit ${limit}`
  return rows.map(toChange)
}
