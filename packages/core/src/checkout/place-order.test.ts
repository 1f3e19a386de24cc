import { withTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import {
  addTestSku,
  buy,
  createTestApp,
  createTestDatabase,
  createTestStore,
  phoneHash,
  stockOf,
  type TestDatabase,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'

const at = new Date('2026-03-04T02:00:00Z')

async function open(t: Test, max = 10) {
  const database = await createTestDatabase(t, { max })
  const store = await createTestStore(database.db, at)
  return { database, db: database.db, store, test: createTestApp(t, database.db, { at }) }
}

/** taken = held + claimed for every counter, and every order has all its takes. */
async function checkCounters(t: Test, { admin }: TestDatabase): Promise<void> {
  const wrong = await admin`
    select q.kind, q.id, q.taken, coalesce(sum(k.units - k.released), 0) as held
      from quotas q left join quota_takes k on k.tenant_id = q.tenant_id and k.kind = q.kind and k.quota_id = q.id
     group by q.tenant_id, q.kind, q.id, q.taken having q.taken <> coalesce(sum(k.units - k.released), 0)`
  t.same([...wrong], [], 'taken = held + claimed')
}

const countOrders = (database: TestDatabase, storeId: StoreId) =>
  withTenant(database.db, storeId, async (tx) => {
    const [row] = await tx.sql<
      { n: number }[]
    >`select count(*)::int as n from orders where tenant_id = ${tx.tenantId}`
    return row?.n
  })

t.test(
  'two hundred shoppers for twenty units: twenty orders, nothing oversold, every loser told why',
  async (t) => {
    const { database, db, store, test } = await open(t)
    const sku = await addTestSku(db, store.storeId, at, { stock: 20, title: '限量云朵睡袋' })
    const other = await addTestSku(db, store.storeId, at, { stock: 500 })
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        buy(test, store, index % 2 ? [sku.skuId] : [sku.skuId, other.skuId], {
          key: `buyer-number-${index}`,
        }),
      ),
    )
    t.equal(results.filter((result) => result.placed).length, 20)
    const losers = results.flatMap((result) => (result.placed ? [] : [result]))
    t.equal(losers.length, 180)
    t.ok(losers.every((loser) => loser.code === 'OUT_OF_STOCK' && loser.data.title === '限量云朵睡袋'))
    t.same(await stockOf(db, store.storeId, sku), { limit: 20, taken: 20 })
    t.equal(await countOrders(database, store.storeId), 20)
    await checkCounters(t, database)
  },
)

t.test('one key, twenty times at once and once more later: one order', async (t) => {
  const { database, db, store, test } = await open(t)
  const sku = await addTestSku(db, store.storeId, at)
  const results = await Promise.all(
    Array.from({ length: 20 }, () => buy(test, store, sku.skuId, { key: 'same-key-1' })),
  )
  t.ok(results.every((result) => result.placed))
  t.equal(new Set(results.map((result) => result.placed && result.orderId)).size, 1)
  t.equal(results.filter((result) => result.placed && !result.again).length, 1)
  t.match(await buy(test, store, sku.skuId, { key: 'same-key-1' }), { placed: true, again: true })
  t.match(await buy(test, store, sku.skuId, { key: 'same-key-1', quantity: 2 }), {
    placed: false,
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
  t.equal(await countOrders(database, store.storeId), 1)
})

t.test('two processes selling the last unit sell it once', async (t) => {
  const { database, db, store, test } = await open(t)
  const second = createTestApp(t, db, { at, secret: test.app.secret })
  const sku = await addTestSku(db, store.storeId, at, { stock: 1 })
  const results = await Promise.all(
    [test, second, test, second].map((one, index) => buy(one, store, sku.skuId, { key: `process-${index}` })),
  )
  t.equal(results.filter((result) => result.placed).length, 1)
  await checkCounters(t, database)
})

t.test('crossed lines of many orders never wait for each other in a circle', async (t) => {
  const { database, db, store, test } = await open(t)
  const second = createTestApp(t, db, { at, secret: test.app.secret })
  const a = await addTestSku(db, store.storeId, at, { stock: 60 })
  const b = await addTestSku(db, store.storeId, at, { stock: 60 })
  const results = await Promise.all(
    Array.from({ length: 120 }, (_, index) =>
      buy(index % 3 ? test : second, store, index % 2 ? [a.skuId, b.skuId] : [b.skuId, a.skuId], {
        key: `crossed-${index}`,
      }),
    ),
  )
  t.equal(results.filter((result) => result.placed).length, 60)
  t.same(await stockOf(db, store.storeId, a), { limit: 60, taken: 60 })
  t.same(await stockOf(db, store.storeId, b), { limit: 60, taken: 60 })
  await checkCounters(t, database)
})

t.test('a price is never taken from outside, and a changed one is refused with the new total', async (t) => {
  const { db, store, test } = await open(t)
  const sku = await addTestSku(db, store.storeId, at, { priceFen: 4200 })
  t.match(await buy(test, store, sku.skuId, { seenTotalFen: 1 }), {
    placed: false,
    code: 'TOTAL_CHANGED',
    data: { payableFen: 4200 },
  })
  await withTenant(
    db,
    store.storeId,
    (tx) => tx.sql`update skus set price_fen = 5000, version = version + 1 where tenant_id = ${tx.tenantId}`,
  )
  t.match(await buy(test, store, sku.skuId, { seenTotalFen: 4200 }), {
    placed: false,
    code: 'TOTAL_CHANGED',
    data: { payableFen: 5000 },
  })
})

t.test('what another shop sells does not exist here', async (t) => {
  const { db, store, test } = await open(t)
  const elsewhere = await createTestStore(db, at)
  const foreign = await addTestSku(db, elsewhere.storeId, at)
  t.match(await buy(test, store, foreign.skuId, { seenTotalFen: 1000 }), {
    placed: false,
    code: 'SKU_UNAVAILABLE',
  })
  t.same(await stockOf(db, elsewhere.storeId, foreign), { limit: 100, taken: 0 })
})

t.test(
  'a limit per person holds over accounts and guests with the same phone, and needs a verified one',
  async (t) => {
    const { database, db, store, test } = await open(t)
    const sku = await addTestSku(db, store.storeId, at, { limitUnits: 2 })
    t.match(await buy(test, store, sku.skuId), { placed: false, code: 'PHONE_CODE_REQUIRED' })
    const verifiedPhoneHash = await phoneHash(test, store, '13800001234')
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        buy(test, store, sku.skuId, { key: `person-${index}`, verifiedPhoneHash }),
      ),
    )
    t.equal(results.filter((result) => result.placed).length, 2)
    t.ok(results.every((result) => result.placed || result.code === 'LIMIT_REACHED'))
    t.match(
      await buy(test, store, sku.skuId, { verifiedPhoneHash: await phoneHash(test, store, '13800009999') }),
      { placed: true },
    )
    test.clock.advance(31 * 24 * 3600 * 1000)
    t.match(
      await buy(test, store, sku.skuId, { verifiedPhoneHash }),
      { placed: true },
      'the next period begins anew',
    )
    await checkCounters(t, database)
  },
)

t.test('a shop that is not open takes no orders', async (t) => {
  const { database, db, store, test } = await open(t)
  const sku = await addTestSku(db, store.storeId, at)
  await withTenant(
    db,
    store.storeId,
    (tx) => tx.sql`update store_settings set published_at = null where tenant_id = ${tx.tenantId}`,
  )
  t.match(await buy(test, store, sku.skuId, { seenTotalFen: 1000 }), { placed: false, code: 'SHOP_CLOSED' })
  t.equal(await countOrders(database, store.storeId), 0)
})

t.test('nonsense in the address or quantity is refused and changes nothing', async (t) => {
  const { database, db, store, test } = await open(t)
  const sku = await addTestSku(db, store.storeId, at)
  t.match(await buy(test, store, sku.skuId, { phone: '12' }), { placed: false, code: 'ADDRESS_INVALID' })
  for (const quantity of [-1, 0, Number.NaN, 1.5, 1000, 1e21]) {
    const refused = { placed: false, code: 'QUANTITY_INVALID' }
    t.match(await buy(test, store, sku.skuId, { quantity, seenTotalFen: 1000 }), refused)
  }
  t.equal(await countOrders(database, store.storeId), 0)
})
