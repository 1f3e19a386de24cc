import { withTenant } from '@mamapu/db'
import { HOUR, later, MINUTE, must, newId, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import { type CampaignPool, poolId, type QuotaService } from '@mamapu/plugin-sdk'
import {
  addTestSku,
  type BuyOptions,
  brokenOf,
  buy,
  buyAndPay,
  createTestStore,
  lookAt,
  openTill,
  POOLED,
  type PooledSale,
  phoneHash,
  placeOne,
  pooledPlugin,
  stockOf,
  type TestSku,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { cancelOrder, expireOrder, refundOrder } from '../orders/index.js'
import { runInStore, switchPlugin } from '../plugins/index.js'
import { closePools, openPools, resizePools } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const campaignId = newId('cmp', at)
const round = '20260304T1000'
const times = { startsAt: at, endsAt: later(at, HOUR) }

/** A shop in which a SKU with so much on the shelf is sold from a pool. */
async function open(t: Test, stock = 30) {
  const sales: PooledSale[] = []
  const till = await openTill(t, { at, plugins: [pooledPlugin(sales)] })
  const { db, admin } = till.database
  const { storeId } = till.store
  await switchPlugin(till.host, storeId, { pluginId: 'pooled', isOn: true, staffId: newId('stf', at), at })
  await till.directory.refresh(storeId)
  const sku = await addTestSku(db, storeId, at, { stock, title: '云朵睡袋' })
  const pool = (skuId: SkuId = sku.skuId) => poolId(campaignId, skuId, round)
  const ask = (pools: readonly CampaignPool[]) => ({
    campaignId,
    round,
    ...times,
    pools,
    actor: 'stf_x',
    at: till.clock.now(),
  })
  const own = (units: number, skuId: SkuId = sku.skuId): CampaignPool => ({
    kind: POOLED.units,
    skuId,
    units,
    mode: 'own',
  })
  const counter = async (skuId: SkuId = sku.skuId) => {
    const [row] = await admin<{ limit: number; taken: number }[]>`
      select limit_units as limit, taken from quotas where kind = ${POOLED.units} and id = ${pool(skuId)}`
    return row
  }
  return {
    till,
    sku,
    sales,
    pool,
    own,
    counter,
    storeId,
    shelf: (of: TestSku = sku) => stockOf(db, storeId, of),
    open: (...pools: CampaignPool[]) => withTenant(db, storeId, (tx) => openPools(tx, ask(pools))),
    resize: (...pools: CampaignPool[]) => withTenant(db, storeId, (tx) => resizePools(tx, ask(pools))),
    close: () =>
      withTenant(db, storeId, (tx) =>
        closePools(tx, { campaignId, round, actor: 'stf_x', at: till.clock.now() }),
      ),
    look: lookAt.bind(null, admin),
    sell: (more: Partial<PooledSale> = {}) =>
      sales.push({ skuId: sku.skuId, pool: pool(), priceFen: 100, ...more }),
    async sound() {
      t.same(await brokenOf(admin), [], 'every unit is where the books say')
    },
    place: (options?: BuyOptions) => placeOne(till, sku.skuId, options),
    tryBuy: (options?: BuyOptions) => buy(till, till.store, sku.skuId, options),
  }
}

t.test(
  'own units leave the shelf with a movement, once, and come home when the round is closed',
  async (t) => {
    const shop = await open(t)
    t.same(
      await Promise.all([shop.open(shop.own(20)), shop.open(shop.own(20)), shop.open(shop.own(20))]),
      [{ opened: true }, { opened: true }, { opened: true }],
      'asked three times at once',
    )
    t.same(await shop.shelf(), { limit: 10, taken: 0 })
    t.same(await shop.counter(), { limit: 20, taken: 0 })
    await shop.sound()
    t.same(await shop.close(), [{ skuId: shop.sku.skuId, units: 20 }])
    t.same(await shop.close(), [], 'closing again brings nothing')
    shop.till.clock.set(times.endsAt)
    t.same(await shop.open(shop.own(20)), { opened: true }, 'and a round that is over does not open again')
    t.same(await shop.shelf(), { limit: 30, taken: 0 })
    t.same(await shop.counter(), { limit: 0, taken: 0 })
    const moves = await shop.till.database.admin`
    select delta, reason, actor from stock_movements where pool is not null order by delta`
    t.same(
      [...moves],
      [
        { delta: -20, reason: 'campaign', actor: 'stf_x' },
        { delta: 20, reason: 'campaign', actor: 'stf_x' },
      ],
    )
    await shop.sound()
  },
)

t.test('more than the shelf has is refused by name, and nothing moves', async (t) => {
  const shop = await open(t)
  const other = await addTestSku(shop.till.database.db, shop.storeId, at, { stock: 5 })
  t.same(await shop.open(shop.own(10), shop.own(6, other.skuId)), {
    opened: false,
    code: 'POOL_STOCK_LACKING',
    skuId: other.skuId,
    available: 5,
    wanted: 6,
  })
  t.same(await shop.shelf(), { limit: 30, taken: 0 })
  t.equal(await shop.counter(), undefined)
  const elsewhere = await createTestStore(shop.till.database.db, at)
  const foreign = await addTestSku(shop.till.database.db, elsewhere.storeId, at)
  t.match(await shop.open(shop.own(1, foreign.skuId)), { opened: false, code: 'POOL_SKU_UNKNOWN' })
})

t.test('a pool is resized: more leaves the shelf, less comes home, never below what is taken', async (t) => {
  const shop = await open(t)
  shop.sell()
  await shop.open(shop.own(10))
  await shop.place({ quantity: 4 })
  t.match(await shop.resize(shop.own(3)), { opened: false, code: 'POOL_BELOW_TAKEN', taken: 4 })
  t.match(await shop.resize(shop.own(31)), { opened: false, code: 'POOL_STOCK_LACKING', available: 20 })
  t.match(await shop.resize({ ...shop.own(9), mode: 'ceiling' }), { opened: false, code: 'POOL_MODE_FIXED' })
  t.same(await shop.resize(shop.own(25)), { opened: true })
  t.same(await shop.shelf(), { limit: 5, taken: 0 })
  t.same(await shop.resize(shop.own(4)), { opened: true })
  t.same(await shop.counter(), { limit: 4, taken: 4 })
  t.same(await shop.shelf(), { limit: 26, taken: 0 })
  t.same(await shop.resize(), { opened: true }, 'no longer named: keeps what orders hold')
  t.same(await shop.counter(), { limit: 4, taken: 4 })
  await shop.close()
  t.match(await shop.resize(shop.own(5)), { opened: false, code: 'POOL_CLOSED' })
  await shop.sound()
})

t.test('what one pool of a round gives back another may have, whichever is named first', async (t) => {
  const shop = await open(t, 30)
  const other = { ...shop.own(30), kind: POOLED.person }
  t.same(await shop.open(shop.own(30)), { opened: true })
  t.same(await shop.resize(other), { opened: true }, 'nothing is left on the shelf until the first is closed')
  t.same(await shop.shelf(), { limit: 0, taken: 0 })
  t.match(await shop.resize(other, shop.own(1)), { opened: false, code: 'POOL_STOCK_LACKING', available: 0 })
  t.same(await shop.resize({ ...other, units: 20 }, shop.own(10)), { opened: true })
  t.same(await shop.shelf(), { limit: 0, taken: 0 })
  await shop.close()
  t.same(await shop.shelf(), { limit: 30, taken: 0 })
  await shop.sound()
})

t.test(
  'an empty shelf and twenty units of a campaign: bought at its price, each unit taken once',
  async (t) => {
    const shop = await open(t, 20)
    await shop.open(shop.own(20))
    t.match(await shop.tryBuy({ seenTotalFen: 1000 }), { code: 'OUT_OF_STOCK' }, 'nobody is offered them yet')
    shop.sell()
    const orderId = await shop.place({ quantity: 3 })
    t.match(await shop.look(orderId), {
      payableFen: 300,
      takes: [{ kind: POOLED.units, state: 'held', units: 3 }],
    })
    t.match(await shop.tryBuy({ quantity: 18, seenTotalFen: 1 }), {
      code: 'OUT_OF_STOCK',
      data: { available: 17 },
    })
    await shop.sound()
    await shop.till.directory.refresh(shop.storeId)
    await cancelOrder(shop.till.app, shop.till.providers, shop.storeId, {
      orderId,
      actor: 'x',
      reason: 'x',
      at,
    })
    t.same(await shop.counter(), { limit: 20, taken: 0 }, 'back in the pool while it is open')
    await shop.sound()
  },
)

t.test(
  'what a campaign has not, the shelf gives; refunds of the line bring each unit back once',
  async (t) => {
    const shop = await open(t, 10)
    await shop.open(shop.own(4))
    shop.sell({ unitsMax: 4 })
    const bought = await buyAndPay(shop.till, shop.sku.skuId, { quantity: 6 })
    t.match(await shop.look(bought.orderId), {
      takes: [
        { kind: POOLED.units, state: 'claimed', units: 4 },
        { kind: 'stock', state: 'claimed', units: 2 },
      ],
    })
    await shop.sound()
    const [line] = await shop.till.database.admin<{ id: string }[]>`
    select replace(id::text, '-', '') as id from order_lines`
    const refund = (units: number, restock?: boolean) =>
      refundOrder(shop.till.app, shop.storeId, {
        orderId: bought.orderId,
        lines: [{ lineId: `lin_${line?.id}`, units, ...(restock === undefined ? {} : { restock }) }],
        shippingFen: ZERO_FEN,
        reason: 'x',
        actor: 'x',
        at,
      })
    await refund(3)
    t.same(
      [await shop.shelf(), await shop.counter()],
      [
        { limit: 6, taken: 0 },
        { limit: 4, taken: 3 },
      ],
    )
    await refund(1, false)
    t.same(await shop.counter(), { limit: 4, taken: 3 }, 'broken: not sold again')
    await shop.close()
    t.same(
      [await shop.shelf(), await shop.counter()],
      [
        { limit: 7, taken: 0 },
        { limit: 3, taken: 3 },
      ],
    )
    await refund(2)
    t.same(
      [await shop.shelf(), await shop.counter()],
      [
        { limit: 9, taken: 0 },
        { limit: 1, taken: 1 },
      ],
      'after the close they go straight to the shelf',
    )
    await shop.sound()
  },
)

t.test('a limit per person stays used while units at its price stay bought', async (t) => {
  const shop = await open(t, 10)
  await shop.open(shop.own(4))
  shop.sell({ unitsMax: 1, perPerson: 1 })
  const verifiedPhoneHash = await phoneHash(shop.till, shop.till.store, '13800001234')
  const { orderId } = await buyAndPay(shop.till, shop.sku.skuId, { quantity: 3, verifiedPhoneHash })
  const [line] = await shop.till.database.admin<{ id: string }[]>`
    select replace(id::text, '-', '') as id from order_lines`
  const used: number[] = []
  for (let refund = 0; refund < 3; refund += 1) {
    const lines = [{ lineId: `lin_${line?.id}` as const, units: 1 }]
    const ask = { orderId, lines, shippingFen: ZERO_FEN, reason: 'x', actor: 'x', at }
    t.match(await refundOrder(shop.till.app, shop.storeId, ask), { refunded: true })
    const [counter] = await shop.till.database.admin<{ taken: number }[]>`
      select taken from quotas where kind = ${POOLED.person}`
    used.push(counter?.taken ?? -1)
  }
  t.same(used, [1, 1, 0], 'the unit at the low price goes back last')
  await shop.sound()
})

t.test('an order that ends unpaid after the close: its units go to the shelf', async (t) => {
  const shop = await open(t, 10)
  await shop.open(shop.own(10))
  shop.sell()
  const orderId = await shop.place({ quantity: 4 })
  t.same(await shop.close(), [{ skuId: shop.sku.skuId, units: 6 }])
  shop.till.clock.advance(31 * MINUTE)
  await expireOrder(shop.till.app, shop.till.providers, shop.storeId, orderId)
  t.same(
    [await shop.shelf(), await shop.counter()],
    [
      { limit: 10, taken: 0 },
      { limit: 0, taken: 0 },
    ],
  )
  await shop.sound()
})

t.test('a pool has the units its campaign says: no take and no plugin sets them', async (t) => {
  const shop = await open(t, 30)
  const { till, storeId, pool, counter } = shop
  const loaded = must(till.host.registry.find('pooled'), 'a plugin')
  const work = { loaded, hook: 'test', at, whileOff: false }
  const asked = <R>(ask: (quotas: QuotaService) => Promise<R>) =>
    runInStore(till.host, storeId, work, ({ quotas }) => ask(quotas)).then(
      (result) => result.on && result.value,
    )
  const setLimit = (limit: number) => asked((quotas) => quotas.setLimit(POOLED.units, pool(), limit))
  const take = (limit: number, owner: string) =>
    asked((quotas) => quotas.take([{ kind: POOLED.units, id: pool(), units: 1, limit, owner }]))
  t.equal(await setLimit(7), true, 'a name that is nobody’s yet')
  t.same(await shop.open(shop.own(5)), { opened: true })
  t.same(
    [await counter(), await shop.shelf()],
    [
      { limit: 5, taken: 0 },
      { limit: 25, taken: 0 },
    ],
  )
  await shop.sound()
  t.equal(await setLimit(50), false)
  t.equal(await setLimit(1), false)
  t.match(await take(100, 'a'), { taken: false })
  t.match(await take(3, 'a'), { taken: false }, 'nor fewer')
  t.match(await take(5, 'a'), { taken: true }, 'as many as it has')
  shop.sell({ isBlind: true, limit: 100 })
  t.match(await shop.tryBuy({ quantity: 8, seenTotalFen: 800 }), { placed: false })
  t.match(await shop.tryBuy({ quantity: 1, seenTotalFen: 100 }), { placed: false })
  t.same(
    [await counter(), await shop.shelf()],
    [
      { limit: 5, taken: 1 },
      { limit: 25, taken: 0 },
    ],
  )
  await shop.close()
  t.same(await shop.shelf(), { limit: 29, taken: 0 }, 'what was set aside comes home, no more')
  await shop.sound()
})

t.test('a ceiling counts what the shelf gives', async (t) => {
  const shop = await open(t, 30)
  await shop.open({ ...shop.own(5), mode: 'ceiling' })
  shop.sell({ isCeiling: true })
  t.same(await shop.shelf(), { limit: 30, taken: 0 })
  const orderId = await shop.place({ quantity: 5 })
  t.match(await shop.look(orderId), {
    payableFen: 500,
    takes: [
      { kind: POOLED.units, units: 5 },
      { kind: 'stock', units: 5 },
    ],
  })
  t.same(await shop.close(), [])
  await shop.sound()
})

t.test(
  'a limit per person asks guests for a phone and counts the person, whoever they come as',
  async (t) => {
    const shop = await open(t, 30)
    await shop.open(shop.own(30))
    shop.sell({ perPerson: 2 })
    t.match(await shop.tryBuy(), { placed: false, code: 'PHONE_CODE_REQUIRED' })
    const verifiedPhoneHash = await phoneHash(shop.till, shop.till.store, '13800001234')
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) => shop.tryBuy({ key: `person-${n}-key`, verifiedPhoneHash })),
    )
    t.equal(results.filter(({ placed }) => placed).length, 2)
    t.ok(results.every((result) => result.placed || result.code === 'LIMIT_REACHED'))
    const other = await phoneHash(shop.till, shop.till.store, '13900001234')
    t.match(await shop.tryBuy({ verifiedPhoneHash: other }), { placed: true })
    await shop.sound()
  },
)
