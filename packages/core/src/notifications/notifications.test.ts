import { type Database, withTenant } from '@mamapu/db'
import { type CustomerId, later, ManualClock, newId, type StoreId, uuidOf } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import type { App } from '../app.js'
import type { Scope } from '../http/index.js'
import { storeKeys } from '../stores/index.js'
import type { Category } from './channels/channel.types.js'
import {
  inboxRoutes,
  listInbox,
  messageAdminRoutes,
  notify,
  notifyText,
  openInbox,
  TEMPLATES,
} from './index.js'
import { VARIABLES } from './template-variables.rules.js'
import { fillText, namesIn } from './text.rules.js'

const keys = storeKeys(Buffer.alloc(32), Buffer.alloc(32))
const at = new Date('2026-03-01T02:00:00Z')

function makeApp(db: Database): App {
  return {
    db,
    clock: new ManualClock(at),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    hosts: { base: '', shop: '', protocol: 'http', internal: '' },
    secret: Buffer.alloc(32),
    dataDir: '',
    nudge() {},
    says: () => null,
    jobs: { send: async () => {} },
  }
}

async function createCustomer(db: Database, storeId: StoreId): Promise<CustomerId> {
  const id = newId('cus', at)
  await withTenant(
    db,
    storeId,
    (tx) => tx.sql`
    insert into customers (tenant_id, id, created_at) values (${tx.tenantId}, ${uuidOf(id)}, ${at})`,
  )
  return id
}

/** The routes with a principal put in by hand, as the server does after its checks. */
async function serve(
  db: Database,
  who: { storeId: StoreId; customerId?: CustomerId; isOperator?: boolean },
): Promise<FastifyInstance> {
  const server = Fastify()
  server.addHook('onRequest', async (request) => {
    request.at = at
    request.storeId = who.storeId
    request.locale = undefined
    request.shopper = {
      sessionHash: '',
      csrf: '',
      customerId: who.customerId ?? null,
      visitorKey: '',
      came: null,
      mayFollow: null,
      verifiedPhoneHash: null,
    }
    request.staff = {
      staffId: newId('stf', at),
      sessionHash: '',
      csrf: '',
      name: '',
      isOperator: who.isOperator === true,
      storeId: who.storeId,
      role: 'owner',
      scopes: new Set<Scope>(['messages:read']),
    }
  })
  await server.register(messageAdminRoutes(makeApp(db)))
  await server.register(inboxRoutes(makeApp(db)))
  return server
}

t.test('said once per key and channel, and only if its transaction commits', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const customerId = await createCustomer(db, storeId)
  const paid = {
    template: 'order-paid',
    data: { number: '1', amount: '19.90', next: '我们会尽快发货。' },
    dedupeKey: 'order-paid:1',
    at,
  } as const
  const guest = { phone: '13800138000', keys }
  const say = () =>
    withTenant(db, storeId, async (tx) => {
      const isFirst = await notify(tx, { ...paid, customerId })
      return (await notify(tx, { ...paid, ...guest })) && isFirst
    })
  const said = await Promise.all(Array.from({ length: 10 }, say))
  t.equal(said.filter(Boolean).length, 1)
  t.equal(await say(), false)
  await t.rejects(
    withTenant(db, storeId, async (tx) => {
      await notify(tx, { ...paid, customerId, dedupeKey: 'order-paid:2' })
      throw new Error('undone')
    }),
    /undone/,
  )
  const rows = await admin<{ channel: string; text: string; address_masked: string }[]>`
    select channel, text, address_masked from messages order by channel`
  t.match(rows, [
    { channel: 'inbox', text: /19\.90/, address_masked: '' },
    { channel: 'log', text: /19\.90/, address_masked: '138****8000' },
  ])
})

t.test('a one-time code is in the log’s text alone, and only operators read it', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const customerId = await createCustomer(db, storeId)
  const code = {
    template: 'login-code',
    data: { code: '482913', minutes: '10' },
    dedupeKey: 'c:1',
    at,
  } as const
  await withTenant(db, storeId, (tx) => notify(tx, { ...code, phone: '13800138000', keys }))
  await t.rejects(
    withTenant(db, storeId, (tx) => notify(tx, { ...code, customerId })),
    /not into an inbox/,
  )
  const [row] = await admin<{ all: string; text: string }[]>`
    select to_jsonb(m) - 'text' as all, text from messages m`
  t.notMatch(JSON.stringify(row?.all), /482913|13800138000/)
  t.match(row?.text, /482913/)

  const staff = await (await serve(db, { storeId })).inject('/messages')
  t.equal(staff.statusCode, 200)
  t.notMatch(staff.body, /482913/)
  t.match(staff.json().items, [{ template: 'login-code', addressMasked: '138****8000' }])
  const operator = await (await serve(db, { storeId, isOperator: true })).inject('/messages')
  t.match(operator.body, /482913/)
})

t.test('an inbox is read page by page, and is nobody else’s', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const other = await createTestStore(db, at)
  const customerId = await createCustomer(db, storeId)
  const neighbour = await createCustomer(db, storeId)
  await withTenant(db, storeId, async (tx) => {
    for (let index = 0; index < 45; index += 1)
      await notifyText(tx, {
        customerId,
        template: 'coupons.expiring',
        text: `优惠券 ${index}`,
        data: { index },
        dedupeKey: `coupons:${index}`,
        // Three messages share each instant: pages must not lose or repeat one.
        at: later(at, Math.floor(index / 3)),
      })
  })
  const hers = await serve(db, { storeId, customerId })
  const seen: { id: string; text: string }[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const reply = await hers.inject({ url: '/inbox', query: { limit: '20', ...(cursor ? { cursor } : {}) } })
    const page: { items: typeof seen; nextCursor: string | null; unread: number } = reply.json()
    t.equal(page.unread, 45)
    seen.push(...page.items)
    cursor = page.nextCursor
    pages += 1
  } while (cursor && pages < 10)
  t.equal(pages, 3)
  t.equal(new Set(seen.map((message) => message.id)).size, 45)
  t.match(seen[0]?.text, /优惠券 4[2-4]/, 'the newest first')

  const id = seen[0]?.id
  const theirs = await serve(db, { storeId, customerId: neighbour })
  t.equal((await theirs.inject('/inbox')).json().items.length, 0)
  t.equal((await theirs.inject({ method: 'POST', url: `/inbox/${id}/read` })).statusCode, 404)
  t.equal((await hers.inject({ method: 'POST', url: `/inbox/${id}/read` })).statusCode, 204)
  t.equal((await hers.inject('/inbox')).json().unread, 44)
  t.equal((await (await serve(db, { storeId })).inject('/inbox')).statusCode, 401, 'a guest has no inbox')
  const elsewhere = await serve(db, { storeId: other.storeId, customerId })
  t.equal((await elsewhere.inject('/inbox')).json().items.length, 0)
  t.equal((await elsewhere.inject('/messages')).json().items.length, 0)
})

t.test('a page that cannot be is refused', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const customerId = await createCustomer(db, storeId)
  const server = await serve(db, { storeId, customerId })
  const cursors = [
    'x',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('[1e300,"00"]').toString('base64url'),
  ]
  for (const query of [
    { limit: '0' },
    { limit: '101' },
    { limit: '9'.repeat(400) },
    { limit: '-1' },
    ...cursors.map((cursor) => ({ cursor })),
  ])
    for (const url of ['/inbox', '/messages'])
      t.equal(
        (await server.inject({ url, query })).statusCode,
        400,
        `${url} ${JSON.stringify(query).slice(0, 60)}`,
      )
  t.equal((await server.inject({ method: 'POST', url: '/inbox/msg_x/read' })).statusCode, 400)
})

t.test('both languages of every template name the same things, each of them described', async (t) => {
  for (const [name, template] of Object.entries(TEMPLATES)) {
    const names = namesIn(template['zh-CN'])
    t.same([...names].sort(), namesIn(template.en).sort(), name)
    for (const one of names) t.ok(Object.hasOwn(VARIABLES, one), `${name} names {${one}}`)
    for (const one of 'mustName' in template ? template.mustName : []) t.ok(names.includes(one), one)
    t.equal('isSecret' in template, (template.category as Category) === 'secret', name)
  }
})

t.test('what is filled in stays on one line and within its length', async (t) => {
  t.equal(fillText('寄出：{carrier}', { carrier: '顺丰\r\nBcc: a@b.c\u2028' }), '寄出：顺丰 Bcc: a@b.c')
  t.equal(fillText('{carrier}', { carrier: '好'.repeat(40) }), `${'好'.repeat(19)}…`)
  t.equal(fillText('{url}', { url: `https://x/${'a'.repeat(300)}` }).length, 310)
  t.equal(fillText('{toString}', { toString: 'x' } as never), 'x')
  t.throws(() => fillText('{toString}', {}), /the text names/)
})

t.test('opening her inbox marks what it shows as read, and tells once more what is new', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const customerId = await createCustomer(db, storeId)
  await withTenant(db, storeId, async (tx) => {
    for (const index of [1, 2, 3])
      await notifyText(tx, {
        ...{ customerId, template: 'flash-sale.remind', text: `开抢提醒 ${index}`, data: {}, at },
        dedupeKey: `remind:${index}`,
      })
  })
  const open = async (limit: number) => {
    const { items } = await openInbox(db, storeId, { customerId, after: null, limit, at: later(at, 5) })
    return items.map(({ readAt }) => readAt !== null)
  }
  t.strictSame(await open(2), [false, false])
  t.strictSame(await open(3), [true, true, false])
  t.equal((await listInbox(db, storeId, { customerId, after: null, limit: 1 })).unread, 0)
})
