import { withTenant } from '@mamapu/db'
import { type CustomerId, DAY, HOUR, later, newId, type SkuId, toFen, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import { coreFacts, definePlugin, forSettings, type Plugin, poolId } from '@mamapu/plugin-sdk'
import type { OrderOffer } from '@mamapu/pricing'
import {
  type Answer,
  addTestSku,
  type Browser,
  brokenOf,
  makeCampaign,
  openTill,
  POOLED,
  type PooledSale,
  plainSale,
  pooledPlugin,
  type Till,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { cancelOrder } from '../orders/index.js'
import { switchPlugin } from '../plugins/index.js'
import { openPools } from '../quotas/index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const PHONE = '13800001234'
const api = '/api/store/v1'

async function open(t: Test) {
  const sales: PooledSale[] = []
  const till = await openTill(t, { at, plugins: [pooledPlugin(sales), plainSale(), secondOrder()] })
  const { db } = till.database
  const { storeId } = till.store
  for (const pluginId of ['pooled', 'plain-sale'])
    await switchPlugin(till.host, storeId, { pluginId, isOn: true, staffId: newId('stf', at), at })
  await till.directory.refresh(storeId)
  const sku = await addTestSku(db, storeId, at, { stock: 50 })
  return { till, sku, sales, db, storeId }
}

const order = (browser: Browser, skuId: SkuId, amount: number, quantity = 1): Promise<Answer> =>
  browser.post(
    `${api}/orders`,
    {
      lines: [{ skuId, quantity }],
      contact: { name: '林小满', phone: PHONE, regionCode: '330106', street: '文三路 1 号' },
      seenTotal: { amount, currency: 'CNY' },
    },
    { 'idempotency-key': newId('key', at) },
  )

async function codeFor(till: Till, browser: Browser, phone: string): Promise<string> {
  till.clock.advance(61_000)
  const asked = await browser.post(`${api}/login/code`, { phone })
  if (asked.status !== 202) throw new Error(JSON.stringify(asked.body))
  const [row] = await till.database.admin<{ text: string }[]>`
    select text from messages where template = 'login-code' order by id desc limit 1`
  return /\d{6}/.exec(row?.text ?? '')?.[0] ?? ''
}

async function visit(till: Till): Promise<Browser> {
  const browser = till.visit()
  await browser.post(`${api}/session`, {})
  return browser
}

/** Signs in with this phone; the first time makes the account. */
async function signIn(till: Till, phone: string): Promise<Browser> {
  const browser = await visit(till)
  const { status } = await browser.post(`${api}/login`, { phone, code: await codeFor(till, browser, phone) })
  if (status !== 200) throw new Error('not signed in')
  return browser
}

/** An account without a phone, as one that came by another way of signing in: `browser` is signed in to it. */
async function withoutPhone(
  { till, storeId }: { till: Till; storeId: Till['store']['storeId'] },
  id: CustomerId,
) {
  const browser = await visit(till)
  await withTenant(till.database.db, storeId, async (tx) => {
    await tx.sql`
      insert into customers (tenant_id, id, created_at) values (${tx.tenantId}, ${uuidOf(id)}, ${at})
      on conflict do nothing`
    await tx.sql`
      update customer_sessions set customer_id = ${uuidOf(id)}
       where tenant_id = ${tx.tenantId} and customer_id is null and created_at >= ${till.clock.now()}`
  })
  return browser
}

async function prove(till: Till, browser: Browser, phone = PHONE): Promise<void> {
  const code = await codeFor(till, browser, phone)
  const { status, body } = await browser.post(`${api}/verify-phone`, { phone, code })
  if (status !== 200) throw new Error(JSON.stringify(body))
}

t.test('signed in, as a guest and by a second account: one person, one counter', async (t) => {
  const shop = await open(t)
  const { till, sku, sales, db, storeId } = shop
  const campaignId = newId('cmp', at)
  const round = '20260304T1000'
  const pools = [{ kind: POOLED.units, skuId: sku.skuId, units: 30, mode: 'own' as const }]
  await withTenant(db, storeId, (tx) =>
    openPools(tx, { campaignId, round, startsAt: at, endsAt: later(at, HOUR), pools, actor: 'x', at }),
  )
  sales.push({ skuId: sku.skuId, pool: poolId(campaignId, sku.skuId, round), priceFen: 100, perPerson: 3 })

  const signedIn = await signIn(till, PHONE)
  t.equal((await order(signedIn, sku.skuId, 100)).status, 201, 'signed in: the phone is known')

  const guest = await visit(till)
  t.match((await order(guest, sku.skuId, 100)).body, { status: 409, code: 'PHONE_CODE_REQUIRED' })
  const quote = await guest.post(`${api}/checkout/quote`, { lines: [{ skuId: sku.skuId, quantity: 1 }] })
  t.equal(quote.body.needsPhoneCode, true)
  t.match((await guest.post(`${api}/verify-phone`, { phone: PHONE, code: '000000' })).body, {
    code: 'CODE_WRONG',
  })
  await prove(till, guest)
  t.equal((await order(guest, sku.skuId, 100)).status, 201, 'the guest who has proved the phone')

  const account = newId('cus', at)
  const second = await withoutPhone(shop, account)
  t.match((await order(second, sku.skuId, 100)).body, { code: 'PHONE_CODE_REQUIRED' })
  await prove(till, second)
  t.match(
    (await order(second, sku.skuId, 200, 2)).body,
    { code: 'LIMIT_REACHED' },
    'two of the three are gone',
  )
  t.equal((await order(second, sku.skuId, 100)).status, 201)
  for (const browser of [signedIn, guest, second])
    t.match((await order(browser, sku.skuId, 100)).body, { code: 'LIMIT_REACHED' })
  const elsewhere = await withoutPhone(shop, account)
  t.match(
    (await order(elsewhere, sku.skuId, 100)).body,
    { code: 'LIMIT_REACHED' },
    'the account stays joined',
  )
  const other = await signIn(till, '13900001234')
  t.equal((await order(other, sku.skuId, 100)).status, 201, 'another person')
  const counters = await till.database.admin`
    select taken::int from quotas where kind = ${POOLED.person} order by taken`
  t.same([...counters], [{ taken: 1 }, { taken: 3 }])
  t.same(await brokenOf(till.database.admin), [])
})

t.test('what is for new customers asks who somebody is, and is somebody’s once', async (t) => {
  const { till, sku, storeId } = await open(t)
  await makeCampaign(till, storeId, {
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: later(at, -HOUR),
    endsAt: later(at, DAY),
    audience: { kind: 'new' },
  })
  const guest = await visit(till)
  t.match((await order(guest, sku.skuId, 700)).body, { code: 'PHONE_CODE_REQUIRED' })
  await prove(till, guest)
  const placed = await order(guest, sku.skuId, 700)
  t.equal(placed.status, 201)
  const signedIn = await signIn(till, PHONE)
  t.match(
    (await order(signedIn, sku.skuId, 700)).body,
    { code: 'LIMIT_REACHED' },
    'one first order at a time',
  )
  const orderId = placed.body.orderId as `ord_${string}`
  await cancelOrder(till.app, till.providers, storeId, {
    orderId,
    actor: 'x',
    reason: 'x',
    at: till.clock.now(),
  })
  t.equal((await order(signedIn, sku.skuId, 700)).status, 201, 'the first came to nothing')
  t.same(await brokenOf(till.database.admin), [])
})

/** ¥1 off somebody's second order alone, 50 fen off every one after it. */
function secondOrder(): Plugin {
  const hooks = forSettings(Type.Object({}, { additionalProperties: false }))
  const words = { 'zh-CN': '第二单', en: 'Second order' }
  return definePlugin({
    id: 'second-order',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    category: 'discount',
    title: words,
    description: words,
    settings: Type.Object({}, { additionalProperties: false }),
    prices: [
      hooks.price({
        name: 'second',
        stage: 'order',
        facts: { ordersPaid: coreFacts.ordersPaid },
        offers: ({ cart, facts: { ordersPaid } }) => {
          if (ordersPaid === 0) return []
          const offer: OrderOffer = {
            id: 'second-order:off',
            plugin: 'second-order',
            stage: 'order',
            label: words,
            class: 'second',
            combinesWith: [],
            applies: 'always',
            lineIds: cart.lines.map(({ lineId }) => lineId),
            tiers: [{ thresholdFen: ZERO_FEN, reduction: { amountFen: toFen(ordersPaid === 1 ? 100 : 50) } }],
          }
          return [ordersPaid === 1 ? { ...offer, nthOrder: 2 } : offer]
        },
      }),
    ],
  })
}

t.test(
  'what is for the second order alone is given once, what looks at how many there were to every one',
  async (t) => {
    const { till, sku, storeId, db } = await open(t)
    await switchPlugin(till.host, storeId, {
      pluginId: 'second-order',
      isOn: true,
      staffId: newId('stf', at),
      at,
    })
    await till.directory.refresh(storeId)
    const browsers = [await signIn(till, PHONE), await signIn(till, PHONE)] as const
    const paid = (count: number) =>
      withTenant(
        db,
        storeId,
        (tx) => tx.sql`update customers set orders_paid = ${count} where tenant_id = ${tx.tenantId}`,
      )
    t.equal((await order(browsers[0], sku.skuId, 1000)).status, 201, 'the first')
    await paid(1)
    const twice = await Promise.all(browsers.map((browser) => order(browser, sku.skuId, 900)))
    t.same(twice.map(({ status }) => status).sort(), [201, 409])
    const placed = twice.find(({ status }) => status === 201)
    t.match(twice.find(({ status }) => status === 409)?.body, { code: 'LIMIT_REACHED' })
    await cancelOrder(till.app, till.providers, storeId, {
      orderId: placed?.body.orderId as `ord_${string}`,
      actor: 'x',
      reason: 'x',
      at: till.clock.now(),
    })
    t.equal((await order(browsers[1], sku.skuId, 900)).status, 201, 'that one came to nothing')
    await paid(2)
    for (const browser of browsers) t.equal((await order(browser, sku.skuId, 950)).status, 201)
    t.same(await brokenOf(till.database.admin), [])
  },
)

t.test('so many a day: the day is the store’s, and one thing on two lines counts as one', async (t) => {
  const { till, sku, storeId, db } = await open(t)
  await withTenant(
    db,
    storeId,
    (tx) => tx.sql`
    update products set limit_units = 2, limit_days = 1 where tenant_id = ${tx.tenantId} and id = ${uuidOf(sku.productId)}`,
  )
  const browser = await signIn(till, PHONE)
  const both = { skuId: sku.skuId, quantity: 1 }
  const body = {
    lines: [both, both],
    contact: { name: '林小满', phone: PHONE, regionCode: '330106', street: '文三路 1 号' },
    seenTotal: { amount: 2000, currency: 'CNY' },
  }
  const placed = await browser.post(`${api}/orders`, body, { 'idempotency-key': newId('key', at) })
  t.equal(placed.status, 201)
  const lines = await till.database.admin`select quantity from order_lines`
  t.same([...lines], [{ quantity: 2 }])
  for (const [instant, status] of [
    ['2026-03-04T15:59:59.999Z', 409],
    ['2026-03-04T16:00:00Z', 201],
    ['2026-03-05T00:00:00Z', 201],
    ['2026-03-05T01:00:00Z', 409],
  ] as const) {
    till.clock.set(new Date(instant))
    t.equal((await order(browser, sku.skuId, 1000)).status, status, instant)
  }
})
