import { customers, staff, stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type CustomerId, newId, uuidOf } from '@mamapu/kernel'
import type { TestStore } from '../store.js'
import type { Ground } from './ground.js'
import type { About, Guest, Person, Role, TestCustomer, TestStaff } from './shop.types.js'

/** Somebody whose phone is verified in this session and who has no account. */
export async function guestOf(ground: Ground, phone: string): Promise<Guest> {
  const { keys } = await ground.snapshot()
  return { phone, verifiedPhoneHash: stores.hashPhone(keys, phone).toString('hex') }
}

/** Signs somebody up who is what `about` says. */
export async function makeCustomer(ground: Ground, about: About, store: TestStore): Promise<TestCustomer> {
  const { db, clock } = ground
  const at = clock.now()
  const snapshot = await ground.snapshot(store)
  const guest = await customers.startGuest(db, snapshot, at)
  const id = newId('cus', at)
  const phone = about.phone ?? ground.nextPhone()
  const hash = stores.hashPhone(snapshot.keys, phone)
  await withTenant(db, store.storeId, async (tx) => {
    await tx.sql`
      insert into customers (tenant_id, id, phone_hash, verified_at, orders_paid, created_at)
      values (${tx.tenantId}, ${uuidOf(id)}, ${hash}, ${about.isMember === false ? null : at}, ${about.ordersPaid ?? 0}, ${at})`
    await tx.sql`
      update customer_sessions set customer_id = ${uuidOf(id)}
       where tenant_id = ${tx.tenantId} and token_hash = ${Buffer.from(guest.principal.sessionHash, 'hex')}`
    const by = { actor: 'test', reason: 'test', at }
    for (const tag of about.tags ?? []) await customers.addTag(tx, { customerId: id, tag }, by)
    if (about.level) {
      const set = await customers.setLevel(tx, { customerId: id, level: about.level }, by)
      assert(set.done, `no level ${about.level} in this shop: define levels first`)
    }
  })
  if (about.points) await givePoints(ground, id, about.points)
  return { id, phone, token: guest.token, csrf: guest.principal.csrf }
}

/** Points are the plugin's own: they are given at its console, as a merchant gives them. */
async function givePoints(ground: Ground, customerId: CustomerId, points: number): Promise<void> {
  const given = await ground.doors.console('POST', '/x/points/adjustments', await makeOwner(ground), {
    body: { customerId, points, note: '测试' },
    headers: { 'idempotency-key': `give-${customerId}` },
  })
  assert(given.status < 300, `points were not given (is the plugin points on?): ${given.text}`)
}

/** An owner of the shop, signed in at the console. */
export const makeOwner = (ground: Ground, store?: TestStore): Promise<Person> =>
  makeStaff(ground, 'owner', store)

/** One of the staff, signed in at the console. */
export async function makeStaff(
  { database, db, clock, store: first }: Ground,
  role: Role,
  store: TestStore = first,
): Promise<TestStaff> {
  const staffId = newId('stf', clock.now())
  await database.admin`
    insert into staff_identities (id, email, name, password_hash, created_at)
    values (${uuidOf(staffId)}, ${`${staffId}@example.com`}, '店主', 'none', ${clock.now()})`
  await database.admin`
    insert into memberships (identity_id, store_id, role, created_at)
    values (${uuidOf(staffId)}, ${uuidOf(store.storeId)}, ${role}, ${clock.now()})`
  const { token, csrf } = await staff.startSession(db, staffId, clock.now())
  return { token, csrf, staffId }
}
