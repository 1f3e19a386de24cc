import { withTenant } from '@mamapu/db'
import { DAY, HOUR, later, type OrderId, toFen, uuidOf } from '@mamapu/kernel'
import type { Offer, PricedCart } from '@mamapu/pricing'
import { buy, openShop, plainSale } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { campaignSharesOf } from '../orders/index.js'
import { findCampaign, readReport, resultOf, ViewCounter } from './index.js'

const at = new Date('2026-03-04T02:00:00Z')

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale()], at })
  const { storeId } = shop.store
  const sku = await shop.sku({ priceFen: 1000 })
  await shop.database.admin`update skus set cost_fen = 400`
  const made = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: later(at, -HOUR),
    endsAt: later(at, 3 * DAY),
  })
  const order = async (phone: string, quantity = 1) => {
    const placed = await buy(shop.test, shop.store, sku.skuId, { phone, quantity })
    if (!placed.placed) throw new Error(placed.code)
    return placed.orderId as OrderId
  }
  const report = () => withTenant(shop.db, storeId, (tx) => readReport(tx, { id: made.id }, 'Asia/Shanghai'))
  return { shop, sku, made, order, report }
}

t.test('a report counts paid orders and persons, and takes off what was refunded', async (t) => {
  const { shop, made, order, report } = await open(t)
  const first = await order('13800000001', 2)
  const second = await order('13800000001')
  const third = await order('13800000002', 3)
  await order('13800000003')
  await shop.deliver()
  t.match(await report(), { orders: 0, buyers: 0, salesFen: 0, days: [] }, 'nobody has paid')
  await shop.pay(first)
  shop.clock.advance(DAY)
  await shop.database.admin`update orders set pay_before = ${later(at, 5 * DAY)}`
  await shop.pay(second)
  await shop.pay(third)
  await shop.deliver()
  await shop.deliver()
  const whole = {
    orders: 3,
    buyers: 2,
    units: 6,
    salesFen: 4200,
    discountFen: 1800,
    refundedFen: 0,
    marginFen: 4200 - 6 * 400,
    unitsWithCost: 6,
  }
  t.match(await report(), {
    ...whole,
    days: [
      { day: '2026-03-04', orders: 1, units: 2, salesFen: 1400 },
      { day: '2026-03-05', orders: 2, units: 4, salesFen: 2800 },
    ],
  })
  await shop.refund(third)
  t.match(await report(), {
    units: 3,
    salesFen: 2100,
    discountFen: 900,
    refundedFen: 2100,
    marginFen: 2100 - 1200,
  })
  const mine = { plugin: 'plain-sale', id: made.id }
  const of = (who: object, span?: { startsAt: Date; endsAt: Date }) =>
    withTenant(shop.db, shop.store.storeId, (tx) => resultOf(tx, { ...mine, ...who }, span))
  t.match(await of({}), { orders: 3, units: 3 })
  t.match(
    await of({}, { startsAt: later(at, HOUR), endsAt: later(at, DAY) }),
    { orders: 0 },
    'of the orders of a round',
  )
  t.equal(await of({ plugin: 'coupons' }), null, 'another mechanic learns nothing')
})

t.test('worked out by hand: a part refunded, and goods whose cost nobody wrote down', async (t) => {
  const { shop, made, order, report } = await open(t)
  const three = await order('13800000001', 3)
  await shop.pay(three)
  await shop.deliver()
  // Three at ¥7.00 instead of ¥10.00 bring ¥21.00 and give ¥9.00 away; they cost ¥4.00 each: ¥21.00 − ¥12.00.
  t.match(await report(), { units: 3, salesFen: 2100, discountFen: 900, refundedFen: 0, marginFen: 900 })
  await shop.refund(three, 1)
  // One goes back: ¥14.00 of ¥21.00 stay, ¥6.00 of ¥9.00 were given away, ¥14.00 − ¥8.00 is earned.
  t.match(await report(), { units: 2, salesFen: 1400, discountFen: 600, refundedFen: 700, marginFen: 600 })

  await shop.database.admin`update skus set cost_fen = null, version = version + 1`
  await shop.pay(await order('13800000002', 2))
  await shop.deliver()
  // Two more at ¥7.00: sold, but nothing is said of what they earned.
  t.match(await report(), {
    orders: 2,
    buyers: 2,
    units: 4,
    salesFen: 2800,
    discountFen: 1200,
    marginFen: 600,
    unitsWithCost: 2,
  })
  await shop.refund(three)
  t.match(await report(), { units: 2, salesFen: 1400, refundedFen: 2100, marginFen: 0, unitsWithCost: 0 })
  const owner = await shop.owner()
  const { json } = await shop.console('GET', `/campaigns/${made.id}/report`, owner)
  t.match(json, { sales: { amount: 1400 }, margin: { amount: 0 }, unitsWithCost: 0 })
})

t.test('looks are counted in memory, one per onlooker and day, and written together', async (t) => {
  const { shop, made, report } = await open(t)
  const counter = new ViewCounter(shop.app)
  const store = { storeId: shop.store.storeId, zone: 'Asia/Shanghai' }
  const look = (session: string | null, browser: string, when = at) =>
    counter.note(store, [made.id], { who: { session, browser }, at: when })
  for (let again = 0; again < 5; again += 1) look('session', 'phone')
  look(null, 'other phone')
  look(null, 'other phone')
  look('begun since', 'other phone')
  t.equal((await report()).views, 0)
  await counter.flush()
  counter.note(store, [made.id, `cmp_${'0'.repeat(32)}`], {
    who: { session: 'session', browser: 'phone' },
    at: later(at, DAY),
  })
  await counter.flush()
  t.match(await report(), {
    views: 3,
    days: [
      { day: '2026-03-04', views: 2 },
      { day: '2026-03-05', views: 1, orders: 0 },
    ],
  })
})

t.test('the console reads it, in this shop alone', async (t) => {
  const { shop, made, order } = await open(t)
  await shop.pay(await order('13800000001'))
  await shop.deliver()
  const owner = await shop.owner()
  const { status, json } = await shop.console('GET', `/campaigns/${made.id}/report`, owner)
  t.equal(status, 200)
  t.match(json, { orders: 1, sales: { amount: 700, currency: 'CNY' }, discount: { amount: 300 } })
  const unknown = await shop.console('GET', `/campaigns/cmp_${'0'.repeat(32)}/report`, owner)
  t.equal(unknown.status, 404)
  const [row] = await shop.database
    .admin`select count(*)::int as n from campaign_sales where campaign_id = ${uuidOf(made.id)}`
  t.equal(row?.n, 1)
  t.ok(await withTenant(shop.db, shop.store.storeId, (tx) => findCampaign(tx, made.id)))
})

t.test('which campaigns had a part in a line: unit prices, shares, shipping and gifts', async (t) => {
  const words = { 'zh-CN': '', en: '' }
  const [a, b] = ['cmp_a', 'cmp_b'] as const
  const offers = [
    { id: 'u', stage: 'unit', campaignId: a, lineId: 'l1', unitPriceFen: 500, unitsMax: 2 },
    { id: 'p', stage: 'unit', campaignId: a, lineId: 'l2', unitPriceFen: 500, unitsMax: 1 },
    { id: 'o', stage: 'order', campaignId: b, lineIds: ['l1', 'l2'] },
    { id: 'g', stage: 'order', campaignId: 'cmp_g', lineIds: ['l2'] },
    { id: 's', stage: 'shipping', campaignId: 'cmp_s' },
    { id: 'x', stage: 'unit', campaignId: 'cmp_x', lineId: 'l1' },
  ].map((offer) => ({ ...offer, plugin: 'p', label: words })) as unknown as Offer[]
  const won = (offerId: string, amountFen: number) => ({ offerId, outcome: 'won', amountFen })
  const priced = {
    lines: [
      { lineId: 'l1', quantity: 2, shares: [{ offerId: 'o', amountFen: 30 }] },
      {
        lineId: 'l2',
        quantity: 3,
        shares: [
          { offerId: 'p', amountFen: 40 },
          { offerId: 'o', amountFen: 20 },
        ],
      },
    ],
    trace: [
      won('u', 1000),
      won('p', 40),
      won('o', 50),
      won('g', 0),
      won('s', 600),
      { ...won('x', 1), outcome: 'lost' },
    ],
  } as unknown as PricedCart
  t.same(campaignSharesOf({ offers, priced }, ['lin_1', 'lin_2']), [
    { campaignId: b, lineId: 'lin_1', units: 2, discountFen: toFen(30) },
    { campaignId: a, lineId: 'lin_2', units: 1, discountFen: toFen(40) },
    { campaignId: b, lineId: 'lin_2', units: 3, discountFen: toFen(20) },
    { campaignId: a, lineId: 'lin_1', units: 2, discountFen: toFen(1000) },
    { campaignId: 'cmp_g', lineId: 'lin_2', units: 3, discountFen: toFen(0) },
    { campaignId: 'cmp_s', lineId: 'lin_1', units: 2, discountFen: toFen(600) },
  ])
})
