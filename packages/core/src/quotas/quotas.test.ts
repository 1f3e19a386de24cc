import { type Database, withTenant } from '@mamapu/db'
import { type Id, idOf, ManualClock, newId, type SkuId, type StoreId, uuidOf } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import {
  adjustStock,
  byLockOrder,
  openStock,
  rankOf,
  receiveStock,
  releaseTake,
  type StockResult,
  stockKey,
  takeQuota,
} from './index.js'

const at = new ManualClock('2026-03-01T02:00:00Z').now()

interface Shelf {
  storeId: StoreId
  skuId: SkuId
  placeId: Id<'plc'>
}

async function makeShelf(db: Database, units: number): Promise<Shelf> {
  const { storeId } = await createTestStore(db, at)
  const productId = newId('prd', at)
  const skuId = newId('sku', at)
  const placeId = await withTenant(db, storeId, async (tx) => {
    await tx.sql`insert into products (tenant_id, id, slug, title, created_at, updated_at)
      values (${tx.tenantId}, ${uuidOf(productId)}, 'p', '奶瓶', ${at}, ${at})`
    await tx.sql`insert into skus (tenant_id, id, product_id, code, price_fen)
      values (${tx.tenantId}, ${uuidOf(skuId)}, ${uuidOf(productId)}, 'A', 100)`
    const [place] = await openStock(tx, [skuId])
    return place as Id<'plc'>
  })
  if (units > 0)
    await withTenant(db, storeId, (tx) =>
      receiveStock(tx, { skuId, placeId, delta: units, reason: 'initial', actor: 'test', at }),
    )
  return { storeId, skuId, placeId }
}

const type = (db: Database, shelf: Shelf, seen: number, typed: number): Promise<StockResult> =>
  withTenant(db, shelf.storeId, (tx) =>
    adjustStock(tx, { ...shelf, seen, typed, reason: 'counted', actor: 'test', at }),
  )

function take(db: Database, shelf: Shelf, owner: string, units = 1, takeId = newId('tak', at)) {
  return withTenant(db, shelf.storeId, (tx) =>
    takeQuota(tx, {
      takeId,
      kind: 'stock',
      id: stockKey(shelf.skuId, shelf.placeId),
      units,
      limit: null,
      owner,
      orderId: null,
      lineId: null,
      giveBack: 'refund',
      expiresAt: null,
      at,
    }),
  )
}

async function books(db: Database, shelf: Shelf) {
  return withTenant(db, shelf.storeId, async (tx) => {
    const [quota] = await tx.sql<{ limit_units: number; taken: number }[]>`
      select limit_units, taken from quotas where tenant_id = ${tx.tenantId} and id = ${stockKey(shelf.skuId, shelf.placeId)}`
    const [moves] = await tx.sql<{ sum: number; count: number }[]>`
      select coalesce(sum(delta), 0)::bigint as sum, count(*) as count from stock_movements where tenant_id = ${tx.tenantId}`
    const [takes] = await tx.sql<{ sum: number }[]>`
      select coalesce(sum(units - released), 0)::bigint as sum from quota_takes where tenant_id = ${tx.tenantId}`
    return { ...quota, moved: moves?.sum, movements: moves?.count, takes: takes?.sum }
  })
}

t.test('a typed number becomes a difference, and is refused when the shelf has moved', async (t) => {
  const { db } = await createTestDatabase(t)
  const shelf = await makeShelf(db, 10)
  t.same(await type(db, shelf, 10, 25), { changed: true, available: 25 })
  t.equal(await take(db, shelf, 'order-1', 5), 'taken')
  t.same(await type(db, shelf, 25, 30), { changed: false, reason: 'STOCK_MOVED', available: 20 })
  t.same(await type(db, shelf, 20, 0), { changed: true, available: 0 }, 'what is sold stays sold')
  t.same(await type(db, shelf, 0, -1), { changed: false, reason: 'STOCK_BELOW_HELD', available: 0 })
  for (const bad of [Number.NaN, 1.5, 1e9, Number.POSITIVE_INFINITY])
    t.same(await type(db, shelf, 0, bad), { changed: false, reason: 'STOCK_NUMBER' })
  t.same(await type(db, shelf, 0, 0), { changed: true, available: 0 })
  t.same(await books(db, shelf), { limit_units: 5, taken: 5, moved: 5, movements: 3, takes: 5 })
  const less = await withTenant(db, shelf.storeId, (tx) =>
    receiveStock(tx, { ...shelf, delta: -1, reason: 'damaged', actor: 'test', at }),
  )
  t.same(less, { changed: false, reason: 'STOCK_BELOW_HELD', available: 0 })
})

t.test('two merchants type at once: one number wins, the other is told', async (t) => {
  const { db } = await createTestDatabase(t)
  const shelf = await makeShelf(db, 10)
  const results = await Promise.all([12, 15, 18, 21].map((typed) => type(db, shelf, 10, typed)))
  t.equal(results.filter((result) => result.changed).length, 1)
  t.equal(results.filter((result) => !result.changed && result.reason === 'STOCK_MOVED').length, 3)
  const after = await books(db, shelf)
  t.equal(after.limit_units, after.moved)
  t.equal(after.movements, 2)
})

t.test('two hundred takers while the shelf is filled: every unit is sold once', async (t) => {
  const { db } = await createTestDatabase(t)
  const shelf = await makeShelf(db, 20)
  const takers = Array.from({ length: 200 }, (_, index) => () => take(db, shelf, `order-${index}`))
  const restock = Array.from(
    { length: 10 },
    () => () =>
      withTenant(db, shelf.storeId, (tx) =>
        receiveStock(tx, { ...shelf, delta: 3, reason: 'received', actor: 'test', at }),
      ),
  )
  const work = takers.flatMap((one, index) => (index % 20 === 0 ? [one, restock[index / 20] ?? one] : [one]))
  const outcomes = await Promise.all(work.map((one) => one()))
  const after = await books(db, shelf)
  t.equal(after.limit_units, 50)
  t.equal(after.moved, 50)
  t.equal(after.taken, outcomes.filter((outcome) => outcome === 'taken').length)
  t.equal(after.takes, after.taken)
  t.ok((after.taken ?? 0) >= 20 && (after.taken ?? 0) <= 50)
  const rest = await Promise.all(Array.from({ length: 60 }, (_, index) => take(db, shelf, `late-${index}`)))
  t.equal(rest.filter((outcome) => outcome === 'taken').length, 50 - (after.taken ?? 0), 'nothing was lost')
})

t.test('one owner takes once; what is given back comes back once', async (t) => {
  const { db } = await createTestDatabase(t)
  const shelf = await makeShelf(db, 5)
  const takeId = newId('tak', at)
  t.equal(await take(db, shelf, 'order-1', 3, takeId), 'taken')
  t.equal(await take(db, shelf, 'order-1', 3), 'again')
  t.equal(await take(db, shelf, 'order-2', 3), 'lacking')
  const quotaId = stockKey(shelf.skuId, shelf.placeId)
  const release = (units: number) =>
    withTenant(db, shelf.storeId, (tx) => releaseTake(tx, { id: takeId, kind: 'stock', quotaId, units }, at))
  t.equal(await release(1), 1)
  t.same((await Promise.all([release(2), release(2)])).sort(), [0, 2])
  t.equal(await release(1), 0)
  t.match(await books(db, shelf), { limit_units: 5, taken: 0 })
})

t.test("another shop's SKU or place has no stock here", async (t) => {
  const { db } = await createTestDatabase(t)
  const shelf = await makeShelf(db, 5)
  const other = await makeShelf(db, 5)
  for (const mixed of [
    { ...other, storeId: shelf.storeId },
    { ...shelf, placeId: other.placeId },
    { ...shelf, skuId: other.skuId },
    { ...shelf, skuId: idOf('sku', uuidOf(newId('sku', at))) },
  ])
    t.same(await type(db, mixed, 5, 9), { changed: false, reason: 'STOCK_NOT_FOUND' })
  t.match(await books(db, other), { limit_units: 5, movements: 1 })
})

t.test('counters are touched coldest first, the stock last', async (t) => {
  t.ok(rankOf('person-limit') < rankOf('coupon-issue', -5))
  t.ok(rankOf('coupon-issue', 1000) < rankOf('stock', 1))
  const takes = [
    { rank: 90, kind: 'stock', id: 'a' },
    { rank: 40, kind: 'seat', id: 'b' },
    { rank: 40, kind: 'coupon', id: 'z' },
    { rank: 40, kind: 'seat', id: 'a' },
    { rank: 10, kind: 'person-limit', id: 'x' },
  ]
  t.same(
    takes.toSorted(byLockOrder).map((one) => `${one.kind} ${one.id}`),
    ['person-limit x', 'coupon z', 'seat a', 'seat b', 'stock a'],
  )
})
