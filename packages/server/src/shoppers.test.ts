import { customers, stores } from '@mamapu/core'
import { type Database, withTenant } from '@mamapu/db'
import { HOUR, MINUTE, SECOND, type StoreId } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import type { ServerParts } from './build-server.js'
import { testServer, Visitor } from './test-app.js'

const at = new Date('2026-03-01T02:00:00Z')
const api = '/api/store/v1'
const phone = '13800001234'
const cookieName = '__Host-mamapu-shop'
const address = {
  name: '王小米',
  phone: '139 1111 2222',
  regionCode: '110101',
  region: '北京市 东城区',
  street: '幸福路 1 号',
}

/** The last code that went out for this shop, as the operator reads it in the message log. */
async function lastCode(db: Database, storeId: StoreId): Promise<string> {
  const rows = await withTenant(
    db,
    storeId,
    (tx) => tx.sql<{ text: string }[]>`
      select text from messages where tenant_id = ${tx.tenantId} and template = 'login-code' order by id desc limit 1`,
  )
  return /\d{6}/.exec(rows[0]?.text ?? '')?.[0] ?? ''
}

t.test(
  'a shopper signs in by phone: a new session, the guest’s cart handed over, the old session dead',
  async (t) => {
    const { db, admin } = await createTestDatabase(t)
    const store = await createTestStore(db, at)
    const logins: { sessionHash: string; customerId: string }[] = []
    const shell = await testServer(t, db, { onLogin: async (_tx, login) => void logins.push(login) })
    const visitor = new Visitor(shell.server, `${store.slug}.localhost:3000`)
    t.same((await visitor.get(`${api}/session`)).json(), {
      customerId: null,
      isPhoneVerified: false,
      csrf: null,
    })
    t.equal(visitor.cookies.size, 0, 'nothing to remember, no session')
    t.match(
      (await visitor.post(`${api}/session`, {})).headers['set-cookie'],
      /^__Host-mamapu-shop=[\w-]{43}; Path=\/; HttpOnly/,
    )
    const guest = visitor.cookies.get(cookieName) ?? ''

    const asked = await visitor.post(`${api}/login/code`, { phone: '+86 138-0000-1234' })
    t.equal(asked.statusCode, 202)
    const code = await lastCode(db, store.storeId)
    t.match(code, /^\d{6}$/)
    t.notMatch(asked.body, code, 'never in a reply')
    t.notMatch(shell.lines.join(), code, 'nor in the log')
    t.match(
      (await visitor.post(`${api}/login`, { phone, code: code === '000000' ? '111111' : '000000' })).json(),
      {
        code: 'CODE_WRONG',
      },
    )
    const signedIn = await visitor.post(`${api}/login`, { phone, code })
    t.match(signedIn.json(), { customerId: /^cus_/, isPhoneVerified: true })
    t.not(visitor.cookies.get(cookieName), guest)
    t.match(logins, [{ customerId: signedIn.json().customerId, sessionHash: /^[0-9a-f]{64}$/ }])
    t.match((await visitor.get(`${api}/me`)).json(), { phoneMasked: '138****1234', name: '' })

    const old = new Visitor(shell.server, visitor.host)
    old.cookies.set(cookieName, guest)
    t.same((await old.get(`${api}/session`)).json(), { customerId: null, isPhoneVerified: false, csrf: null })
    t.match(
      (await visitor.post(`${api}/login`, { phone, code })).json(),
      { code: 'CODE_WRONG' },
      'a code works once',
    )

    const dump = JSON.stringify(await admin`select phone_hash, phone_sealed from customers`)
    t.notMatch(dump, Buffer.from(phone).toString('hex'))
    t.notMatch(dump, phone)
    const kept = visitor.cookies.get(cookieName) ?? ''
    t.equal((await visitor.post(`${api}/logout`, {})).statusCode, 204)
    visitor.cookies.set(cookieName, kept)
    t.match((await visitor.get(`${api}/me`)).json(), { code: 'SIGN_IN_REQUIRED' })
  },
)

t.test('a session and a phone of one shop are nothing in another', async (t) => {
  const { db } = await createTestDatabase(t)
  const [one, two] = [await createTestStore(db, at), await createTestStore(db, at)]
  const shell = await testServer(t, db)
  const logIn = async ({ slug, storeId }: { slug: string; storeId: StoreId }): Promise<Visitor> => {
    const visitor = new Visitor(shell.server, `${slug}.localhost:3000`)
    t.equal(
      (await visitor.post(`${api}/login/code`, { phone })).statusCode,
      202,
      'the same phone in both shops',
    )
    t.equal(
      (await visitor.post(`${api}/login`, { phone, code: await lastCode(db, storeId) })).statusCode,
      200,
    )
    return visitor
  }
  const [a, b] = [await logIn(one), await logIn(two)]
  const stray = new Visitor(shell.server, b.host)
  for (const [name, value] of a.cookies) stray.cookies.set(name, value)
  t.match((await stray.get(`${api}/me`)).json(), { status: 401, code: 'SIGN_IN_REQUIRED' })
  t.match((await stray.get(`${api}/addresses`)).json(), { status: 401 })
  const saved = (await a.post(`${api}/addresses`, address)).json()
  t.match((await b.put(`${api}/addresses/${saved.id}`, address)).json(), {
    status: 404,
    code: 'ADDRESS_NOT_FOUND',
  })
  t.match((await b.delete(`${api}/addresses/${saved.id}`)).json(), { status: 404, code: 'ADDRESS_NOT_FOUND' })
  t.equal(
    (await b.delete(`${api}/addresses/${saved.id}`)).body,
    (await b.delete(`${api}/addresses/adr_${'0'.repeat(32)}`)).body,
  )
  t.match((await a.get(`${api}/addresses`)).json(), { items: [{ name: '王小米', phone: '13911112222' }] })
  t.same((await b.get(`${api}/addresses`)).json(), { items: [] })
  t.match((await a.post(`${api}/addresses`, { ...address, phone: '12345' })).json(), {
    code: 'PHONE_MALFORMED',
  })
  t.match((await a.post(`${api}/addresses`, { ...address, customerId: 'x' })).json(), {
    code: 'VALIDATION_FAILED',
  })
  t.equal((await a.delete(`${api}/addresses/${saved.id}`)).statusCode, 204)
})

t.test(
  'codes: a minute apart, five an hour, five guesses each however parallel, ten minutes, one phone',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const { storeId } = await createTestStore(db, at)
    const keys = stores.storeKeys(Buffer.alloc(32, 1), Buffer.alloc(32, 2))
    const store = { storeId, keys } as stores.StoreSnapshot
    let now = at
    const later = (ms: number) => {
      now = new Date(now.getTime() + ms)
    }
    const request = (to = phone) =>
      withTenant(db, storeId, (tx) => customers.requestCode(tx, keys, { phone: to, at: now }))
    const guess = (code: string, by = phone) =>
      withTenant(db, storeId, (tx) =>
        customers.logIn(tx, store, { phone: by, code, guest: null, at: now }, async () => {}),
      )
    const wrong = (code: string) => (code === '999999' ? '999998' : '999999')

    t.match(await request(), { sent: true, resendSeconds: 60 })
    t.match(await request(), { sent: false, reason: 'too_soon', waitSeconds: 60 })
    const twice = await Promise.all([request('13900000000'), request('13900000000'), request('13900000000')])
    t.equal(twice.filter((result) => result.sent).length, 1, 'parallel requests send one')

    const first = await lastCodeFor(db, storeId, '138****1234')
    const guesses = await Promise.all(Array.from({ length: 20 }, () => guess(wrong(first))))
    t.ok(guesses.every((result) => !result.loggedIn))
    const [row] = await withTenant(
      db,
      storeId,
      (tx) => tx.sql`
    select tries_left from phone_codes where tenant_id = ${tx.tenantId} and phone_hash = ${stores.hashPhone(keys, phone)}`,
    )
    t.equal(row?.tries_left, 0)
    t.match(await guess(first), { loggedIn: false }, 'the right one comes too late')

    later(MINUTE)
    await request()
    const second = await lastCodeFor(db, storeId, '138****1234')
    t.match(await guess(second, '13900000000'), { loggedIn: false }, 'another phone’s code')
    const [a, b] = await Promise.all([guess(second), guess(second)])
    t.not(a.loggedIn, b.loggedIn, 'one of two uses it')
    later(MINUTE)
    await request()
    const third = await lastCodeFor(db, storeId, '138****1234')
    later(10 * MINUTE)
    t.match(await guess(third), { loggedIn: false }, 'ten minutes')
    for (let index = 0; index < 2; index += 1) {
      t.match(await request(), { sent: true })
      later(MINUTE)
    }
    t.match(await request(), { sent: false, reason: 'too_many' })
    later(HOUR)
    t.match(await request(), { sent: true })
    t.match(await request('not a phone'), { reason: 'phone_malformed' })
  },
)

async function lastCodeFor(db: Database, storeId: StoreId, masked: string): Promise<string> {
  const rows = await withTenant(
    db,
    storeId,
    (tx) => tx.sql<{ text: string }[]>`
      select text from messages where tenant_id = ${tx.tenantId} and address_masked = ${masked} order by created_at desc limit 1`,
  )
  return /\d{6}/.exec(rows[0]?.text ?? '')?.[0] ?? ''
}

t.test('one address asks for twenty codes an hour, whatever the phones', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const { server } = await testServer(t, db)
  const visitor = new Visitor(server, `${store.slug}.localhost:3000`)
  for (let index = 0; index < 20; index += 1)
    await visitor.post(`${api}/login/code`, { phone: `1390000${String(index).padStart(4, '0')}` })
  const reply = await visitor.post(`${api}/login/code`, { phone: '13700000000' })
  t.match(reply.json(), { status: 429, code: 'TOO_MANY_REQUESTS' })
})

t.test('a guest proves a phone without an account', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const { server } = await testServer(t, db)
  const visitor = new Visitor(server, `${store.slug}.localhost:3000`)
  await visitor.post(`${api}/login/code`, { phone })
  const reply = await visitor.post(`${api}/verify-phone`, { phone, code: await lastCode(db, store.storeId) })
  t.match(reply.json(), { customerId: null, isPhoneVerified: true })
  t.match((await visitor.get(`${api}/session`)).json(), { customerId: null, isPhoneVerified: true })
})

const forms: ServerParts = {
  storefront: [
    async (server) => {
      server.post('/form', { schema: {}, config: { audience: 'shopper' } }, async (request) => request.body)
      server.post('/notify', { schema: {}, config: { audience: 'peer' } }, async () => 'heard')
    },
  ],
}

t.test('forms: a wrong token never passes, a missing one only from this very page', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const { server } = await testServer(t, db, { parts: forms })
  const visitor = new Visitor(server, `${store.slug}.localhost:3000`)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const origin = { origin: `http://${visitor.host}` }
  const post = (body: string, headers: Record<string, string> = {}) =>
    visitor.post('/form', body, { headers: { ...form, ...headers }, bare: true })
  t.equal((await post('a=1')).statusCode, 403, 'nobody, from nowhere')
  t.equal((await post('a=1', origin)).statusCode, 200, 'a guest without a session has nothing to forge')
  await visitor.post(`${api}/session`, {})
  const csrf = visitor.csrf ?? ''
  t.equal((await post('a=1')).statusCode, 403)
  t.equal((await post('a=1', origin)).statusCode, 403)
  t.equal((await post('a=1&csrf=wrong', { ...origin, 'sec-fetch-site': 'same-origin' })).statusCode, 403)
  t.equal((await post(`a=1&csrf=${csrf}`, { 'sec-fetch-site': 'cross-site' })).statusCode, 403)
  t.equal((await post(`a=1&csrf=${csrf}`, { origin: 'http://evil.example' })).statusCode, 403)
  t.equal((await post('a=1', { 'sec-fetch-site': 'same-origin' })).statusCode, 200, 'a page kept from before')
  const plain = await post(`a=1&csrf=${csrf}`)
  t.equal(plain.statusCode, 200, 'an old browser that says nothing')
  t.same(plain.json(), { a: '1' }, 'the handler does not see the token')
  const other = new Visitor(server, visitor.host)
  await other.post(`${api}/session`, {})
  t.equal((await post(`a=1&csrf=${other.csrf}`)).statusCode, 403, 'somebody else’s token')
  t.equal((await visitor.post('/notify', {}, { bare: true })).body, 'heard', 'a provider signs instead')
  const page = await visitor.post('/form', 'a=1', { headers: { ...form, accept: 'text/html' }, bare: true })
  t.match(page.headers['content-type'], 'text/html')
})

t.test('staff see masked phones; the whole one needs the scope and is written down', async (t) => {
  const { db } = await createTestDatabase(t)
  const shell = await testServer(t, db)
  const owner = new Visitor(shell.server, 'localhost:3000')
  await owner.post('/api/platform/v1/sign-up', { login: 'o@o.cn', password: 'right horse', name: '店主' })
  const { storeId, slug } = (
    await owner.post('/api/platform/v1/stores', { slug: 'list-shop', name: '小铺' })
  ).json()
  const base = `/api/admin/v1/stores/${storeId}`
  for (let index = 0; index < 5; index += 1) {
    const visitor = new Visitor(shell.server, `${slug}.localhost:3000`)
    const number = `1380000000${index}`
    await visitor.post(`${api}/login/code`, { phone: number })
    await visitor.post(`${api}/login`, { phone: number, code: await lastCode(db, storeId) })
    shell.clock.advance(SECOND)
  }
  const first = (await owner.get(`${base}/customers?limit=3`)).json()
  t.equal(first.items.length, 3)
  const second = (await owner.get(`${base}/customers?limit=3&cursor=${first.next}`)).json()
  t.match(second, { items: [{}, {}], next: null })
  t.same(
    [...first.items, ...second.items].map((customer: { phoneMasked: string }) => customer.phoneMasked),
    ['138****0004', '138****0003', '138****0002', '138****0001', '138****0000'],
  )
  t.match((await owner.get(`${base}/customers?phone=138%200000%200002`)).json(), {
    items: [{ phoneMasked: '138****0002' }],
  })
  for (const query of [
    'limit=0',
    'limit=1e9',
    'limit=-1',
    'cursor=x',
    'cursor=WzEsMl0',
    'cursor=WyJhIiwiYiJd',
    'tenant_id=x',
  ])
    t.equal((await owner.get(`${base}/customers?${query}`)).statusCode, 400, query)
  const [customer] = first.items
  t.same((await owner.post(`${base}/customers/${customer.id}/reveal`, {})).json(), { phone: '13800000004' })
  t.match((await owner.get(`${base}/audit`)).json().items[0], {
    action: 'customer.revealed',
    subject: customer.id,
  })
  await t.rejects(
    withTenant(db, storeId, (tx) => tx.sql`delete from audit_log where tenant_id = ${tx.tenantId}`),
    { code: '42501' },
    'and cannot be taken back',
  )
})
