import { monitorEventLoopDelay } from 'node:perf_hooks'
import '@fastify/swagger'
import { http, staff } from '@mamapu/core'
import { openDatabase } from '@mamapu/db'
import { DAY, MINUTE, SECOND } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { type TestServer, testServer, Visitor } from './test-app.js'

const at = new Date('2026-03-01T02:00:00Z')
const api = '/api/platform/v1'
const password = 'right horse battery'
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
  const [[one, a], [two, b]] = [await time(known.login), await time('un@known.cn')]
  t.equal(a.statusCode, 401)
  t.equal(a.body, b.body)
  t.ok(Math.min(one, two) > Math.max(one, two) / 3, `${one} and ${two} ms`)
  for (let index = 0; index < 17; index += 1)
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

t.test('what did not come from the own pages changes nothing', async (t) => {
  const { db } = await createTestDatabase(t)
  const shell = await testServer(t, db)
  const owner = await member(shell)
  const storeId = await openShop(owner, 'csrf-shop')
  const url = `/api/admin/v1/stores/${storeId}/settings`
  const own = { origin: 'http://localhost:3000', 'x-csrf-token': owner.csrf ?? '' }
  const attempts: [string, Record<string, string>, number][] = [
    ['no origin, no token', {}, 403],
    ['token without origin', { 'x-csrf-token': own['x-csrf-token'] }, 403],
    ['origin without token', { origin: own.origin }, 403],
    ['wrong token', { ...own, 'x-csrf-token': 'x'.repeat(32) }, 403],
    ['foreign origin', { ...own, origin: 'http://evil.example' }, 403],
    ['a shop’s origin', { ...own, origin: 'http://csrf-shop.localhost:3000' }, 403],
    ['another port', { ...own, origin: 'http://localhost:4000' }, 403],
    ['no origin at all', { ...own, origin: 'null' }, 403],
    ['cross-site', { ...own, 'sec-fetch-site': 'cross-site' }, 403],
    ['same-site', { ...own, 'sec-fetch-site': 'same-site' }, 403],
    ['own', { ...own, 'sec-fetch-site': 'same-origin' }, 200],
  ]
  for (const [name, headers, status] of attempts) {
    const reply = await owner.patch(url, { version: 1, name: '改过' }, { headers, bare: true })
    t.equal(reply.statusCode, status, name)
    if (status === 403) t.match(reply.json(), { code: 'CSRF_FAILED' })
  }
  t.match((await owner.get(url)).json(), { version: 2 })
  const stranger = new Visitor(shell.server, 'localhost:3000')
  const signIn = await stranger.post(`${api}/sign-in`, { login: owner.login, password }, { bare: true })
  t.match(signIn.json(), { code: 'CSRF_FAILED' }, 'signing somebody in from elsewhere')
  t.equal((await owner.get(`${api}/sign-out`)).statusCode, 405, 'reading changes nothing')
})

t.test('each role passes exactly its scopes, on every staff route there is', async (t) => {
  const { db } = await createTestDatabase(t)
  const shell = await testServer(t, db)
  const owner = await member(shell)
  const storeId = await openShop(owner, 'matrix-shop')
  const elsewhere = await openShop(owner, 'other-shop')
  const actors: [http.Role | 'stranger' | 'nobody', Visitor][] = [['owner', owner]]
  for (const role of ['manager', 'operator', 'clerk'] as const) {
    const visitor = await member(shell)
    const invite = await owner.post(`/api/admin/v1/stores/${storeId}/invites`, { login: visitor.login, role })
    const token = String(invite.json().link).split('.').at(-1)
    t.equal((await visitor.post(`${api}/invites/accept`, { storeId, token })).statusCode, 200)
    actors.push([role, visitor])
  }
  actors.push(['stranger', await member(shell)], ['nobody', new Visitor(shell.server, 'localhost:3000')])
  const none = `cus_${'0'.repeat(32)}`
  const base = `/api/admin/v1/stores/${storeId}`
  const routes: [http.Scope, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string, object?][] = [
    ['store:read', 'GET', '/settings'],
    ['store:write', 'PATCH', '/settings', { version: 999 }],
    ['staff:read', 'GET', '/members'],
    ['staff:write', 'PUT', `/members/stf_${'0'.repeat(32)}`, { role: 'clerk' }],
    ['staff:write', 'DELETE', `/members/stf_${'0'.repeat(32)}`],
    ['staff:write', 'POST', '/invites', { login: 'x', role: 'clerk' }],
    ['staff:write', 'DELETE', `/invites/${'0'.repeat(32)}`],
    ['customers:read', 'GET', '/customers'],
    ['customers:read', 'GET', `/customers/${none}`],
    ['customers:reveal', 'POST', `/customers/${none}/reveal`, {}],
    ['audit:read', 'GET', '/audit'],
  ]
  const described = shell.server.swagger().paths ?? {}
  const listed = Object.entries(described)
    .filter(([path]) => path.startsWith('/api/admin/'))
    .flatMap(([, item]) => Object.keys(item as object))
  t.equal(routes.length, listed.length, 'no route is left out')
  for (const [scope, method, path, body] of routes)
    for (const [role, visitor] of actors) {
      const reply = await visitor.ask(method, `${base}${path}`, body ? { body } : {})
      const name = `${role} ${method} ${path}`
      if (role === 'nobody') t.equal(reply.statusCode, 401, name)
      else if (role === 'stranger') t.match(reply.json(), { status: 404, code: 'NOT_FOUND' }, name)
      else if (http.ROLE_SCOPES[role].has(scope)) t.notMatch([401, 403], [reply.statusCode], name)
      else t.match(reply.json(), { status: 403, code: 'FORBIDDEN' }, name)
      if (role === 'clerk')
        t.equal(
          (await visitor.ask(method, `/api/admin/v1/stores/${elsewhere}${path}`, body ? { body } : {}))
            .statusCode,
          404,
          'and nothing next door',
        )
    }
  const [, stranger] = actors[4] as [string, Visitor]
  const never = await stranger.get(`/api/admin/v1/stores/sto_${'0'.repeat(32)}/settings`)
  const foreign = await stranger.get(`${base}/settings`)
  t.equal(foreign.body, never.body, 'a foreign shop looks like none')
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

t.test('operators close shops; to everybody else their routes do not exist', async (t) => {
  const database = await createTestDatabase(t)
  const shell = await testServer(t, database.db)
  const store = await createTestStore(database.db, at)
  const operator = await member(shell)
  const url = `${api}/operator/stores/${store.storeId}/status`
  t.equal((await operator.get(`${api}/operator/stores`)).statusCode, 404)
  t.equal((await operator.put(url, { status: 'suspended', reason: 'x' })).statusCode, 404)
  await t.rejects(
    staff.makeOperator(database.db, operator.login),
    { code: '42501' },
    'not by the web process',
  )
  const migrating = openDatabase({ urls: { app: database.adminUrl, sweep: database.adminUrl }, max: 1 })
  t.teardown(() => migrating.close())
  t.equal(await staff.makeOperator(migrating, 'nobody@x.cn'), false)
  t.equal(await staff.makeOperator(migrating, operator.login), true)
  t.match((await operator.get(`${api}/operator/stores`)).json(), {
    items: [{ slug: store.slug }],
    next: null,
  })
  t.equal((await operator.put(url, { status: 'suspended', reason: '违规' })).statusCode, 204)
  const shop = new Visitor(shell.server, `${store.slug}.localhost:3000`)
  t.match((await shop.get('/api/store/v1/session')).json(), { code: 'STORE_SUSPENDED' })
  t.equal((await operator.put(url, { status: 'active', reason: 'ok' })).statusCode, 204)
  t.equal((await shop.get('/api/store/v1/session')).statusCode, 200)
  const rows = await database.admin`select action from operator_audit order by action`
  t.same(
    rows.map((row) => row.action),
    ['store.active', 'store.suspended'],
  )
})

t.test('places to go on to stay on this host', async (t) => {
  const bad = [
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'https://evil.example',
    'javascript:alert(1)',
  ]
  const worse = [
    '/%0d%0aset-cookie:x',
    '/\t/evil.example',
    '/ /evil',
    '',
    'orders',
    '/..//evil.example',
    7,
    null,
    ['/a'],
  ]
  for (const next of [...bad, ...worse]) {
    const place = http.safeNext(next, '/')
    t.equal(new URL(place, 'http://own.example').host, 'own.example', String(next))
    t.notMatch(place, /^\/\//)
  }
  t.equal(http.safeNext('/orders/1?a=b#c', '/'), '/orders/1?a=b#c')
})

t.test('a flood of sign-ins waits or is turned away, and the shops do not notice', async (t) => {
  const { db } = await createTestDatabase(t)
  await staff.signUp(db, { login: 'a@b.cn', password, name: 'x', at })
  const lag = monitorEventLoopDelay({ resolution: 10 })
  lag.enable()
  const flood = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) => staff.signIn(db, { login: `u${index}@b.cn`, password, at })),
  )
  lag.disable()
  const turnedAway = flood.filter((one) => one.status === 'rejected')
  t.ok(
    turnedAway.length > 0 && turnedAway.length <= 58,
    `two at work, forty waiting, ${turnedAway.length} turned away`,
  )
  t.ok(turnedAway.every((one) => one.status === 'rejected' && one.reason.code === 'BUSY'))
  t.ok(lag.max / 1e6 < 200, `${Math.round(lag.max / 1e6)} ms`)
  t.match(
    await staff.signIn(db, { login: 'a@b.cn', password, at }),
    { signedIn: true },
    'and then it goes on',
  )
})
