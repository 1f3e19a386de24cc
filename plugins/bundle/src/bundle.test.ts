import { HOUR, later } from '@mamapu/kernel'
import { openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const STARTS = later(at, HOUR)
t.setTimeout(120_000)

/** A shop that sells one SKU at 999, and something else at 2000; the play runs from eleven to twelve. */
async function open(t: Test, config: (others: { skuId: string }) => object) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const sku = await shop.sku({ priceFen: 999 })
  const other = await shop.sku({ priceFen: 2000 })
  await shop.campaign({
    plugin: 'bundle',
    label: '第二件半价',
    config: config(other),
    startsAt: STARTS,
    endsAt: later(STARTS, HOUR),
  })
  return {
    shop,
    sku,
    other,
    clock: shop.clock,
    buy: (quantity: number, seenTotalFen: number, ...skuIds: (typeof sku.skuId)[]) =>
      shop
        .cart(...(skuIds.length > 0 ? skuIds : [sku.skuId]).map((skuId) => [skuId, quantity] as const))
        .seen(seenTotalFen)
        .place(),
    sound: async () => t.same(await shop.broken(), []),
  }
}

t.test('second at half price from the first second to the last', async (t) => {
  const { clock, buy, sound } = await open(t, () => ({ play: 'nth', units: 2 }))
  for (const [instant, seen] of [
    [-1, 1998],
    [0, 1499],
    [HOUR - 1, 1499],
    [HOUR, 1998],
  ] as const) {
    clock.set(later(STARTS, instant))
    t.match(await buy(2, seen), { placed: true }, `${instant}`)
  }
  clock.set(STARTS)
  t.match(await buy(3, 1499 + 999), { placed: true })
  await sound()
})

t.test('switched off in the middle: full price again, refunds end at exactly nothing left', async (t) => {
  const { shop, clock, buy, sound } = await open(t, () => ({
    play: 'set-price',
    units: 3,
    setPriceFen: 2000,
  }))
  clock.set(STARTS)
  const bought = await buy(4, 2000 + 999)
  if (!bought.placed) return t.fail(bought.code)
  await shop.pay(bought.orderId)
  await shop.switchTo(false)
  await shop.snapshot()
  t.match(await buy(3, 2997), { placed: true })
  await shop.refund(bought.orderId)
  const [order] = await shop.database.admin<{ refunded: number }[]>`
    select refunded_fen::int as refunded from orders where paid_fen > 0`
  t.same(order?.refunded, 2999)
  return sound()
})

t.test('an add-on at its price once the other goods are worth it, offered in the cart', async (t) => {
  const { shop, clock, sku, other, buy, sound } = await open(t, ({ skuId }) => ({
    play: 'add-on',
    thresholdFen: 1900,
    addOns: [{ skuId, title: '湿巾', priceFen: 500 }],
  }))
  clock.set(STARTS)
  t.match(await buy(1, 2999, sku.skuId, other.skuId), { placed: true }, 'one unit is not worth it yet')
  t.match(await buy(2, 2 * 999 + 500 + 2000, sku.skuId, other.skuId), { placed: true }, 'one of two at 5')
  const cart = await shop.basketSlot('cart.above', sku.skuId, null)
  t.match(cart.parts[0]?.data, { addOns: [{ skuId: other.skuId, priceFen: 500, missing: '9.01' }] })
  await sound()
})
