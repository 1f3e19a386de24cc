import '@fastify/swagger'
import { earnings, http, payments, payouts, reconciliation, staff, statements } from '@mamapu/core'
import { openDatabase } from '@mamapu/db'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { plainError } from './problems.js'
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
  const nul = await owner.patch(url, { version: 2, name: 'a\u0000b' }, { headers: own, bare: true })
  t.match(nul.json(), { code: 'BAD_REQUEST' }, 'what no row can keep reaches none')
  t.match((await owner.get(`${url}?x=%00`)).json(), { code: 'BAD_REQUEST' })
  const deep = `{"version":2,"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  t.equal(
    (await owner.patch(url, deep, { headers: { ...own, 'content-type': 'application/json' }, bare: true }))
      .statusCode,
    400,
  )
  const stranger = new Visitor(shell.server, 'localhost:3000')
  const signIn = await stranger.post(`${api}/sign-in`, { login: owner.login, password }, { bare: true })
  t.match(signIn.json(), { code: 'CSRF_FAILED' }, 'signing somebody in from elsewhere')
  t.equal((await owner.get(`${api}/sign-out`)).statusCode, 405, 'reading changes nothing')
})

type StaffRoute = [http.Scope, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string, object?]

const idOfNone = (prefix: string) => `${prefix}_${'0'.repeat(32)}`
const none = idOfNone('cus')
const WITHDRAWAL = `/payouts/withdrawals/${idOfNone('wdr')}`
const BATCH = `/payouts/batches/${idOfNone('pbt')}`
const HOLD = `/earning-holds/${idOfNone('hld')}`
const proof = { reference: 'R' }

/** Everything that shows, decides or moves what people earn. */
const MONEY_ROUTES: readonly StaffRoute[] = [
  ['payouts:read', 'GET', '/payouts/settings'],
  ['payouts:approve', 'PUT', '/payouts/settings', {}],
  ['payouts:read', 'POST', '/payouts/tax-example', {}],
  ['payouts:read', 'GET', '/payouts/payees'],
  ['customers:reveal', 'POST', `/payouts/payees/${none}/reveal`, {}],
  ['payouts:approve', 'GET', '/payouts/quarters/2026Q1.csv'],
  ['payouts:read', 'GET', '/payouts/withdrawals'],
  ['payouts:read', 'GET', WITHDRAWAL],
  ['payouts:approve', 'POST', `${WITHDRAWAL}/approve`, {}],
  ['payouts:approve', 'POST', `${WITHDRAWAL}/reject`, { reason: 'x' }],
  ['payouts:approve', 'POST', `${WITHDRAWAL}/return`, { reason: 'x' }],
  ['payouts:write', 'POST', `${WITHDRAWAL}/paid`, proof],
  ['payouts:write', 'POST', `${WITHDRAWAL}/insist`, proof],
  ['payouts:write', 'POST', `${WITHDRAWAL}/retry`, {}],
  ['payouts:write', 'POST', `${WITHDRAWAL}/unlist`, {}],
  ['payouts:read', 'GET', '/payouts/batches'],
  ['payouts:write', 'POST', '/payouts/batches', {}],
  ['payouts:read', 'GET', BATCH],
  ['payouts:write', 'GET', `${BATCH}/file.csv`],
  ['payouts:write', 'POST', `${BATCH}/paid`, { ...proof, count: 1, totalFen: 1 }],
  ['payouts:write', 'POST', `${BATCH}/dissolve`, {}],
  ['payouts:read', 'GET', '/earnings'],
  ['payouts:read', 'GET', `/earnings/${idOfNone('ern')}`],
  ['payouts:write', 'POST', `/earnings/${idOfNone('ern')}/hold`, { reason: 'merchant', note: '' }],
  ['payouts:read', 'GET', '/earning-holds'],
  ['payouts:write', 'POST', `${HOLD}/allow`, { note: '' }],
  ['payouts:write', 'POST', `${HOLD}/refuse`, { note: 'x' }],
  ['payouts:read', 'GET', `/earning-payees/${none}`],
  ['payouts:write', 'POST', `/earning-payees/${none}/pause`, { note: '' }],
  ['payouts:write', 'POST', `/earning-payees/${none}/resume`, { note: '' }],
  ['payouts:write', 'PUT', `/earning-payees/${none}/trust`, { isTrusted: false }],
  ['payouts:read', 'GET', '/earning-settings'],
  ['payouts:write', 'PUT', '/earning-settings', {}],
  ['payments:read', 'GET', '/payment-accounts'],
  ['payments:write', 'PUT', '/payment-accounts/wechat', { version: 0, isOn: false, values: {} }],
  ['payments:write', 'POST', '/payment-accounts/wechat/test', {}],
  ['payments:read', 'GET', '/bills'],
  ['orders:refund', 'POST', '/bills/sandbox/compare', {}],
  ['payments:read', 'GET', '/bill-differences'],
  ['payments:read', 'GET', '/bill-differences.csv'],
  ['orders:refund', 'POST', `/bill-differences/${idOfNone('dif')}/ask`, {}],
  ['orders:refund', 'POST', `/bill-differences/${idOfNone('dif')}/note`, { note: 'x' }],
  ['payouts:read', 'GET', '/statements'],
  ['payouts:read', 'GET', '/statements.csv?month=2026-02'],
  ['payouts:read', 'GET', `/statements/${none}`],
  ['payouts:read', 'GET', `/statements/${none}/2026-02`],
  ['payouts:read', 'GET', `/statements/${none}/2026-02/lines.csv`],
]

t.test('each role passes exactly its scopes, on every staff route there is', async (t) => {
  const { db } = await createTestDatabase(t)
  const shell = await testServer(t, db, {
    installAdmin: (app) => [
      ...payouts.payoutConsoleRoutes(app, new Map()),
      payments.accountAdminRoutes(app, new Map()),
      reconciliation.reconciliationRoutes(app, new Map()),
      earnings.earningReadRoutes(app),
      earnings.earningRoutes(app, { hears: [] }),
      statements.statementRoutes(app),
    ],
  })
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
  const base = `/api/admin/v1/stores/${storeId}`
  const routes: StaffRoute[] = [
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
    ...MONEY_ROUTES,
  ]
  let asked = 0
  const described = shell.server.swagger().paths ?? {}
  const listed = Object.entries(described)
    .filter(([path]) => path.startsWith('/api/admin/'))
    .flatMap(([, item]) => Object.keys(item as object))
  t.equal(routes.length, listed.length, 'no route is left out')
  for (const [scope, method, path, body] of routes)
    for (const [role, visitor] of actors) {
      asked += 1
      const headers = { 'idempotency-key': `route-${asked}-of-test` }
      const reply = await visitor.ask(method, `${base}${path}`, { ...(body ? { body } : {}), headers })
      const name = `${role} ${method} ${path}`
      if (role === 'nobody') t.equal(reply.statusCode, 401, name)
      else if (role === 'stranger') t.match(reply.json(), { status: 404, code: 'NOT_FOUND' }, name)
      else if (http.ROLE_SCOPES[role].has(scope))
        t.ok(![401, 403].includes(reply.statusCode) && reply.statusCode < 500, `${name}: ${reply.statusCode}`)
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

t.test('an error is logged by what it says, also when it is words alone', (t) => {
  t.match(plainError(new RangeError('too far')), { name: 'RangeError', message: 'too far' })
  t.same(plainError('too far'), { message: 'too far' })
  t.same(plainError(undefined), { message: 'undefined' })
  t.end()
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
