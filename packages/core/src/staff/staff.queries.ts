import { callPlatform, type Database, type TenantTx } from '@mamapu/db'
import { type Id, idOf, newId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { Role } from '../http/index.js'
import type { Login } from './login.js'

export type StaffId = Id<'stf'>

export function insertIdentity(
  db: Database,
  identity: { id: StaffId; login: Login; name: string; passwordHash: string; at: Date },
): Promise<boolean> {
  const { phone, email } = halves(identity.login)
  return callPlatform(
    db,
    'sign_up',
    uuidOf(identity.id),
    phone,
    email,
    identity.name,
    identity.passwordHash,
    identity.at,
  )
}

function halves(login: Login): { phone: string | null; email: string | null } {
  return 'phone' in login ? { phone: login.phone, email: null } : { phone: null, email: login.email }
}

/** Counts an attempt; 0 when it may be made, else the seconds to wait. */
export function beginSignIn(db: Database, loginHash: Buffer, at: Date): Promise<number> {
  return callPlatform(db, 'begin_sign_in', loginHash, at)
}

export async function signInSucceeded(db: Database, loginHash: Buffer): Promise<void> {
  await callPlatform(db, 'sign_in_succeeded', loginHash)
}

export async function findIdentityByLogin(
  db: Database,
  login: Login,
): Promise<{ id: StaffId; name: string; passwordHash: string } | null> {
  const { phone, email } = halves(login)
  const row = await callPlatform<{ id: string; name: string; passwordHash: string } | null>(
    db,
    'identity_by_login',
    phone,
    email,
  )
  return row && { ...row, id: idOf('stf', row.id) }
}

export interface Identity {
  readonly id: StaffId
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly isOperator: boolean
  readonly passwordHash: string
}

export async function findIdentity(db: Database, id: StaffId): Promise<Identity | null> {
  const row = await callPlatform<Identity | null>(db, 'identity_by_id', uuidOf(id))
  return row && { ...row, id }
}

export async function insertSession(
  db: Database,
  session: { tokenHash: Buffer; staffId: StaffId; csrf: string; at: Date; expiresAt: Date },
): Promise<void> {
  await callPlatform(
    db,
    'start_staff_session',
    session.tokenHash,
    uuidOf(session.staffId),
    session.csrf,
    session.at,
    session.expiresAt,
  )
}

export interface SessionRow {
  id: string
  name: string
  isOperator: boolean
  csrf: string
  role: Role | null
}

export function readSession(
  db: Database,
  tokenHash: Buffer,
  { storeId, at }: { storeId: StoreId | null; at: Date },
): Promise<SessionRow | null> {
  return callPlatform(db, 'read_staff_session', tokenHash, storeId && uuidOf(storeId), at)
}

export function deleteSession(db: Database, staffId: StaffId, tokenHash: Buffer): Promise<boolean> {
  return callPlatform(db, 'end_staff_session', uuidOf(staffId), tokenHash)
}

export interface StaffSession {
  readonly id: string
  readonly createdAt: Date
  readonly seenAt: Date
  readonly expiresAt: Date
}

export async function listSessions(db: Database, staffId: StaffId, at: Date): Promise<StaffSession[]> {
  const rows = await callPlatform<{ id: string; created_at: string; seen_at: string; expires_at: string }[]>(
    db,
    'list_staff_sessions',
    uuidOf(staffId),
    at,
  )
  return rows.map((row) => ({
    id: row.id,
    createdAt: new Date(row.created_at),
    seenAt: new Date(row.seen_at),
    expiresAt: new Date(row.expires_at),
  }))
}

export async function writePassword(
  db: Database,
  staffId: StaffId,
  { passwordHash, keepSession }: { passwordHash: string; keepSession: Buffer },
): Promise<void> {
  await callPlatform(db, 'change_password', uuidOf(staffId), passwordHash, keepSession)
}

export interface StaffStore {
  readonly storeId: StoreId
  readonly slug: string
  readonly status: 'active' | 'suspended'
  readonly role: Role
  readonly createdAt: Date
}

/** The stores somebody works in, oldest first, at most a hundred. */
export async function listStoresOf(db: Database, staffId: StaffId): Promise<StaffStore[]> {
  const rows = await callPlatform<
    { id: string; slug: string; status: 'active' | 'suspended'; role: Role; created_at: string }[]
  >(db, 'stores_of', uuidOf(staffId))
  return rows.map((row) => ({
    storeId: idOf('sto', row.id),
    slug: row.slug,
    status: row.status,
    role: row.role,
    createdAt: new Date(row.created_at),
  }))
}

export async function insertMember(
  tx: TenantTx,
  member: { staffId: StaffId; role: Role; at: Date },
): Promise<boolean> {
  const [row] = await tx.sql<{ added: boolean }[]>`
    select platform.add_member(${tx.tenantId}, ${uuidOf(member.staffId)}, ${member.role}, ${member.at}) as added`
  return row?.added === true
}

export interface Member {
  readonly staffId: StaffId
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly role: Role
  readonly joinedAt: Date
}

export async function listMembers(tx: TenantTx): Promise<Member[]> {
  const [row] = await tx.sql<
    {
      members: {
        id: string
        name: string
        phone: string | null
        email: string | null
        role: Role
        created_at: string
      }[]
    }[]
  >`select platform.list_members(${tx.tenantId}) as members`
  return (row?.members ?? []).map((member) => ({
    staffId: idOf('stf', member.id),
    name: member.name,
    phone: member.phone,
    email: member.email,
    role: member.role,
    joinedAt: new Date(member.created_at),
  }))
}

export type ChangeMemberResult = 'done' | 'not_member' | 'last_owner'

/** Sets a member's role; null removes them. */
export async function writeMember(
  tx: TenantTx,
  staffId: StaffId,
  role: Role | null,
): Promise<ChangeMemberResult> {
  const [row] = await tx.sql<{ result: ChangeMemberResult }[]>`
    select platform.change_member(${tx.tenantId}, ${uuidOf(staffId)}, ${role}) as result`
  return row?.result ?? 'not_member'
}

export interface InviteRow {
  readonly id: string
  readonly login: string
  readonly role: Role
  readonly expiresAt: Date
}

export async function insertInvite(
  tx: TenantTx,
  invite: {
    id: string
    login: string
    role: Role
    tokenHash: Buffer
    invitedBy: StaffId
    at: Date
    expiresAt: Date
  },
): Promise<void> {
  await tx.sql`
    insert into staff_invites (tenant_id, id, login, role, token_hash, invited_by, created_at, expires_at)
    values (${tx.tenantId}, ${invite.id}, ${invite.login}, ${invite.role}, ${invite.tokenHash},
            ${uuidOf(invite.invitedBy)}, ${invite.at}, ${invite.expiresAt})`
}

/** Open invitations, newest first. */
export async function listInvites(tx: TenantTx, at: Date): Promise<InviteRow[]> {
  const rows = await tx.sql<{ id: string; login: string; role: Role; expires_at: Date }[]>`
    select id, login, role, expires_at from staff_invites
     where tenant_id = ${tx.tenantId} and accepted_at is null and expires_at > ${at}
     order by created_at desc limit 100`
  return rows.map((row) => ({ id: row.id, login: row.login, role: row.role, expiresAt: row.expires_at }))
}

/** Uses an open invitation up; null when there is none like this. */
export async function takeInvite(
  tx: TenantTx,
  invite: { tokenHash: Buffer; logins: readonly string[]; at: Date },
): Promise<{ role: Role } | null> {
  const [row] = await tx.sql<{ role: Role }[]>`
    update staff_invites set accepted_at = ${invite.at}
     where tenant_id = ${tx.tenantId} and token_hash = ${invite.tokenHash} and accepted_at is null
       and expires_at > ${invite.at} and login in ${tx.sql([...invite.logins])}
    returning role`
  return row ?? null
}

export async function deleteInvite(tx: TenantTx, id: string): Promise<boolean> {
  const result = await tx.sql`
    delete from staff_invites where tenant_id = ${tx.tenantId} and id = ${id} and accepted_at is null`
  return result.count === 1
}

/** False when this identity is no operator or there is no such store. */
export function writeStoreStatus(
  db: Database,
  change: {
    operatorId: StaffId
    storeId: StoreId
    status: 'active' | 'suspended'
    reason: string
    auditId: Id<'aud'>
    at: Date
  },
): Promise<boolean> {
  return callPlatform(
    db,
    'set_store_status',
    uuidOf(change.operatorId),
    uuidOf(change.storeId),
    change.status,
    change.reason,
    uuidOf(change.auditId),
    change.at,
  )
}

/** Writes a line of the operators' audit; false, writing nothing, when this identity is no operator. */
export function noteOperator(
  db: Database,
  line: { operatorId: StaffId; action: string; subject: string; at: Date },
): Promise<boolean> {
  return callPlatform(
    db,
    'note_operator',
    uuidOf(line.operatorId),
    line.action,
    line.subject,
    uuidOf(newId('aud', line.at)),
    line.at,
  )
}

export interface StoreLine {
  readonly storeId: StoreId
  readonly slug: string
  readonly status: string
  readonly createdAt: Date
}

/** Every store by age, for operators; nothing for anybody else. */
export async function listStores(
  db: Database,
  operatorId: StaffId,
  { after, limit }: { after: StoreId | null; limit: number },
): Promise<StoreLine[]> {
  const rows = await callPlatform<{ id: string; slug: string; status: string; created_at: string }[] | null>(
    db,
    'list_stores',
    uuidOf(operatorId),
    after && uuidOf(after),
    limit,
  )
  return (rows ?? []).map((row) => ({
    storeId: idOf('sto', row.id),
    slug: row.slug,
    status: row.status,
    createdAt: new Date(row.created_at),
  }))
}

/** Makes an identity an operator of the installation; the role app may not, only the migrating login. */
export function writeOperator(db: Database, id: StaffId): Promise<boolean> {
  return callPlatform(db, 'make_operator', uuidOf(id))
}
