import { staff } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { must, OutsideError, type StoreId } from '@mamapu/kernel'
import { makeOperator } from '../../product/operators.js'
import { DEMO_ROLES, type DemoNote, type DemoPerson, markOf } from './demo-note.js'
import type { Past } from './past.js'

/** Makes the accounts that are not there yet: the merchant, the clerk and, where the migrating login is known, the operator. */
export async function enrolPeople(past: Past, note: DemoNote): Promise<DemoNote['people']> {
  const people = { ...note.people }
  for (const role of DEMO_ROLES) {
    if (people[role].staffId !== null) continue
    if (role === 'operator' && past.product.database.adminUrl === null) continue
    people[role] = await enrol(past, people[role])
    if (role === 'operator') await makeOperator(past.product.database, people.operator.login)
  }
  return people
}

async function enrol(past: Past, person: DemoPerson): Promise<DemoPerson> {
  const { db } = past.app
  const at = past.clock.now()
  const result = await staff.signUp(db, { ...person, at })
  const staffId = result.signedUp ? result.staffId : await ownOf(past, person)
  const identity = must(await staff.findIdentity(db, staffId), 'an account that was just made')
  return { ...person, staffId, passwordMark: markOf(identity.passwordHash) }
}

/** An account that an interrupted start had made already: ours, if our password opens it. */
async function ownOf(past: Past, { login, password }: DemoPerson): Promise<staff.StaffId> {
  const at = past.product.app.clock.now()
  const result = await staff.signIn(past.app.db, { login, password, at })
  if (!result.signedIn)
    throw new OutsideError(
      'DEMO_LOGIN_TAKEN',
      `${login} 已被占用，示例店铺没有建立 · is taken, the demo shops were not made`,
    )
  await endSession(past, result.session)
  return result.session.staffId
}

/** The clerk is invited by the merchant and accepts, once. */
export async function joinClerk(past: Past, storeId: StoreId, people: DemoNote['people']): Promise<void> {
  const { db } = past.app
  const at = past.clock.now()
  const clerkId = must(people.clerk.staffId, 'the clerk has an account')
  const invitedBy = must(people.merchant.staffId, 'the merchant has an account')
  const invite = await withTenant(db, storeId, async (tx) => {
    const isMember = (await staff.listMembers(tx)).some(({ staffId }) => staffId === clerkId)
    return isMember
      ? null
      : staff.inviteMember(tx, { login: people.clerk.login, role: 'clerk', invitedBy, at })
  })
  if (!invite?.invited) return
  const session = await staff.startSession(db, clerkId, at)
  const principal = must(await staff.principalOf(db, session.token, { storeId: null, at }), 'a session')
  await staff.acceptInvite(db, principal, { storeId, token: invite.token, at })
  await endSession(past, session)
}

async function endSession(past: Past, session: staff.StartedSession): Promise<void> {
  const { db } = past.app
  const at = past.clock.now()
  const principal = await staff.principalOf(db, session.token, { storeId: null, at })
  if (principal) await staff.endSession(db, session.staffId, principal.sessionHash)
}
