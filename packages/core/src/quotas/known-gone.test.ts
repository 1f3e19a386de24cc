import { withTenant } from '@mamapu/db'
import { newId } from '@mamapu/kernel'
import { addTestSku, buy, openTill, placeOne } from '@mamapu/testkit'
import t from 'tap'
import { cancelOrder } from '../orders/index.js'
import { KnownGone, receiveStock } from './index.js'

t.setTimeout(60_000)

const at = new Date('2026-03-04T02:00:00Z')
const body = (skuId: string, quantity = 1) => ({
  lines: [{ skuId, quantity }],
  contact: { name: '林小满', phone: '13800001234', regionCode: '330106', street: '文三路 1 号' },
  seenTotal: { amount: 1000, currency: 'CNY' },
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
