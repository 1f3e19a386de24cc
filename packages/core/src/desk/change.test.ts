import { withTenant } from '@mamapu/db'
import { sumFen, toFen, uuidOf } from '@mamapu/kernel'
import {
  openShop,
  type Promoting,
  plainSale,
  promotingPlugin,
  type Shop,
  TEST_CONTACT,
  type TestOrder,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { leastGoods, spreadGoods, whyNotPrice } from './price.rules.js'

t.setTimeout(120_000)

t.test(
  'goods at any total within their range: lines add up to it, none above its price, none below its least',
  (t) => {
    const line = fc
      .record({ placed: fc.integer({ min: 0, max: 100_000 }), parts: fc.integer({ min: 0, max: 2 }) })
      .map(({ placed, parts }) => {
        const leastFen = toFen(placed === 0 ? 0 : Math.min(placed, Math.max(1, parts)))
        return { placedFen: toFen(placed), paidFen: toFen(placed), leastFen }
      })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.nat(), (lines, pick) => {
        const least = leastGoods(lines)
        const most = sumFen(lines.map(({ placedFen }) => placedFen))
        const goods = toFen(least + (pick % (most - least + 1)))
        const spread = spreadGoods(lines, goods)
        t.equal(sumFen(spread), goods)
        for (const [index, fen] of spread.entries()) {
          const { placedFen = 0, leastFen = 0 } = lines[index] ?? {}
          if (fen > placedFen || fen < leastFen) throw new Error(`line ${index}: ${fen} of ${placedFen}`)
        }
      }),
      { numRuns: 300 },
    )
    const [one] = [{ placedFen: toFen(1000), paidFen: toFen(1000), leastFen: toFen(1) }]
    const order = { lines: one ? [one] : [], shippingFen: toFen(0), placedShippingFen: toFen(500) }
    const cases: readonly [goods: number, shipping: number, why: string | null][] = [
      [999, 0, null],
      [1000, 500, null],
      [1, 0, null],
      [1000, 0, 'PRICE_CHANGE_NOTHING'],
      [0, 500, 'PRICE_CHANGE_NOTHING'],
      [1001, 0, 'PRICE_CHANGE_TOO_HIGH'],
      [1000, 501, 'PRICE_CHANGE_TOO_HIGH'],
    ]
    for (const [goods, shipping, why] of cases)
      t.equal(whyNotPrice({ goodsFen: toFen(goods), shippingFen: toFen(shipping) }, order), why)
    t.end()
  },
)

async function open(t: Test) {
  const says: Promoting = { commissions: () => [], orderOffFen: 300 }
  const shop = await openShop(t, { plugins: [promotingPlugin(says), plainSale()] })
  const [promoter, inviter] = [await shop.customer(), await shop.customer()]
  says.commissions = ({ lines }) =>
    lines.flatMap(({ lineId }) => [
      { lineId, role: 'promoter', payee: promoter.id, terms: { bps: 1000 }, basis: 'shop' },
      { lineId, role: 'inviter', payee: inviter.id, terms: { bps: 500 }, basis: 'invited' },
    ])
  const owner = await shop.owner()
  const skus = [await shop.sku({ priceFen: 1999 }), await shop.sku({ priceFen: 333 })] as const
  const place = () => shop.cart([skus[0], 2], skus[1]).order()
  const call = (method: string, path: string, body?: object) =>
    shop.console(method, path, owner, body ? { body } : {})
  const price = (order: TestOrder, goods: number, shipping = 0) =>
    call('POST', `/orders/${order.id}/price`, {
      goods: { amount: goods, currency: 'CNY' },
      shipping: { amount: shipping, currency: 'CNY' },
      reason: '老顾客',
    })
  return { shop, owner, place, price, call }
}

const earned = (shop: Shop, order: TestOrder) =>
  shop.database.admin<{ base: number; amount: number; left: number; state: string }[]>`
    select e.base_fen::int as base, e.amount_fen::int as amount, (e.amount_fen - e.refused_fen)::int as left, e.state
      from earnings e join order_lines l on l.tenant_id = e.tenant_id and l.order_id = e.order_id and l.id = e.line_id
     where e.order_id = ${uuidOf(order.id)} order by l.position, e.role desc`

t.test(
  'a price is lowered before payment: what is open is closed, the new total is paid, all that hangs on it follows',
  async (t) => {
    const { shop, place, price, call } = await open(t)
    const order = await place()
    const before = await order.look()
    t.equal(before.payableFen, 4031)
    const old = await shop.peers.payment.open(order.id)
    t.match(await price(order, 4032), { status: 409, json: { code: 'PRICE_CHANGE_TOO_HIGH' } })
    t.match(await price(order, 4031), { status: 409, json: { code: 'PRICE_CHANGE_NOTHING' } })
    t.match(
      await price(order, 3),
      { status: 409, json: { code: 'PRICE_CHANGE_NOTHING' } },
      'a fen for each who earns',
    )
    t.match(await price(order, 2000), { status: 200, json: { payable: { amount: 2000 } } })
    t.not(await old.press('pay'), 303, 'the old cashier takes nothing')
    const rows = await earned(shop, order)
    const lines = await shop.database.admin<{ paid: number }[]>`
    select paid_fen::int as paid from order_lines where order_id = ${uuidOf(order.id)} order by position`
    t.same(
      rows.map(({ base, amount, state }) => [base, amount, state]),
      lines.flatMap(({ paid }) => [
        [paid, Math.floor(paid / 10), 'promised'],
        [paid, Math.floor(paid / 20), 'promised'],
      ]),
    )
    t.match((await call('GET', `/orders/${order.id}`)).json, {
      payable: { amount: 2000 },
      discounts: [{ amount: { amount: 300 } }, { label: '商家改价', amount: { amount: 2031 } }],
      saved: { amount: 2331 },
    })
    t.match((await call('GET', `/orders/${order.id}/desk`)).json, {
      priceChanges: [{ from: { amount: 4031 }, to: { amount: 2000 }, reason: '老顾客' }],
    })
    await price(order, 4)
    t.same(
      (await earned(shop, order)).map(({ left, state }) => [left, state]),
      Array(4).fill([0, 'void']),
      'nothing of a fen',
    )
    await price(order, 3000)
    t.ok(
      (await earned(shop, order)).every(({ left, state }) => left > 0 && state === 'promised'),
      'a typing error costs nobody',
    )
    await shop.deliver()
    const paid = await shop.peers.payment.open(order.id)
    t.equal(await paid.press('pay'), 303)
    await shop.runDue()
    t.match(await order.look(), { state: 'paid', payableFen: 3000, paidFen: 3000 })
    t.match(await price(order, 100), { status: 409, json: { code: 'ORDER_ALREADY_PAID' } })
    await t.rejects(
      withTenant(shop.db, shop.store.storeId, (tx) => tx.sql`update earnings set base_fen = base_fen`),
      { code: '42501' },
      'once it is paid a base is frozen',
    )
    await order.refund(1)
    await order.refund()
    await shop.runDue()
    t.match(await order.look(), { state: 'refunded', refundedFen: 3000 })
    t.same(await shop.broken(), [])
    const told = await shop.database.admin`select 1 from messages where template = 'order-price-changed'`
    t.equal(told.length, 3, 'the shopper hears of each')
  },
)

t.test('money on its way when the price changes', async (t) => {
  const { shop, place, price } = await open(t)
  const order = await place()
  const cashier = await shop.peers.payment.open(order.id)
  await cashier.press('silent')
  t.match(
    await price(order, 2000),
    { status: 409, json: { code: 'ORDER_ALREADY_PAID' } },
    'paid there, unheard of here',
  )
  t.match(await order.look(), { state: 'paid', paidFen: 4031 })

  const other = await place()
  const open1 = await shop.peers.payment.open(other.id)
  shop.peers.payment.line('cut')
  t.equal((await price(other, 2000)).status, 503, 'nobody knows: nothing changes')
  shop.peers.payment.line('open')
  t.match(await other.look(), { payableFen: 4031 })
  t.equal((await price(other, 2000)).status, 200)
  // A provider that says it took money for the closed payment all the same.
  await shop.database
    .admin`update cashier_payments set state = 'paid' where merchant_ref = ${open1.paymentId}`
  await open1.tell({ transactionId: 'tx-late' })
  await shop.runDue()
  t.match(
    await other.look(),
    { state: 'unpaid', payableFen: 2000, paidFen: 0 },
    'it pays for nothing and goes back',
  )
  const results = await Promise.all([1500, 1400, 1300, 1200].map((goods) => price(other, goods)))
  t.ok(
    results.every(({ status }) => status === 200),
    'one after the other',
  )
  const [sum] = await shop.database.admin<{ cut: number; discount: number }[]>`
    select (select sum(goods_cut_fen) from order_price_changes where order_id = o.id)::int as cut,
           (discount_fen - 300)::int as discount from orders o where id = ${uuidOf(other.id)}`
  t.equal(sum?.cut, sum?.discount)
  t.same(
    (await shop.broken()).filter(({ name }) => !name.includes('sandbox')),
    [],
  )
})

t.test('an address is corrected while nothing has gone', async (t) => {
  const { shop, place, call } = await open(t)
  const order = await place()
  await order.pay()
  await shop.deliver()
  const { name, phone, regionCode, street } = TEST_CONTACT
  const edit = (contact: object) =>
    call('POST', `/orders/${order.id}/address`, { name, phone, regionCode, street, ...contact })
  t.match(await edit({}), { status: 409, json: { code: 'ADDRESS_SAME' } })
  t.match(await edit({ phone: '12' }), { status: 400, json: { code: 'ADDRESS_INVALID' } })
  t.equal((await edit({ phone: '13612345678', street: '文一路 2 号 3 幢' })).status, 204)
  t.match((await call('GET', `/orders/${order.id}`)).json, {
    address: { phone: '13612345678', street: '文一路 2 号 3 幢' },
    contactMasked: '林** 136****5678',
  })
  const number = (await call('GET', '/orders?search=13612345678')).json.items
  t.equal((number as unknown[]).length, 1, 'found by the new phone')
  t.same((await call('GET', `/orders?search=${phone}`)).json.items, [], 'and no more by the old one')
  t.match((await call('GET', `/orders/${order.id}/desk`)).json.addressChanges, [
    { parts: ['phone', 'street'] },
  ])
  const sealed = await shop.database.admin<{ row: string }[]>`
    select row_to_json(c)::text as row from order_address_changes c`
  t.notMatch(sealed[0]?.row, /文一路|13612345678/)
  t.equal((await edit({ regionCode: '110101', phone: '13612345678' })).status, 204, 'the same postage there')
  await order.ship(1)
  t.match(await edit({ street: '太晚了' }), { status: 409, json: { code: 'ORDER_ALREADY_SHIPPED' } })
  t.same(await shop.broken(), [])
})

t.test('the desk part of an order: what was written and changed, for its own staff alone', async (t) => {
  const { shop, place, call } = await open(t)
  const order = await place()
  const tag = await call('POST', '/order-tags', { name: '加急', color: 'red' })
  const note = { orderIds: [order.id], tag: { tagId: tag.json.id, isOn: true }, note: '周五前送到' }
  t.equal((await call('POST', '/orders/bulk', note)).status, 200)
  const money = (amount: number) => ({ amount, currency: 'CNY' })
  const cheaper = { goods: money(1500), shipping: money(0), reason: '老顾客' }
  t.equal((await call('POST', `/orders/${order.id}/price`, cheaper)).status, 200)
  const path = `/orders/${order.id}/desk`
  const seen = await call('GET', path)
  t.equal(seen.status, 200)
  t.match(seen.json, {
    notes: [{ body: '周五前送到', actor: /^stf_/, at: String }],
    tags: [{ id: tag.json.id, name: '加急', color: 'red' }],
    risks: [],
    priceChanges: [{ to: money(1500), reason: '老顾客', actor: /^stf_/ }],
    addressChanges: [],
  })
  t.same(Object.keys(seen.json).sort(), ['addressChanges', 'notes', 'priceChanges', 'risks', 'tags'])
  const clerk = await shop.staff('clerk')
  t.same((await shop.console('GET', path, clerk)).json, seen.json, 'a clerk reads what was written')
  const lowers = await shop.console('POST', `/orders/${order.id}/price`, clerk, { body: cheaper })
  t.match(lowers, { status: 403, json: { code: 'FORBIDDEN' } }, 'and changes no price')
  const neighbour = await shop.neighbour()
  const stranger = await shop.owner(neighbour)
  t.match(await shop.console('GET', path, stranger, {}, neighbour), {
    status: 404,
    json: { code: 'ORDER_NOT_FOUND' },
  })
  t.equal((await shop.console('GET', path, stranger)).status, 404, 'nor by the name of the shop')
  t.equal((await call('GET', '/orders/ord_1/desk')).status, 400)
  t.equal((await call('GET', `/orders/ord_${'0'.repeat(32)}/desk`)).status, 404)
})
