import { staff } from '@mamapu/core'
import { DAY, MINUTE, SECOND } from '@mamapu/kernel'
import { createTestDatabase } from '@mamapu/testkit'
import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { type TestServer, testServer, Visitor } from './test-app.js'

const at = new Date('2026-03-01T02:00:00Z')
const api = '/api/platform/v1'
const password = 'right horse battery'
// Every sign-in takes a real argon2 hash.
t.setTimeout(120_000)
let people = 0

function nextPhone(): string {
  people += 1
  return `1380000${String(people).padStart(4, '0')}`
}

async function member(
  { server }: TestServer,
  login = nextPhone(),
): Promise<Visitor & { staffId: string; login: string }> {
  const visitor = new Visitor(server, 'localhost:3000')
  const reply = await visitor.post(`${api}/sign-up`, { login, password, name: '店主' })
  return Object.assign(visitor, { staffId: String(reply.json().staffId), login })
}

async function openShop(visitor: Visitor, slug: string): Promise<`sto_${string}`> {
  const reply = await visitor.post(`${api}/stores`, { slug, name: '小铺' })
  return reply.json().storeId
}

t.test('from signing up to a shop that answers on its host', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const shell = await testServer(t, db)
  const visitor = await member(shell, 'Mom@Example.CN')
  const cookie = (await visitor.get(`${api}/me`)).json()
  t.match(cookie, { name: '店主', email: 'mom@example.cn', phone: null, isOperator: false })
  const created = await visitor.post(`${api}/stores`, { slug: 'mili', name: '米粒妈' })
  t.match(created.json(), { slug: 'mili', origin: 'http://mili.localhost:3000' })
  t.match((await visitor.get(`${api}/stores`)).json(), {
    items: [{ slug: 'mili', role: 'owner', name: '米粒妈' }],
  })
  t.match((await visitor.post(`${api}/stores`, { slug: 'mili', name: 'x' })).json(), { code: 'SLUG_TAKEN' })
  t.match((await visitor.post(`${api}/stores`, { slug: 'admin', name: 'x' })).json(), {
    code: 'SLUG_RESERVED',
  })
  t.match((await visitor.post(`${api}/stores`, { slug: 'Ä', name: 'x' })).json(), { code: 'SLUG_MALFORMED' })
  t.equal(
    (await new Visitor(shell.server, 'mili.localhost:3000').get('/api/store/v1/session')).statusCode,
    200,
  )

  const settings = `/api/admin/v1/stores/${created.json().storeId}/settings`
  const before = (await visitor.get(settings)).json()
  t.match(before, {
    name: '米粒妈',
    publishedAt: null,
    payableFloor: { amount: 1, currency: 'CNY' },
    version: 1,
  })
  const changed = await visitor.patch(settings, { version: 1, name: '米粒妈福利社', published: true })
  t.match(changed.json(), { name: '米粒妈福利社', publishedAt: at.toISOString(), version: 2 })
  t.equal(
    shell.directory.peekHost('mili.localhost')?.settings.name,
    '米粒妈福利社',
    'at once in this process',
  )
  t.match((await visitor.patch(settings, { version: 1, name: 'x' })).json(), { code: 'SETTINGS_CHANGED' })
  for (const body of [
    { secret: 'x' },
    { status: 'active' },
    { tenantId: 'x' },
    { brandColor: 'red' },
    { name: ' ' },
  ])
    t.match((await visitor.patch(settings, { version: 2, ...body })).json(), { code: 'VALIDATION_FAILED' })
  const audit = await visitor.get(`/api/admin/v1/stores/${created.json().storeId}/audit`)
  t.match(audit.json(), { items: [{ action: 'settings.changed', actor: visitor.staffId }], next: null })

  const [row] = await admin`select password_hash from staff_identities`
  t.match(row?.password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  const [session] = await admin`select encode(token_hash, 'hex') as hash from staff_sessions`
  t.notMatch([...visitor.cookies.values()].join(), session?.hash, 'the token itself is nowhere')
  t.notMatch(shell.lines.join('\n'), /right horse|mom@example/i, 'nor anybody in the log')
})

t.test(
  'the cookie is out of reach, has no domain, and is a plain one only where no other works',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const local = await testServer(t, db)
    const body = { login: 'a@b.cn', password, name: 'x' }
    const one = await new Visitor(local.server, 'localhost:3000').post(`${api}/sign-up`, body)
    t.match(
      one.headers['set-cookie'],
      /^__Host-mamapu-staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=5184000; Secure$/,
    )
    const lan = await testServer(t, db, { hosts: { base: 'shop.lan:3000', shop: 'shop.lan:3000' } })
    const two = await new Visitor(lan.server, 'shop.lan:3000').post(`${api}/sign-up`, {
      ...body,
      login: 'c@d.cn',
    })
    t.match(
      two.headers['set-cookie'],
      /^mamapu-staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=5184000$/,
    )
  },
)

t.test('wrong sign-ups and common passwords are refused with their reason', async (t) => {
  const { db } = await createTestDatabase(t)
  const { server } = await testServer(t, db)
  const visitor = new Visitor(server, 'localhost:3000')
  const refused: [object, string][] = [
    [{ login: 'nobody', password }, 'LOGIN_MALFORMED'],
    [{ login: '12345678901', password }, 'LOGIN_MALFORMED'],
    [{ login: 'a@b', password }, 'LOGIN_MALFORMED'],
    [{ login: 'a@b.cn', password: 'short' }, 'PASSWORD_TOO_SHORT'],
    [{ login: 'a@b.cn', password: 'x'.repeat(129) }, 'PASSWORD_TOO_LONG'],
    [{ login: 'a@b.cn', password: '88888888' }, 'PASSWORD_TOO_COMMON'],
    [{ login: '13800001234', password: '13800001234' }, 'PASSWORD_TOO_COMMON'],
    [{ login: 'a@b.cn', password, isOperator: true }, 'VALIDATION_FAILED'],
  ]
  for (const [body, code] of refused)
    t.match((await visitor.post(`${api}/sign-up`, { name: 'x', ...body })).json(), { code }, code)
  await visitor.post(`${api}/sign-up`, { name: 'x', login: '13800001234', password })
  const again = new Visitor(server, 'localhost:3000')
  t.match((await again.post(`${api}/sign-up`, { name: 'x', login: '+86 138-0000-1234', password })).json(), {
    code: 'LOGIN_TAKEN',
  })
})

t.test(
  'five wrong passwords lock this account alone, longer each time; the right one works afterwards',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const shell = await testServer(t, db)
    const [victim, other] = [await member(shell), await member(shell)]
    const guess = (login: string, guessed = 'wrong guess') =>
      staff.signIn(db, { login, password: guessed, at: shell.clock.now() })
    const parallel = await Promise.all(Array.from({ length: 20 }, () => guess(victim.login)))
    t.equal(parallel.filter((result) => !result.signedIn && result.reason === 'wrong_login').length, 5)
    t.match(await guess(victim.login, password), { signedIn: false, reason: 'locked', waitSeconds: 60 })
    t.match(await guess(other.login, password), { signedIn: true }, 'another is not locked out')
    shell.clock.advance(MINUTE + SECOND)
    t.match(await guess(victim.login), { reason: 'wrong_login' })
    t.match(await guess(victim.login), { reason: 'locked', waitSeconds: 120 })
    shell.clock.advance(2 * MINUTE + SECOND)
    t.match(await guess(victim.login, password), { signedIn: true })
    for (let index = 0; index < 4; index += 1) t.match(await guess(victim.login), { reason: 'wrong_login' })
    t.match(await guess(victim.login, password), { signedIn: true }, 'success forgets')
    const unknown = []
    for (let index = 0; index < 6; index += 1) unknown.push(await guess('nobody@nowhere.cn'))
    t.match(unknown[4], { reason: 'wrong_login' })
    t.match(unknown[5], { reason: 'locked', waitSeconds: 60 }, 'an unknown account answers like a known one')
  },
)

t.test('an unknown account answers the same, and takes as long', async (t) => {
  const { db } = await createTestDatabase(t)
  const shell = await testServer(t, db)
  const known = await member(shell)
  const visitor = new Visitor(shell.server, 'localhost:3000')
  const time = async (login: string): Promise<[number, LightMyRequestResponse]> => {
    const start = performance.now()
    const reply = await visitor.post(`${api}/sign-in`, { login, password: 'not this one' })
    return [performance.now() - start, reply]
  }
  await time('warm@up.cn')
  let [one, two] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 0; round < 3; round += 1) {
    const [[ofKnown, a], [ofUnknown, b]] = [await time(known.login), await time('un@known.cn')]
    t.equal(a.statusCode, 401)
    t.equal(a.body, b.body)
    one = Math.min(one, ofKnown)
    two = Math.min(two, ofUnknown)
  }
  t.ok(Math.min(one, two) > Math.max(one, two) / 3, `at best ${one} and ${two} ms`)
  for (let index = 0; index < 13; index += 1)
    await visitor.post(`${api}/sign-in`, { login: `u${index}@x.cn`, password })
  const flooded = await visitor.post(`${api}/sign-in`, { login: 'another@x.cn', password })
  t.equal(flooded.statusCode, 429, 'one address has twenty tries')
  t.ok(Number(flooded.headers['retry-after']) > 0)
})

t.test('sessions: new at every sign-in, ended by sign-out, password change, idleness and age', async (t) => {
  const { db } = await createTestDatabase(t)
  const shell = await testServer(t, db)
  const first = await member(shell)
  const signIn = (visitor: Visitor) => visitor.post(`${api}/sign-in`, { login: first.login, password })
  const me = async (visitor: Visitor) => (await visitor.get(`${api}/me`)).statusCode

  const planted = new Visitor(shell.server, 'localhost:3000')
  planted.cookies.set('__Host-mamapu-staff', 'A'.repeat(43))
  t.equal(await me(planted), 401)
  await signIn(planted)
  t.not(planted.cookies.get('__Host-mamapu-staff'), 'A'.repeat(43), 'a planted token is never taken over')
  t.equal(await me(planted), 200)

  const old = new Visitor(shell.server, 'localhost:3000')
  for (const [name, value] of first.cookies) old.cookies.set(name, value)
  await signIn(first)
  t.equal(await me(old), 401, 'the session it replaced is over')
  t.equal(await me(first), 200)

  const listed = (await first.get(`${api}/sessions`)).json().items
  t.equal(listed.length, 2)
  t.equal(listed.filter((session: { isCurrent: boolean }) => session.isCurrent).length, 1)
  const others = listed.find((session: { isCurrent: boolean }) => !session.isCurrent)
  t.equal((await first.delete(`${api}/sessions/${others.id}`)).statusCode, 204)
  t.equal(await me(planted), 401)

  await signIn(planted)
  t.match((await first.post(`${api}/password`, { current: 'wrong', wanted: 'another good one' })).json(), {
    code: 'WRONG_PASSWORD',
  })
  t.equal(
    (await first.post(`${api}/password`, { current: password, wanted: 'another good one' })).statusCode,
    204,
  )
  t.equal(await me(planted), 401, 'every other session ends')
  t.equal(await me(first), 200)
  t.equal((await signIn(planted)).statusCode, 401, 'the old password is gone')

  for (let day = 0; day < 4; day += 1) {
    shell.clock.advance(13 * DAY)
    t.equal(await me(first), 200, 'used within fourteen days')
  }
  shell.clock.advance(9 * DAY)
  t.equal(await me(first), 401, 'sixty days in all')
  const idle = new Visitor(shell.server, 'localhost:3000')
  await idle.post(`${api}/sign-in`, { login: first.login, password: 'another good one' })
  shell.clock.advance(14 * DAY + SECOND)
  t.equal(await me(idle), 401)

  const leaving = new Visitor(shell.server, 'localhost:3000')
  await leaving.post(`${api}/sign-in`, { login: first.login, password: 'another good one' })
  const kept = [...leaving.cookies]
  t.equal((await leaving.post(`${api}/sign-out`, {})).statusCode, 204)
  t.equal(leaving.cookies.size, 0)
  for (const [name, value] of kept) leaving.cookies.set(name, value)
  t.equal(await me(leaving), 401)
})

t.test('members: invitations work once and for their account; the last owner stays', async (t) => {
  const { db } = await createTestDatabase(t)
  const shell = await testServer(t, db)
  const [owner, invited, thief] = [await member(shell), await member(shell), await member(shell)]
  const storeId = await openShop(owner, 'team-shop')
  const base = `/api/admin/v1/stores/${storeId}`
  const invite = await owner.post(`${base}/invites`, { login: invited.login, role: 'owner' })
  const token = String(invite.json().link).split('.').at(-1)
  t.match(invite.json().link, /^http:\/\/localhost:3000\/admin\/join#sto_/)
  const accept = (visitor: Visitor, given = token) =>
    visitor.post(`${api}/invites/accept`, { storeId, token: given })
  t.match((await accept(thief)).json(), { code: 'INVITE_NOT_FOUND' }, 'not for this account')
  t.match((await accept(invited, 'A'.repeat(43))).json(), { code: 'INVITE_NOT_FOUND' })
  t.match((await accept(invited)).json(), { storeId, role: 'owner' })
  t.match((await accept(invited)).json(), { code: 'INVITE_NOT_FOUND' }, 'once')
  const late = await owner.post(`${base}/invites`, { login: thief.login, role: 'clerk' })
  shell.clock.advance(8 * DAY)
  t.match((await accept(thief, String(late.json().link).split('.').at(-1))).json(), {
    code: 'INVITE_NOT_FOUND',
  })

  const leave = (who: Visitor, whom: { staffId: string }) =>
    who.put(`${base}/members/${whom.staffId}`, { role: 'clerk' })
  const both = await Promise.all([leave(owner, invited), leave(invited, owner)])
  t.equal(both.filter((reply) => reply.statusCode === 204).length >= 1, true)
  const rest = await db.sql`select 1`.then(() => [owner, invited])
  const roles = await Promise.all(
    rest.map(async (who) => (await who.get(`${api}/stores`)).json().items[0].role),
  )
  t.same(roles.sort(), ['clerk', 'owner'], 'two owners letting go of each other: one remains')
  const [last, clerk] = await ownerFirst(owner, invited)
  t.match((await last.delete(`${base}/members/${last.staffId}`)).json(), { code: 'LAST_OWNER' })
  t.match((await last.put(`${base}/members/${last.staffId}`, { role: 'clerk' })).json(), {
    code: 'LAST_OWNER',
  })
  t.equal((await last.delete(`${base}/members/${clerk.staffId}`)).statusCode, 204)
  t.equal((await clerk.get(`${base}/settings`)).statusCode, 404, 'on the next request')
  const actions = (await last.get(`${base}/audit`))
    .json()
    .items.map((entry: { action: string }) => entry.action)
  t.same([...new Set(actions)].sort(), [
    'member.invited',
    'member.joined',
    'member.removed',
    'member.role_changed',
  ])
})

async function ownerFirst<V extends Visitor>(one: V, two: V): Promise<[V, V]> {
  const { items } = (await one.get(`${api}/stores`)).json()
  return items[0].role === 'owner' ? [one, two] : [two, one]
}
