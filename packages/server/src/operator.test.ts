import { notifications, staff } from '@mamapu/core'
import { openDatabase } from '@mamapu/db'
import { migrateQueue, openQueue } from '@mamapu/queue'
import { createTestDatabase, createTestStore, type TestDatabase } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { installationRoutes } from './installation.routes.js'
import { testServer, Visitor } from './test-app.js'

const at = new Date('2026-03-01T02:00:00Z')
const api = '/api/platform/v1'
const silent = { debug() {}, info() {}, warn() {}, error() {} }
// Every sign-up takes a real argon2 hash.
t.setTimeout(120_000)

/** The real queue of this database with one job that fails until it is told not to. */
async function openTestQueue(t: Test, { urls }: TestDatabase) {
  await migrateQueue(urls.queue)
  const queue = await openQueue({ queueUrl: urls.queue }, { log: silent })
  t.teardown(() => queue.close({ timeoutMs: 3000 }))
  const state = { isBroken: true, runs: 0 }
  const waiting: (() => void)[] = []
  queue.define({
    name: 'test.fragile',
    lane: 'work',
    ofStore: false,
    attempts: 1,
    run: async () => {
      state.runs += 1
      if (state.isBroken) throw new Error('the carrier is away')
      for (const go of waiting) go()
    },
  })
  await queue.start()
  const done = new Promise<void>((resolve) => waiting.push(resolve))
  return { queue, state, done }
}

/** The server with what an operator needs, an operator, and the owner of a shop. */
async function openInstallation(t: Test) {
  const database = await createTestDatabase(t)
  const work = await openTestQueue(t, database)
  const shell = await testServer(t, database.db, {
    install: (app, directory) => [
      notifications.operatorMessageRoutes(app, directory),
      installationRoutes(app, { queue: work.queue, notes: ['embedded'] }),
    ],
  })
  const store = await createTestStore(database.db, at)
  const join = async (login: string) => {
    const visitor = new Visitor(shell.server, 'localhost:3000')
    await visitor.post(`${api}/sign-up`, { login, password: 'right horse battery', name: '某人' })
    return visitor
  }
  const operator = await join('13800000001')
  const owner = await join('13800000002')
  await owner.post(`${api}/stores`, { slug: 'own-shop', name: '自己的店' })
  const migrating = openDatabase({ urls: { app: database.adminUrl, sweep: database.adminUrl }, max: 1 })
  t.teardown(() => migrating.close())
  t.ok(await staff.makeOperator(migrating, '13800000001'))
  return { ...work, database, shell, store, operator, owner }
}

t.test('an operator who belongs to no shop reads its one-time codes; nobody else does', async (t) => {
  const { database, shell, store, operator, owner } = await openInstallation(t)
  const shopper = new Visitor(shell.server, `${store.slug}.localhost:3000`)
  for (const phone of ['13900000001', '13900000002']) {
    await shopper.post('/api/store/v1/login/code', { phone })
    shell.clock.advance(60_000)
  }
  const url = `${api}/operator/stores/${store.storeId}/messages`
  const seen = await operator.get(url)
  t.equal(seen.statusCode, 200)
  t.equal(seen.headers['cache-control'], 'no-store')
  t.match(
    seen.json().items.map((item: { text: string; addressMasked: string }) => item),
    [
      { template: 'login-code', text: /\d{6}/, addressMasked: /0002$/ },
      { template: 'login-code', text: /\d{6}/, addressMasked: /0001$/ },
    ],
    'newest first, codes readable',
  )
  const typed = /\d{6}/.exec(seen.json().items[0].text)?.[0]
  const signedIn = await shopper.post('/api/store/v1/login', { phone: '13900000002', code: typed })
  t.equal(signedIn.statusCode, 200, 'what she reads out lets the shopper in')

  t.equal((await operator.get(`${url}?after=nonsense`)).statusCode, 400)
  const nowhere = `${api}/operator/stores/sto_${'0'.repeat(32)}/messages`
  t.match((await operator.get(nowhere)).json(), { status: 404, code: 'STORE_NOT_FOUND' })
  t.match((await owner.get(url)).json(), { status: 404, code: 'NOT_FOUND' })
  t.equal((await owner.get(`${api}/operator/installation`)).statusCode, 404)
  t.equal((await new Visitor(shell.server, 'localhost:3000').get(url)).statusCode, 401)
  const lines = await database.admin`select action, subject from operator_audit`
  t.same([...lines], [{ action: 'messages.read', subject: store.storeId }], 'her look alone left a line')
})

t.test('a long message log goes on where it stopped', async (t) => {
  const { shell, store, operator } = await openInstallation(t)
  const shopper = new Visitor(shell.server, `${store.slug}.localhost:3000`)
  for (let index = 0; index < 23; index += 1) {
    await shopper.post('/api/store/v1/login/code', { phone: `139000001${String(index).padStart(2, '0')}` })
    shell.clock.advance(3_600_000)
  }
  const url = `${api}/operator/stores/${store.storeId}/messages`
  const first = (await operator.get(url)).json()
  const second = (await operator.get(`${url}?after=${first.next}`)).json()
  const ids = [...first.items, ...second.items].map((item: { id: string }) => item.id)
  t.equal(first.items.length, 20)
  t.equal(new Set(ids).size, 23)
  t.equal(second.next, null)
})

t.test('a parked job is seen and gets another round', async (t) => {
  const { queue, state, done, database, operator, owner } = await openInstallation(t)
  await queue.send('test.fragile', 'one', {})
  const parked = async () => (await operator.get(`${api}/operator/installation`)).json()
  while ((await parked()).queue.parked.length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const seen = await parked()
  t.match(seen, {
    notes: ['embedded'],
    database: /^PostgreSQL \d+/,
    queue: {
      backend: 'postgres',
      isReachable: true,
      parked: [{ job: 'test.fragile', id: 'one', storeId: null, reason: 'the carrier is away', attempts: 1 }],
    },
  })
  t.match(
    seen.queue.lanes.map(({ lane, parked }: { lane: string; parked: number }) => [lane, parked]),
    [
      ['events', 0],
      ['work', 1],
      ['bulk', 0],
    ],
  )
  const url = `${api}/operator/jobs/${encodeURIComponent(seen.queue.parked[0].key)}/retry`
  t.equal((await owner.post(url)).statusCode, 404)
  t.equal((await operator.post(`${api}/operator/jobs/test.fragile--two/retry`)).statusCode, 404)
  t.equal(state.runs, 1)
  state.isBroken = false
  t.equal((await operator.post(url)).statusCode, 204)
  await done
  t.equal((await operator.post(url)).statusCode, 404, 'it is parked no more')
  t.same((await parked()).queue.parked, [])
  const lines = await database.admin`select action, subject from operator_audit`
  t.same([...lines], [{ action: 'job.retried', subject: 'test.fragile--one' }])

  await queue.close()
  t.match((await parked()).queue, { isReachable: false, lanes: [], parked: [] }, 'away is an answer too')
  t.equal((await operator.post(url)).statusCode, 503)
})

t.test(
  'a suspended shop is closed to shoppers and staff, and an operator of both puts it back',
  async (t) => {
    const { shell, operator } = await openInstallation(t)
    const { storeId } = (await operator.post(`${api}/stores`, { slug: 'two-hats', name: '两顶帽子' })).json()
    const url = `${api}/operator/stores/${storeId}/status`
    const shop = new Visitor(shell.server, 'two-hats.localhost:3000')
    const staffUrl = `/api/admin/v1/stores/${storeId}/settings`
    t.equal((await operator.put(url, { status: 'suspended', reason: '违规' })).statusCode, 204)
    t.match((await shop.get('/api/store/v1/session')).json(), { status: 403, code: 'STORE_SUSPENDED' })
    t.match((await operator.get(staffUrl)).json(), { status: 403, code: 'STORE_SUSPENDED' })
    t.equal((await operator.get(`${api}/operator/stores/${storeId}/messages`)).statusCode, 200)
    const { items } = (await operator.get(`${api}/operator/stores`)).json()
    t.match(
      items.find((item: { storeId: string }) => item.storeId === storeId),
      { name: '两顶帽子', origin: 'http://two-hats.localhost:3000', status: 'suspended' },
    )
    t.equal((await operator.put(url, { status: 'active', reason: '已整改' })).statusCode, 204)
    t.equal((await shop.get('/api/store/v1/session')).statusCode, 200)
    t.equal((await operator.get(staffUrl)).statusCode, 200)
  },
)
