import { callTenant, type Database, type TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, type StoreId, uuidOf } from '@mamapu/kernel'

export interface SessionFacts {
  readonly csrf: string
  readonly customerId: string | null
  readonly phoneHash: string | null
  readonly visitorKey: string
  readonly cameBy: string | null
  readonly cameAt: string | null
  readonly mayFollow: boolean | null
}

export function readSession(
  db: Database,
  storeId: StoreId,
  { tokenHash, at }: { tokenHash: string; at: Date },
): Promise<SessionFacts | null> {
  return callTenant(db, 'read_shopper_session', storeId, tokenHash, at)
}

export interface NewSession {
  tokenHash: Buffer
  customerId: CustomerId | null
  csrf: string
  phoneHash: Buffer | null
  visitorKey: string
  at: Date
  expiresAt: Date
}

export async function insertSession(tx: TenantTx, session: NewSession): Promise<void> {
  await tx.sql`
    insert into customer_sessions (tenant_id, token_hash, customer_id, csrf, phone_hash, visitor_id, created_at, seen_at, expires_at)
    values (${tx.tenantId}, ${session.tokenHash}, ${session.customerId && uuidOf(session.customerId)}, ${session.csrf},
            ${session.phoneHash}, ${session.visitorKey}, ${session.at}, ${session.at}, ${session.expiresAt})`
}

/** How the visitor of one session came and what they answered, in the one that goes on for it. */
export async function continueVisit(tx: TenantTx, { from, to }: { from: Buffer; to: Buffer }): Promise<void> {
  await tx.sql`
    update customer_sessions s
       set came_by = b.came_by, came_at = b.came_at, may_follow = b.may_follow, answered_at = b.answered_at, seen_by = b.seen_by
      from customer_sessions b
     where s.tenant_id = ${tx.tenantId} and s.token_hash = ${to} and b.tenant_id = ${tx.tenantId} and b.token_hash = ${from}`
}

export async function deleteSession(tx: TenantTx, tokenHash: Buffer): Promise<void> {
  await tx.sql`delete from customer_sessions where tenant_id = ${tx.tenantId} and token_hash = ${tokenHash}`
}

export async function writeVerifiedPhone(
  tx: TenantTx,
  tokenHash: Buffer,
  phoneHash: Buffer,
): Promise<boolean> {
  const result = await tx.sql`
    update customer_sessions set phone_hash = ${phoneHash}
     where tenant_id = ${tx.tenantId} and token_hash = ${tokenHash}`
  return result.count === 1
}

/** For an account without a phone of its own: from now on it is counted together with whoever has this one. */
export async function writeProvenPhone(tx: TenantTx, id: CustomerId, phoneHash: Buffer): Promise<void> {
  await tx.sql`
    update customers set proven_hash = ${phoneHash}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and phone_hash is null and proven_hash is null`
}

/** Ends sessions of the bound store that are over, at most `limit`; returns how many. */
export async function deleteOldSessions(tx: TenantTx, at: Date, limit: number): Promise<number> {
  const result = await tx.sql`
    delete from customer_sessions where tenant_id = ${tx.tenantId} and token_hash in
      (select token_hash from customer_sessions where tenant_id = ${tx.tenantId} and expires_at <= ${at} limit ${limit})`
  return result.count
}

export interface NewCode {
  phoneHash: Buffer
  codeHash: Buffer
  tries: number
  sentMax: number
  at: Date
  expiresAt: Date
  hourAgo: Date
  resendBefore: Date
}

/** Puts a new code in the place of the old one; false when the last is too young or the hour's share is used up. */
export async function writeCode(tx: TenantTx, code: NewCode): Promise<boolean> {
  const rows = await tx.sql`
    insert into phone_codes as c (tenant_id, phone_hash, code_hash, tries_left, sent_count, hour_from, sent_at, expires_at)
    values (${tx.tenantId}, ${code.phoneHash}, ${code.codeHash}, ${code.tries}, 1, ${code.at}, ${code.at}, ${code.expiresAt})
    on conflict (tenant_id, phone_hash) do update
       set code_hash = excluded.code_hash, tries_left = excluded.tries_left, sent_at = excluded.sent_at,
           expires_at = excluded.expires_at,
           sent_count = case when c.hour_from <= ${code.hourAgo} then 1 else c.sent_count + 1 end,
           hour_from = case when c.hour_from <= ${code.hourAgo} then excluded.hour_from else c.hour_from end
     where c.tenant_id = ${tx.tenantId} and c.sent_at <= ${code.resendBefore}
       and (c.hour_from <= ${code.hourAgo} or c.sent_count < ${code.sentMax})
    returning phone_hash`
  return rows.length === 1
}

export async function findCode(
  tx: TenantTx,
  phoneHash: Buffer,
): Promise<{ sentCount: number; hourFrom: Date; sentAt: Date } | null> {
  const [row] = await tx.sql<{ sent_count: number; hour_from: Date; sent_at: Date }[]>`
    select sent_count, hour_from, sent_at from phone_codes
     where tenant_id = ${tx.tenantId} and phone_hash = ${phoneHash}`
  return row ? { sentCount: row.sent_count, hourFrom: row.hour_from, sentAt: row.sent_at } : null
}

/** Spends one try and holds the row; the hash to compare with, or null when there is no code or no try left. */
export async function takeTry(tx: TenantTx, phoneHash: Buffer, at: Date): Promise<Buffer | null> {
  const [row] = await tx.sql<{ code_hash: Buffer }[]>`
    update phone_codes set tries_left = tries_left - 1
     where tenant_id = ${tx.tenantId} and phone_hash = ${phoneHash} and tries_left > 0 and expires_at > ${at}
    returning code_hash`
  return row?.code_hash ?? null
}

/** A code works once. */
export async function spendCode(tx: TenantTx, phoneHash: Buffer, at: Date): Promise<void> {
  await tx.sql`
    update phone_codes set tries_left = 0, expires_at = ${at}
     where tenant_id = ${tx.tenantId} and phone_hash = ${phoneHash}`
}

/** The customer with this phone, made when there is none; verified from now on. `isNew`: it was made here. */
export async function upsertCustomer(
  tx: TenantTx,
  customer: { id: CustomerId; phoneHash: Buffer; phoneSealed: Buffer; at: Date },
): Promise<{ id: CustomerId; isNew: boolean }> {
  const [row] = await tx.sql<{ id: string; isNew: boolean }[]>`
    insert into customers as c (tenant_id, id, phone_hash, phone_sealed, verified_at, created_at)
    values (${tx.tenantId}, ${uuidOf(customer.id)}, ${customer.phoneHash}, ${customer.phoneSealed}, ${customer.at}, ${customer.at})
    on conflict (tenant_id, phone_hash) do update set verified_at = coalesce(c.verified_at, excluded.verified_at)
    returning id, id = ${uuidOf(customer.id)} as "isNew"`
  return { id: idOf('cus', row?.id ?? ''), isNew: row?.isNew ?? false }
}

export interface CustomerRow {
  readonly id: CustomerId
  readonly name: string
  readonly birthday: number | null
  readonly phoneSealed: Buffer | null
  readonly createdAt: Date
}

type RawCustomer = Omit<CustomerRow, 'id'> & { id: string }

const customerOf = (row: RawCustomer): CustomerRow => ({ ...row, id: idOf('cus', row.id) })

export async function findCustomer(tx: TenantTx, id: CustomerId): Promise<CustomerRow | null> {
  const [row] = await tx.sql<RawCustomer[]>`
    select id, name, birthday, phone_sealed as "phoneSealed", created_at as "createdAt" from customers
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row ? customerOf(row) : null
}

/** Whether this phone is the customer's: of the account, or proven where the account has none. */
export async function hasPhone(tx: TenantTx, id: CustomerId, phoneHash: Buffer): Promise<boolean> {
  const rows = await tx.sql`
    select id from customers
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and ${phoneHash} in (phone_hash, proven_hash)`
  return rows.length === 1
}

export async function findCustomerByPhone(tx: TenantTx, phoneHash: Buffer): Promise<CustomerRow | null> {
  const [row] = await tx.sql<RawCustomer[]>`
    select id, name, birthday, phone_sealed as "phoneSealed", created_at as "createdAt" from customers
     where tenant_id = ${tx.tenantId} and phone_hash = ${phoneHash}`
  return row ? customerOf(row) : null
}

/** Those of these customers that exist. */
export async function listCustomersById(
  tx: TenantTx,
  ids: readonly CustomerId[],
): Promise<readonly CustomerRow[]> {
  const rows = await tx.sql<RawCustomer[]>`
    select id, name, birthday, phone_sealed as "phoneSealed", created_at as "createdAt" from customers
     where tenant_id = ${tx.tenantId} and id = any(${ids.map(uuidOf)}::uuid[])`
  return rows.map(customerOf)
}

export interface CustomerPage {
  readonly before: { at: Date; id: CustomerId } | null
  readonly limit: number
  readonly level: string | null
  readonly tag: string | null
}

/** Newest first. */
export async function listCustomers(
  tx: TenantTx,
  { before, limit, level, tag }: CustomerPage,
): Promise<CustomerRow[]> {
  const at = before?.at.toISOString() ?? 'infinity'
  const id = before ? uuidOf(before.id) : 'f'.repeat(32)
  const rows = await tx.sql<RawCustomer[]>`
    select c.id, c.name, c.birthday, c.phone_sealed as "phoneSealed", c.created_at as "createdAt" from customers c
     where c.tenant_id = ${tx.tenantId} and (c.created_at, c.id) < (${at}::text::timestamptz, ${id}::uuid)
       and (${level}::text is null or c.level = ${level})
       and (${tag}::text is null or exists (select from customer_tags t
             where t.tenant_id = ${tx.tenantId} and t.customer_id = c.id and t.tag = ${tag}))
     order by c.created_at desc, c.id desc limit ${limit}`
  return rows.map(customerOf)
}

export async function writeName(tx: TenantTx, id: CustomerId, name: string): Promise<void> {
  await tx.sql`update customers set name = ${name} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export interface AddressRow {
  readonly id: Id<'adr'>
  readonly regionCode: string
  readonly sealed: Buffer
}

/** With the keyed hash of its door. */
type NewAddress = AddressRow & {
  readonly doorHash: Buffer
  readonly customerId: CustomerId
  readonly at: Date
}

export async function insertAddress(tx: TenantTx, address: NewAddress): Promise<void> {
  await tx.sql`
    insert into customer_addresses (tenant_id, id, customer_id, region_code, sealed, address_hash, used_at)
    values (${tx.tenantId}, ${uuidOf(address.id)}, ${uuidOf(address.customerId)}, ${address.regionCode},
            ${address.sealed}, ${address.doorHash}, ${address.at})`
}

/** Holds the customer's row, so that what is counted of them stays true until the end of the transaction. */
export async function lockCustomer(tx: TenantTx, id: CustomerId): Promise<boolean> {
  const rows = await tx.sql`
    select id from customers where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return rows.length === 1
}

/** The customer's addresses, last used first. */
export async function listAddresses(
  tx: TenantTx,
  customerId: CustomerId,
  limit: number,
): Promise<AddressRow[]> {
  const rows = await tx.sql<{ id: string; region_code: string; sealed: Buffer }[]>`
    select id, region_code, sealed from customer_addresses
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}
     order by used_at desc, id desc limit ${limit}`
  return rows.map((row) => ({ id: idOf('adr', row.id), regionCode: row.region_code, sealed: row.sealed }))
}

export async function writeAddress(tx: TenantTx, address: NewAddress): Promise<boolean> {
  const result = await tx.sql`
    update customer_addresses set region_code = ${address.regionCode}, sealed = ${address.sealed},
           address_hash = ${address.doorHash}, used_at = ${address.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(address.id)} and customer_id = ${uuidOf(address.customerId)}`
  return result.count === 1
}

export async function deleteAddress(tx: TenantTx, customerId: CustomerId, id: Id<'adr'>): Promise<boolean> {
  const result = await tx.sql`
    delete from customer_addresses
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and customer_id = ${uuidOf(customerId)}`
  return result.count === 1
}
