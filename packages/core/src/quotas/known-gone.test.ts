import { withTenant } from '@mamapu/db'
import { HOUR, later, newId } from '@mamapu/kernel'
import { poolId } from '@mamapu/plugin-sdk'
import { addTestSku, buy, openTill, POOLED, type PooledSale, placeOne, pooledPlugin } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { cancelOrder } from '../orders/index.js'
import { switchPlugin } from '../plugins/index.js'
import { KnownGone, openPools, receiveStock } from './index.js'

t.setTimeout(60_000)

const at = new Date('2026-03-04T02:00:00Z')
const body = (skuId: string, quantity = 1, amount = 1000) => ({
  lines: [{ skuId, quantity }],
  contact: { name: '林小满', phone: '13800001234', regionCode: '330106', street: '文三路 1 号' },
  seenTotal: { amount, currency: 'CNY' },
})

t.test(
  'what is gone is known for one second, from when it was read, and only for that many units',
  async (t) => {
    let now = 5000
    const memory = new KnownGone(() => now)
    const storeId = newId('sto', at)
    const skuId = newId('sku', at)
    memory.note(storeId, skuId, { title: '睡袋', available: 2, units: 3 }, now - 400)
    t.match(memory.find(storeId, skuId, 3), { available: 2 })
    t.match(memory.find(storeId, skuId, 9), { available: 2 })
    t.equal(memory.find(storeId, skuId, 2), null)
    t.equal(memory.find(newId('sto', at), skuId, 3), null, 'another shop knows nothing of it')
    now += 599
    t.ok(memory.find(storeId, skuId, 3))
    now += 1
    t.equal(memory.find(storeId, skuId, 3), null)
    memory.note(storeId, skuId, { title: '睡袋', available: 0, units: 1 }, now)
    memory.forget(storeId, skuId)
    t.equal(memory.find(storeId, skuId, 1), null)
    memory.note(storeId, skuId, { title: '睡袋', available: 0, units: 1 }, now - 1)
    t.equal(
      memory.find(storeId, skuId, 1),
      null,
      'what was read before units came back knows nothing of them',
    )
  },
)

t.test('sold out is answered with the database away; a key that has its order is looked up', async (t) => {
  const till = await openTill(t, { at })
  const { db } = till.database
  const sku = await addTestSku(db, till.store.storeId, at, { stock: 1, title: '云朵睡袋' })
  const shopper = till.visit()
  await shopper.post('/api/store/v1/session', {})
  const order = (key: string) =>
    shopper.post('/api/store/v1/orders', body(sku.skuId), { 'idempotency-key': key })
  const stray = await till
    .visit()
    .post('/api/store/v1/orders', body(sku.skuId), { 'idempotency-key': 'nobody-has-it' })
  t.match(stray, { status: 401, body: { code: 'SIGN_IN_REQUIRED' } }, 'without a session')
  t.equal((await order('the-one-who-got-it')).status, 201)
  t.match((await order('too-late-number-1')).body, { code: 'OUT_OF_STOCK' }, 'read')
  t.equal((await order('the-one-who-got-it')).status, 201, 'the same key has the same order')
  await db.close()
  const known = await order('too-late-number-2')
  t.match(known.body, { code: 'OUT_OF_STOCK', data: { title: '云朵睡袋', available: 0 } })
  t.equal(known.status, 409)
  t.not((await order('the-one-who-got-it')).status, 409, 'never told that it is sold out')
})

t.test('a unit that comes back is on sale at once', async (t) => {
  const till = await openTill(t, { at })
  const { storeId } = till.store
  const sku = await addTestSku(till.database.db, storeId, at, { stock: 1 })
  const orderId = await placeOne(till, sku.skuId)
  const late = () => buy(till, till.store, sku.skuId, { seenTotalFen: 1000 })
  t.match(await late(), { code: 'OUT_OF_STOCK' })
  await cancelOrder(till.app, till.providers, storeId, { orderId, actor: 'x', reason: 'x', at })
  t.match(await late(), { placed: true })
  t.match(await late(), { code: 'OUT_OF_STOCK' })
  await withTenant(till.database.db, storeId, (tx) =>
    receiveStock(tx, { ...sku, delta: 1, reason: 'received', actor: 'x', at }),
  )
  t.match(await late(), { placed: true })
})

/** One unit at ¥1 in a campaign, nine at ¥10 on the shelf. */
async function openSmallSale(t: Test) {
  const sales: PooledSale[] = []
  const till = await openTill(t, { at, plugins: [pooledPlugin(sales)] })
  const { db } = till.database
  const { storeId } = till.store
  await switchPlugin(till.host, storeId, {
    pluginId: 'pooled',
    isOn: true,
    staffId: newId('stf', at),
    at,
  })
  await till.directory.refresh(storeId)
  const { skuId } = await addTestSku(db, storeId, at, { stock: 10, title: '云朵睡袋' })
  const ref = { campaignId: newId('cmp', at), round: '20260304T1000', actor: 'x', at }
  sales.push({ skuId, pool: poolId(ref.campaignId, skuId, ref.round), priceFen: 100, isBlind: true })
  const pools = [{ kind: POOLED.units, skuId, units: 1, mode: 'own' as const }]
  await withTenant(db, storeId, (tx) =>
    openPools(tx, { ...ref, startsAt: at, endsAt: later(at, HOUR), pools }),
  )
  return { till, skuId }
}

t.test(
  'a campaign without units while the shelf has some: at its price answered with the database away',
  async (t) => {
    const { till, skuId } = await openSmallSale(t)
    const shopper = till.visit()
    await shopper.post('/api/store/v1/session', {})
    const order = (key: string, amount: number, quantity = 1) =>
      shopper.post('/api/store/v1/orders', body(skuId, quantity, amount), { 'idempotency-key': key })
    t.equal((await order('the-one-who-got-it', 100)).status, 201)
    t.match((await order('too-late-number-1', 100)).body, { code: 'TOTAL_CHANGED' }, 'read')
    t.equal((await order('who-takes-it-dearer', 1000)).status, 201, 'at the price it has now it is sold')
    t.match((await order('too-late-number-2', 100)).body, {
      code: 'OFFER_GONE',
      data: { skuId, title: '云朵睡袋' },
    })
    t.match(
      (await order('too-late-number-2', 100)).body,
      { code: 'TOTAL_CHANGED', data: { payableFen: 1000 } },
      'who insists is looked up',
    )
    await till.database.db.close()
    t.match(await order('too-late-number-3', 100), { status: 409, body: { code: 'OFFER_GONE' } })
    for (const [key, amount, quantity] of [
      ['another-total-at-all', 900, 1],
      ['more-than-one-unit', 100, 2],
      ['the-one-who-got-it', 100, 1],
      ['too-late-number-1', 100, 1],
    ] as const)
      t.not((await order(key, amount, quantity)).status, 409, key)
  },
)

t.test(
  'a campaign’s unit that comes back is on sale at once, also when its round is over nothing is known',
  async (t) => {
    const { till, skuId } = await openSmallSale(t)
    const { storeId } = till.store
    const at100 = () => buy(till, till.store, skuId, { seenTotalFen: 100 })
    const first = await at100()
    t.match(first, { placed: true })
    t.match(await at100(), { code: 'TOTAL_CHANGED' })
    t.match(await at100(), { code: 'OFFER_GONE' })
    if (!first.placed) return
    await cancelOrder(till.app, till.providers, storeId, {
      orderId: first.orderId,
      actor: 'x',
      reason: 'x',
      at,
    })
    t.match(await at100(), { placed: true })
    t.match(await at100(), { code: 'TOTAL_CHANGED' })
  },
)

t.test(
  'what is gone of a campaign is known for one second, on those terms, until its round ends',
  async (t) => {
    let now = 5000
    const memory = new KnownGone(() => now)
    const [storeId, skuId] = [newId('sto', at), newId('sku', at)]
    const note = (readAt: number) =>
      memory.noteAt(storeId, skuId, { terms: 'one for 100', title: '睡袋', endsAt: later(at, 1) }, readAt)
    const find = (terms = 'one for 100', when = at) => memory.findAt(storeId, skuId, when, () => terms)
    note(now)
    t.match(find(), { title: '睡袋' })
    t.equal(find('two for 100'), null)
    t.equal(find('one for 100', later(at, 1)), null)
    note(now)
    now += 799
    const kept = find()
    t.ok(kept && !memory.isToRenew(kept))
    now += 1
    t.same(kept && [memory.isToRenew(kept), memory.isToRenew(kept)], [true, false], 'one asks ahead')
    t.ok(find(), 'for the others it is known on')
    now += 200
    t.equal(find(), null)
    memory.forget(storeId, skuId)
    note(now - 1)
    t.equal(find(), null, 'what was read before units came back knows nothing of them')
    now += 1
    for (let n = 0; n < 200; n += 1)
      memory.noteAt(storeId, skuId, { terms: `one for ${n}`, title: '睡袋', endsAt: null }, now)
    t.ok(find('one for 199'))
    t.equal(find('one for 0'), null, 'of one SKU only so much is kept')
  },
)
