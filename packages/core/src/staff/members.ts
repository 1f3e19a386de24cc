import type { Database, TenantTx } from '@mamapu/db'
import { withTenant } from '@mamapu/db'
import { DAY, later, type StoreId, uuidv7 } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import type { Role, StaffPrincipal } from '../http/index.js'
import { hashPlainToken, newToken } from '../stores/index.js'
import { loginText, parseLogin } from './login.js'
import {
  type ChangeMemberResult,
  deleteInvite,
  findIdentity,
  insertInvite,
  insertMember,
  type StaffId,
  takeInvite,
  writeMember,
} from './staff.queries.js'

const INVITE_MS = 7 * DAY

export type InviteResult =
  | { invited: true; inviteId: string; token: string; expiresAt: Date }
  | { invited: false; reason: 'login_malformed' }

/**
 * An invitation for one phone or e-mail: the link it gives is sent by the owner and works for that account alone, a
 * week long. Whether such an account exists is not told.
 */
export async function inviteMember(
  tx: TenantTx,
  input: { login: string; role: Role; invitedBy: StaffId; at: Date },
): Promise<InviteResult> {
  const login = parseLogin(input.login)
  if (!login) return { invited: false, reason: 'login_malformed' }
  const token = newToken()
  const id = uuidv7(input.at.getTime())
  const expiresAt = later(input.at, INVITE_MS)
  await insertInvite(tx, {
    id,
    login: loginText(login),
    role: input.role,
    tokenHash: hashPlainToken(token),
    invitedBy: input.invitedBy,
    at: input.at,
    expiresAt,
  })
  await audit(tx, {
    actor: input.invitedBy,
    action: 'member.invited',
    subject: id,
    data: { role: input.role },
    at: input.at,
  })
  return { invited: true, inviteId: id, token, expiresAt }
}

/** Takes an invitation back; false when it is used or unknown. */
export async function withdrawInvite(
  tx: TenantTx,
  { inviteId, actor, at }: { inviteId: string; actor: StaffId; at: Date },
): Promise<boolean> {
  const isGone = await deleteInvite(tx, inviteId)
  if (isGone) await audit(tx, { actor, action: 'member.invite_withdrawn', subject: inviteId, data: {}, at })
  return isGone
}

export type AcceptInviteResult =
  | { accepted: true; role: Role }
  | { accepted: false; reason: 'invite_not_found' | 'already_member' }

/** Joins the store an invitation is for, once, if it was made for this account. */
export async function acceptInvite(
  db: Database,
  principal: StaffPrincipal,
  input: { storeId: StoreId; token: string; at: Date },
): Promise<AcceptInviteResult> {
  const identity = await findIdentity(db, principal.staffId)
  const logins = [identity?.phone, identity?.email].filter((login) => typeof login === 'string')
  if (logins.length === 0) return { accepted: false, reason: 'invite_not_found' }
  const { at } = input
  return withTenant(db, input.storeId, async (tx) => {
    const invite = await takeInvite(tx, { tokenHash: hashPlainToken(input.token), logins, at })
    if (!invite) return { accepted: false, reason: 'invite_not_found' }
    if (!(await insertMember(tx, { staffId: principal.staffId, role: invite.role, at })))
      return { accepted: false, reason: 'already_member' }
    await audit(tx, {
      actor: principal.staffId,
      action: 'member.joined',
      subject: principal.staffId,
      data: { role: invite.role },
      at,
    })
    return { accepted: true, role: invite.role }
  })
}

/** Changes a member's role, or removes them when it is null. The last owner stays. */
export async function changeMember(
  tx: TenantTx,
  input: { staffId: StaffId; role: Role | null; actor: StaffId; at: Date },
): Promise<ChangeMemberResult> {
  const result = await writeMember(tx, input.staffId, input.role)
  if (result === 'done')
    await audit(tx, {
      actor: input.actor,
      action: input.role === null ? 'member.removed' : 'member.role_changed',
      subject: input.staffId,
      data: input.role === null ? {} : { role: input.role },
      at: input.at,
    })
  return result
}
