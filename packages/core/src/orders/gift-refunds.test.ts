import { type Id, type OrderId, type SkuId, toFen, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin } from '@mamapu/plugin-sdk'
import { addTestSku, brokenOf, buyAndPay, lookAt, openTill, stockOf } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { switchPlugin } from '../plugins/index.js'
import { type RefundAsk, refundOrder, shipOrder } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** What the rule gives away; known once the shop is open. */
const given = { bib: '' as SkuId, bottle: '' as SkuId }

const gift = (skuId: SkuId, onRefund: 'return' | 'keep') => ({
  skuId,
  title: words('赠品', 'Gift'),
  units: 1,
  takes: [],
  onRefund,
})

/** For every 10 yuan of all goods, at most twice: 1.01 off, a bib to be returned, a bottle to be kept. */
const generous = definePlugin({
  id: 'generous',
  version: '0.1.0',
  api: 1,
  engine: '^0.1',
  title: words('大方', 'Generous'),
  description: words('测试用', 'For tests'),
  category: 'discount',
  scopes: [],
  settings: Type.Object({}),
  prices: [
    {
      name: 'full',
      stage: 'order',
      facts: {},
      offers: ({ cart }) => [
        {
          id: 'generous:full',
          plugin: 'generous',
          stage: 'order',
          label: words('满赠', 'Gift'),
          class: 'full',
          combinesWith: [],
          lineIds: cart.lines.map((line) => line.lineId),
          tiers: [
            {
              thresholdFen: toFen(1000),
              reduction: { amountFen: toFen(101) },
              gifts: [gift(given.bib, 'return'), gift(given.bottle, 'keep')],
            },
          ],
          repeatsMax: 2,
          applies: 'always',
        },
      ],
    },
  ],
})

async function open(t: Test) {
  const till = await openTill(t, { at, plugins: [generous], max: 12 })
  const { storeId } = till.store
  const { admin, db } = till.database
  const goods = await addTestSku(db, storeId, at, { priceFen: 500, stock: 100 })
  const bib = await addTestSku(db, storeId, at, { priceFen: 900, stock: 100 })
  const bottle = await addTestSku(db, storeId, at, { priceFen: 800, stock: 100 })
  Object.assign(given, { bib: bib.skuId, bottle: bottle.skuId })
  await switchPlugin(till.host, storeId, { pluginId: 'generous', isOn: true, staffId: null, at })
  await till.directory.refresh(storeId)
  const linesOf = (orderId: OrderId) =>
    admin<{ id: Id<'lin'>; quantity: number; back: number }[]>`
      select 'lin_' || replace(id::text, '-', '') as id, quantity, refunded_units as back
        from order_lines where order_id = ${orderId.slice(4)} order by position`
  const refund = async (orderId: OrderId, ask: Partial<RefundAsk>) => {
    const whole = { orderId, lines: [], shippingFen: ZERO_FEN, reason: '退', actor: 'stf_test', at, ...ask }
    const result = await refundOrder(till.app, storeId, whole)
    return result.refunded ? Number(result.amountFen) : result.reason
  }
  return {
    bought: async (quantity: number) => (await buyAndPay(till, goods.skuId, { quantity })).orderId,
    ship: (orderId: OrderId) =>
      shipOrder(till.app, storeId, {
        orderId,
        carrier: '顺丰',
        trackingNumber: 'SF1',
        actor: 'stf_test',
        at,
      }),
    linesOf,
    backOf: async (orderId: OrderId) => (await linesOf(orderId)).map(({ back }) => back),
    refund,
    units: async (orderId: OrderId, units: number) => {
      const [line] = await linesOf(orderId)
      return refund(orderId, { lines: [{ lineId: line?.id as Id<'lin'>, units }] })
    },
    taken: async () => ({
      bib: (await stockOf(db, storeId, bib)).taken,
      bottle: (await stockOf(db, storeId, bottle)).taken,
    }),
    /** As an order whose record was too large, or that an older arbiter decided. */
    forget: (orderId: OrderId) => admin`
      update orders set decision = jsonb_set(decision, '{version}', '1') where id = ${orderId.slice(4)}`,
    look: (orderId: OrderId) => lookAt(admin, orderId),
    async sound() {
      await till.runAsked()
      t.same(await brokenOf(admin), [])
    },
  }
}

t.test('a gift comes back with the refund that takes its tier away, one step at a time', async (t) => {
  const shop = await open(t)
  const orderId = await shop.bought(5)
  t.match(await shop.linesOf(orderId), [{ quantity: 5 }, { quantity: 2 }, { quantity: 2 }])
  t.same(await shop.taken(), { bib: 2, bottle: 2 })
  const sums = [await shop.units(orderId, 1)]
  t.same(await shop.backOf(orderId), [1, 0, 0], '20 yuan are left: still twice')
  sums.push(await shop.units(orderId, 1))
  t.same(await shop.backOf(orderId), [2, 1, 0], '15 yuan are left: once')
  t.same(await shop.taken(), { bib: 1, bottle: 2 })
  sums.push(await shop.units(orderId, 2))
  t.same(await shop.backOf(orderId), [4, 2, 0], 'below the tier')
  t.same(await shop.taken(), { bib: 0, bottle: 2 })
  t.equal((await shop.look(orderId)).state, 'paid')
  sums.push(await shop.units(orderId, 1))
  t.same(await shop.backOf(orderId), [5, 2, 2], 'the bottles were not sent yet')
  t.same(await shop.taken(), { bib: 0, bottle: 0 })
  const { state, paidFen, refundedFen, refunds } = await shop.look(orderId)
  t.equal(state, 'refunded')
  const goods = (sums as number[]).reduce((sum, fen) => sum + fen, 0)
  t.equal(goods, 2500 - 202, 'the goods to the fen')
  t.equal(refundedFen, goods)
  t.equal(refunds.length, 4, 'gifts make no refund of their own')
  const postage = await shop.refund(orderId, { whole: true })
  t.equal(typeof postage === 'number' ? postage : 0, paidFen - goods, 'and nothing is left')
  await shop.sound()
})

t.test('gifts that were sent: one is owed back, sold again when somebody says so; one stays', async (t) => {
  const shop = await open(t)
  const orderId = await shop.bought(4)
  await shop.ship(orderId)
  const [line, bib] = await shop.linesOf(orderId)
  const ask = { lineId: line?.id as Id<'lin'>, units: 1 }
  t.equal(typeof (await shop.refund(orderId, { lines: [ask] })), 'number')
  t.same(await shop.backOf(orderId), [1, 1, 0])
  t.same(await shop.taken(), { bib: 2, bottle: 2 }, 'it is on its way at best')
  const named = { lineId: bib?.id as Id<'lin'>, units: 1, restock: true }
  await shop.refund(orderId, { lines: [{ ...ask, units: 3 }, named] })
  t.same(await shop.backOf(orderId), [4, 2, 0])
  t.same(await shop.taken(), { bib: 1, bottle: 2 }, 'the one that is here')
  t.equal((await shop.look(orderId)).state, 'refunded', 'the bottles stay with the shopper')
  await shop.sound()
})

t.test('a whole refund settles the gifts; one of a gift alone changes nothing else', async (t) => {
  const shop = await open(t)
  for (const isSent of [false, true]) {
    const orderId = await shop.bought(2)
    if (isSent) await shop.ship(orderId)
    const [, bib] = await shop.linesOf(orderId)
    if (isSent)
      t.equal(await shop.refund(orderId, { lines: [{ lineId: bib?.id as Id<'lin'>, units: 1 }] }), 0)
    t.not((await shop.look(orderId)).state, 'refunded')
    const { paidFen } = await shop.look(orderId)
    t.equal(await shop.refund(orderId, { whole: true }), paidFen)
    t.same(await shop.backOf(orderId), isSent ? [2, 1, 0] : [2, 1, 1])
    t.match(await shop.look(orderId), { state: 'refunded', refundedFen: paidFen })
    t.equal(await shop.refund(orderId, { whole: true }), 'nothing_to_refund')
  }
  await shop.sound()
})

t.test('without its record an order keeps its gifts until all is back', async (t) => {
  const shop = await open(t)
  const orderId = await shop.bought(3)
  await shop.forget(orderId)
  await shop.units(orderId, 2)
  t.same(await shop.backOf(orderId), [2, 0, 0])
  await shop.units(orderId, 1)
  t.same(await shop.backOf(orderId), [3, 1, 1])
  t.equal((await shop.look(orderId)).state, 'refunded')
  await shop.sound()
})
