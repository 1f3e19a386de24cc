import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { Binding } from './relation.rules.js'

/** Whose binding: a customer's, or a browser's that nobody signed in from. */
export type Subject = { readonly customer: CustomerId } | { readonly browser: string }

export interface KeptBinding extends Binding {
  readonly id: Id<'plg'>
  readonly customerId: CustomerId | null
}

interface Row {
  id: string
  customer_id: string | null
  promoter_id: string
  bound_at: Date
  touched_at: Date
  protected_until: Date
  valid_until: Date | null
  scene: string
}

function toBinding(row: Row): KeptBinding {
  return {
    id: idOf('plg', row.id),
    customerId: row.customer_id === null ? null : idOf('cus', row.customer_id),
    promoter: idOf('cus', row.promoter_id),
    boundAt: row.bound_at,
    touchedAt: row.touched_at,
    protectedUntil: row.protected_until,
    validUntil: row.valid_until,
    scene: row.scene,
  }
}

/** Reads a binding and holds its row until the transaction ends. */
export async function lockBinding(tx: TenantTx, subject: Subject): Promise<KeptBinding | null> {
  const [row] =
    'customer' in subject
      ? await tx.sql<Row[]>`
          select id, customer_id, promoter_id, bound_at, touched_at, protected_until, valid_until, scene
            from distributor_bindings
           where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(subject.customer)} for update`
      : await tx.sql<Row[]>`
          select id, customer_id, promoter_id, bound_at, touched_at, protected_until, valid_until, scene
            from distributor_bindings
           where tenant_id = ${tx.tenantId} and visitor_key = ${subject.browser} for update`
  return row ? toBinding(row) : null
}

/** A customer's binding as it reads now. */
export async function findBinding(tx: TenantTx, customer: CustomerId): Promise<KeptBinding | null> {
  const [row] = await tx.sql<Row[]>`
    select id, customer_id, promoter_id, bound_at, touched_at, protected_until, valid_until, scene
      from distributor_bindings where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customer)}`
  return row ? toBinding(row) : null
}

/** A customer's binding by its row, held; null for browsers'. */
export async function lockBindingById(tx: TenantTx, id: Id<'plg'>): Promise<KeptBinding | null> {
  const [row] = await tx.sql<Row[]>`
    select id, customer_id, promoter_id, bound_at, touched_at, protected_until, valid_until, scene
      from distributor_bindings
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and customer_id is not null for update`
  return row ? toBinding(row) : null
}

/** False, writing nothing, when the subject has one by now. */
export async function insertBinding(
  tx: TenantTx,
  id: Id<'plg'>,
  { subject, binding }: { readonly subject: Subject; readonly binding: Binding },
): Promise<boolean> {
  const customer = 'customer' in subject ? uuidOf(subject.customer) : null
  const browser = 'browser' in subject ? subject.browser : null
  const rows = await tx.sql`
    insert into distributor_bindings (tenant_id, id, customer_id, visitor_key, promoter_id, bound_at, touched_at,
      protected_until, valid_until, scene)
    values (${tx.tenantId}, ${uuidOf(id)}, ${customer}, ${browser}, ${uuidOf(binding.promoter)}, ${binding.boundAt},
      ${binding.touchedAt}, ${binding.protectedUntil}, ${binding.validUntil}, ${binding.scene})
    on conflict do nothing returning id`
  return rows.length === 1
}

/** Writes what became of a binding that is held. */
export async function writeBinding(tx: TenantTx, id: Id<'plg'>, binding: Binding): Promise<void> {
  await tx.sql`
    update distributor_bindings
       set promoter_id = ${uuidOf(binding.promoter)}, bound_at = ${binding.boundAt}, touched_at = ${binding.touchedAt},
           protected_until = ${binding.protectedUntil}, valid_until = ${binding.validUntil}, scene = ${binding.scene}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function deleteBinding(tx: TenantTx, id: Id<'plg'>): Promise<void> {
  await tx.sql`delete from distributor_bindings where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** A promoter's customers, the newest first, after the one named. */
export async function listCustomersOf(
  tx: TenantTx,
  promoter: CustomerId,
  { after, limit }: { readonly after: Id<'plg'> | null; readonly limit: number },
): Promise<KeptBinding[]> {
  const last = after && uuidOf(after)
  const rows = await tx.sql<Row[]>`
    select id, customer_id, promoter_id, bound_at, touched_at, protected_until, valid_until, scene
      from distributor_bindings
     where tenant_id = ${tx.tenantId} and promoter_id = ${uuidOf(promoter)} and customer_id is not null
       and (${last}::uuid is null or (bound_at, id) < (select bound_at, id from distributor_bindings
                                                        where tenant_id = ${tx.tenantId} and id = ${last}))
     order by bound_at desc, id desc limit ${limit}`
  return rows.map(toBinding)
}

/** The same, held, for whoever gets them next. */
export async function lockCustomersOf(
  tx: TenantTx,
  promoter: CustomerId,
  limit: number,
): Promise<KeptBinding[]> {
  const rows = await tx.sql<Row[]>`
    select id, customer_id, promoter_id, bound_at, touched_at, protected_until, valid_until, scene
      from distributor_bindings
     where tenant_id = ${tx.tenantId} and promoter_id = ${uuidOf(promoter)} and customer_id is not null
     order by id limit ${limit} for update`
  return rows.map(toBinding)
}

/** All customers' bindings, those bound last first. */
export async function listBindings(tx: TenantTx, limit: number): Promise<KeptBinding[]> {
  const rows = await tx.sql<Row[]>`
    select id, customer_id, promoter_id, bound_at, touched_at, protected_until, valid_until, scene
      from distributor_bindings
     where tenant_id = ${tx.tenantId} and customer_id is not null order by bound_at desc, id limit ${limit}`
  return rows.map(toBinding)
}

export interface Heired extends KeptBinding {
  readonly heir: CustomerId | null
}

/** Whether somebody who left still has customers that are to go elsewhere. */
export async function hasLeftBehind(tx: TenantTx, promoter: CustomerId): Promise<boolean> {
  const rows = await tx.sql`
    select id from distributor_bindings
     where tenant_id = ${tx.tenantId} and promoter_id = ${uuidOf(promoter)} limit 1`
  return rows.length === 1
}

/**
 * Bindings of those who left, held, with whom they go to: the heir, paused or not, or nobody. From an heir who left since they go
 * where she said.
 */
export async function lockLeftBehind(tx: TenantTx, limit: number): Promise<Heired[]> {
  const rows = await tx.sql<(Row & { heir_id: string | null })[]>`
    select b.id, b.customer_id, b.promoter_id, b.bound_at, b.touched_at, b.protected_until, b.valid_until, b.scene,
           h.customer_id as heir_id
      from distributor_people p
      join distributor_bindings b on b.tenant_id = ${tx.tenantId} and b.promoter_id = p.customer_id
      left join distributor_people h on h.tenant_id = ${tx.tenantId} and h.customer_id = p.heir_id
           and h.state in ('approved', 'frozen', 'left')
     where p.tenant_id = ${tx.tenantId} and p.state = 'left' order by b.id limit ${limit} for update of b`
  return rows.map((row) => ({
    ...toBinding(row),
    heir: row.heir_id === null ? null : idOf('cus', row.heir_id),
  }))
}

/** Browsers' bindings that were over before an instant; how many went. */
export async function deleteOld(tx: TenantTx, before: Date, limit: number): Promise<number> {
  const result = await tx.sql`
    delete from distributor_bindings where tenant_id = ${tx.tenantId} and id in (
      select id from distributor_bindings
       where tenant_id = ${tx.tenantId} and visitor_key is not null and valid_until < ${before} limit ${limit})`
  return result.count
}

/** Customers bound now, of each of these promoters; those without any are missing. */
export async function countCustomers(
  tx: TenantTx,
  promoters: readonly CustomerId[],
  at: Date,
): Promise<Map<CustomerId, number>> {
  const rows = await tx.sql<{ promoter_id: string; count: number }[]>`
    select promoter_id, count(*)::int as count from distributor_bindings
     where tenant_id = ${tx.tenantId} and promoter_id = any(${promoters.map(uuidOf)}::uuid[])
       and customer_id is not null and (valid_until is null or valid_until > ${at})
     group by promoter_id limit 200`
  return new Map(rows.map((row) => [idOf('cus', row.promoter_id), row.count]))
}
