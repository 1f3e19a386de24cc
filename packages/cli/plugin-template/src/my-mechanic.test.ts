import { DAY } from '@mamapu/kernel' // #job
import { HOUR, later } from '@mamapu/kernel'
import { type BuyOptions, buy, openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const STARTS = later(at, HOUR)

/** A shop with a sleeping bag for 100; from eleven to twelve a tenth off. */
async function open(t: Test, config: object = {}) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const bag = await shop.sku({ priceFen: 10_000 })
  await shop.campaign({
    plugin: 'my-mechanic',
    label: '上午场',
    config,
    announceMinutes: 30,
    startsAt: STARTS,
    endsAt: later(STARTS, HOUR),
  })
  return {
    shop,
    bag,
    clock: shop.clock,
    buy: (options?: BuyOptions) => buy(shop, shop.store, bag.skuId, options),
    sound: async () => t.same(await shop.broken(), [], 'every unit is where the books say'),
  }
}

t.test('the price begins and ends on its second', async (t) => {
  const { clock, buy, sound } = await open(t)
  for (const [instant, seenTotalFen] of [
    [-1, 10_000],
    [0, 9000],
    [HOUR - 1, 9000],
    [HOUR, 10_000],
  ] as const) {
    clock.set(later(STARTS, instant))
    t.match(await buy({ seenTotalFen }), { placed: true }, `${instant}`)
  }
  await sound()
})

t.test('switched off in the middle: the everyday price, and a refund is exact to the fen', async (t) => {
  const { shop, clock, buy, sound } = await open(t)
  clock.set(STARTS)
  const bought = await buy({ seenTotalFen: 9000 })
  if (!bought.placed) return t.fail(bought.code)
  await shop.pay(bought.orderId)
  await shop.switchTo(false)
  await shop.snapshot()
  t.match(await buy({ seenTotalFen: 10_000 }), { placed: true })
  await shop.refund(bought.orderId)
  const [order] = await shop.database.admin<{ refunded: number }[]>`
    select refunded_fen::int as refunded from orders where paid_fen > 0`
  t.equal(order?.refunded, 9000)
  return sound()
})

// #quota
t.test('further units than a person has left cost the everyday price', async (t) => {
  const { clock, buy, sound } = await open(t, { perPerson: 2 })
  clock.set(STARTS)
  const me = { verifiedPhoneHash: 'ab'.repeat(32) }
  t.match(await buy({ seenTotalFen: 9000 }), { placed: false, code: 'PHONE_CODE_REQUIRED' })
  t.match(await buy({ ...me, quantity: 3, seenTotalFen: 28_000 }), { placed: true })
  t.match(await buy({ ...me, seenTotalFen: 10_000 }), { placed: true })
  await sound()
})
// #end

// #slot
t.test('the product’s page tells of it while it runs', async (t) => {
  const { shop, clock, bag } = await open(t)
  const skus = [{ id: bag.skuId, everydayFen: 10_000, unitFen: 10_000 }]
  const product = { id: bag.productId, path: '/p/bag', categoryIds: [], tags: [], skus }
  t.same((await shop.slot('product.price', { product } as never)).parts, [])
  clock.set(STARTS)
  const { parts } = await shop.slot('product.price', { product } as never)
  t.match(parts[0]?.data, { label: '上午场', off: '9折' })
})
// #end

// #table
t.test('what a round brought is kept when it is over, once', async (t) => {
  const { shop, clock, buy } = await open(t)
  clock.set(STARTS)
  const bought = await buy()
  if (!bought.placed) return t.fail(bought.code)
  await shop.pay(bought.orderId)
  await shop.deliver()
  clock.set(later(STARTS, HOUR))
  await shop.passEdges()
  await shop.passEdges()
  const kept = () => shop.database.admin`
    select orders, units, sales_fen::int as fen from my_mechanic_results`
  t.match(await kept(), [{ orders: 1, units: 1, fen: 9000 }])
  // #job
  clock.set(later(clock.now(), 401 * DAY))
  await shop.runJob('forget-results')
  t.same([...(await kept())], [])
  // #end
  return undefined
})
// #end
