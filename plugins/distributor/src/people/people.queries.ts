import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { Distributor, DistributorState } from '../distributor.types.js'

interface Row {
  id: string
  customer_id: string
  code: string
  link_code: string | null
  state: DistributorState
  nickname: string
  about: string
  level: string
  inviter_id: string | null
  terms_version: number
  terms_at: Date
  applied_at: Date
  note: string
  is_trusted: boolean
}

function toDistributor(row: Row): Distributor {
  return {
    id: idOf('plg', row.id),
    customerId: idOf('cus', row.customer_id),
    code: row.code,
    linkCode: row.link_code,
    state: row.state,
    nickname: row.nickname,
    about: row.about,
    level: row.level,
    inviterId: row.inviter_id === null ? null : idOf('cus', row.inviter_id),
    termsVersion: row.terms_version,
    termsAt: row.terms_at,
    appliedAt: row.applied_at,
    note: row.note,
    isTrusted: row.is_trusted,
  }
}

const oneOf = (rows: readonly Row[]): Distributor | null => (rows[0] ? toDistributor(rows[0]) : null)

export async function findDistributor(tx: TenantTx, customerId: CustomerId): Promise<Distributor | null> {
  return oneOf(
    await tx.sql<Row[]>`
      select id, customer_id, code, link_code, state, nickname, about, level, inviter_id, terms_version, terms_at, applied_at, note,
             is_trusted
        from distributor_people where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`,
  )
}

/** By the code she gives to whoever she invites. */
export async function findByCode(tx: TenantTx, code: string): Promise<Distributor | null> {
  return oneOf(
    await tx.sql<Row[]>`
      select id, customer_id, code, link_code, state, nickname, about, level, inviter_id, terms_version, terms_at, applied_at, note,
             is_trusted
        from distributor_people where tenant_id = ${tx.tenantId} and code = ${code}`,
  )
}

/** Reads one by row and holds it until the transaction ends. */
export async function lockPerson(tx: TenantTx, id: Id<'plg'>): Promise<Distributor | null> {
  return oneOf(
    await tx.sql<Row[]>`
      select id, customer_id, code, link_code, state, nickname, about, level, inviter_id, terms_version, terms_at, applied_at, note,
             is_trusted
        from distributor_people where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`,
  )
}

export async function lockByCustomer(tx: TenantTx, customerId: CustomerId): Promise<Distributor | null> {
  return oneOf(
    await tx.sql<Row[]>`
      select id, customer_id, code, link_code, state, nickname, about, level, inviter_id, terms_version, terms_at, applied_at, note,
             is_trusted
        from distributor_people
       where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} for update`,
  )
}

/** Applications that wait first, then the newest; after the one named, in that order of application. */
export async function listPeople(
  tx: TenantTx,
  ask: { readonly limit: number; readonly state: DistributorState | null },
): Promise<Distributor[]> {
  const rows = await tx.sql<Row[]>`
    select id, customer_id, code, link_code, state, nickname, about, level, inviter_id, terms_version, terms_at, applied_at, note,
           is_trusted
      from distributor_people
     where tenant_id = ${tx.tenantId} and (${ask.state}::text is null or state = ${ask.state})
     order by applied_at desc, id desc limit ${ask.limit}`
  return rows.map(toDistributor)
}

/** Whom somebody invited, the newest first. */
export async function listInvited(tx: TenantTx, inviter: CustomerId, limit: number): Promise<Distributor[]> {
  const rows = await tx.sql<Row[]>`
    select id, customer_id, code, link_code, state, nickname, about, level, inviter_id, terms_version, terms_at, applied_at, note,
           is_trusted
      from distributor_people
     where tenant_id = ${tx.tenantId} and inviter_id = ${uuidOf(inviter)} and state in ('approved', 'frozen')
     order by applied_at desc limit ${limit}`
  return rows.map(toDistributor)
}

export interface NewDistributor {
  readonly id: Id<'plg'>
  readonly customerId: CustomerId
  readonly code: string
  readonly nickname: string
  readonly about: string
  readonly termsVersion: number
  readonly at: Date
}

/** False, writing nothing, when the customer has a row or the code is taken. */
export async function insertPerson(tx: TenantTx, person: NewDistributor): Promise<boolean> {
  const rows = await tx.sql`
    insert into distributor_people (tenant_id, id, customer_id, code, state, nickname, about, terms_version, terms_at, applied_at)
    values (${tx.tenantId}, ${uuidOf(person.id)}, ${uuidOf(person.customerId)}, ${person.code}, 'applied', ${person.nickname},
      ${person.about}, ${person.termsVersion}, ${person.at}, ${person.at})
    on conflict do nothing returning id`
  return rows.length === 1
}

/** Somebody who was declined or had left asks again. */
export async function writeApplication(
  tx: TenantTx,
  id: Id<'plg'>,
  again: Omit<NewDistributor, 'id' | 'customerId' | 'code'>,
): Promise<void> {
  await tx.sql`
    update distributor_people
       set state = 'applied', nickname = ${again.nickname}, about = ${again.about}, terms_version = ${again.termsVersion},
           terms_at = ${again.at}, applied_at = ${again.at}, note = '', left_at = null, heir_id = null, level = '',
           leveled_at = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state in ('declined', 'left')`
}

/** Puts a person who is held into a state. */
export async function writeState(
  tx: TenantTx,
  id: Id<'plg'>,
  to: {
    readonly state: DistributorState
    readonly note: string
    readonly staffId: Id<'stf'> | null
    readonly at: Date
  },
): Promise<void> {
  await tx.sql`
    update distributor_people
       set state = ${to.state}, note = ${to.note}, decided_at = ${to.at}, decided_by = ${to.staffId && uuidOf(to.staffId)}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** She goes; her customers go to the heir, or are set free. */
export async function writeLeft(
  tx: TenantTx,
  id: Id<'plg'>,
  { heir, at }: { readonly heir: CustomerId | null; readonly at: Date },
): Promise<void> {
  await tx.sql`
    update distributor_people set state = 'left', left_at = ${at}, heir_id = ${heir && uuidOf(heir)}, level = ''
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function writeInviter(tx: TenantTx, id: Id<'plg'>, inviter: CustomerId | null): Promise<void> {
  await tx.sql`
    update distributor_people set inviter_id = ${inviter && uuidOf(inviter)}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function writeLink(tx: TenantTx, id: Id<'plg'>, linkCode: string): Promise<void> {
  await tx.sql`
    update distributor_people set link_code = ${linkCode} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function writeTrust(tx: TenantTx, id: Id<'plg'>, isTrusted: boolean): Promise<void> {
  await tx.sql`
    update distributor_people set is_trusted = ${isTrusted} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

export async function writeProfile(tx: TenantTx, customerId: CustomerId, nickname: string): Promise<boolean> {
  const rows = await tx.sql`
    update distributor_people set nickname = ${nickname}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and state in ('approved', 'frozen')
     returning id`
  return rows.length === 1
}

/** False for somebody who is no distributor. */
export async function writeAccepted(
  tx: TenantTx,
  customerId: CustomerId,
  accepted: { readonly version: number; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    update distributor_people set terms_version = ${accepted.version}, terms_at = ${accepted.at}
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} and state in ('approved', 'frozen')
     returning id`
  return rows.length === 1
}

/** Names on what they share, of at most 200. */
export async function listNicknames(
  tx: TenantTx,
  customerIds: readonly CustomerId[],
): Promise<Map<CustomerId, string>> {
  const rows = await tx.sql<{ customer_id: string; nickname: string }[]>`
    select customer_id, nickname from distributor_people
     where tenant_id = ${tx.tenantId} and customer_id = any(${customerIds.map(uuidOf)}::uuid[]) limit 200`
  return new Map(rows.map((row) => [idOf('cus', row.customer_id), row.nickname]))
}

/** How many are in each state. */
export async function countStates(tx: TenantTx): Promise<Map<DistributorState, number>> {
  const rows = await tx.sql<{ state: DistributorState; count: number }[]>`
    select state, count(*)::int as count from distributor_people where tenant_id = ${tx.tenantId} group by state`
  return new Map(rows.map(({ state, count }) => [state, count]))
}

/** Those whose level was not looked at since an instant. */
export async function listDue(tx: TenantTx, before: Date, limit: number): Promise<Distributor[]> {
  const rows = await tx.sql<Row[]>`
    select id, customer_id, code, link_code, state, nickname, about, level, inviter_id, terms_version, terms_at, applied_at, note,
           is_trusted
      from distributor_people
     where tenant_id = ${tx.tenantId} and state = 'approved' and (leveled_at is null or leveled_at < ${before})
     order by leveled_at nulls first limit ${limit} for update skip locked`
  return rows.map(toDistributor)
}

export async function writeLevel(tx: TenantTx, id: Id<'plg'>, level: string, at: Date): Promise<void> {
  await tx.sql`
    update distributor_people set level = ${level}, leveled_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}
