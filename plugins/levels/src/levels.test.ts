import { asId, DAY, later, type OrderId, type SkuId, uuidOf } from '@mamapu/kernel'
import { buy, openShop, type Shop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Value } from 'typebox/value'
import levels from './index.js'
import { type LevelSettings, levelSettings } from './levels.settings.js'

const at = new Date('2026-03-04T02:00:00Z')
/** What a shop has that sets nothing. */
const usual = Value.Default(levelSettings, {}) as LevelSettings

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [levels], at })
  const sku = await shop.sku({ priceFen: 100_000, stock: 50 })
  const customer = await shop.customer()
  const seen = async (who: TestCustomer = customer) => {
    const [row] = await shop.database.admin`
      select c.level, c.growth::int as growth, m.growth::int as kept from customers c
        left join levels_members m on m.tenant_id = c.tenant_id and m.customer_id = c.id where c.id = ${uuidOf(who.id)}`
    return row
  }
  const changes = async () =>
    (
      await shop.database
        .admin`select from_level, to_level, reason from customer_level_changes order by at, id`
    ).map(({ from_level: from, to_level: to, reason }) => `${from}→${to} ${reason}`)
  return { shop, sku: sku.skuId, customer, seen, changes }
}

/** Places, pays and receives an order. */
async function receive(shop: Shop, skuId: SkuId, customer: TestCustomer, quantity = 1): Promise<OrderId> {
  const placed = await shop.cart([skuId, quantity]).by(customer).place()
  if (!placed.placed) throw new Error(`${placed.code} ${JSON.stringify(placed.data)}`)
  const { orderId } = placed
  await shop.pay(orderId)
  const now = shop.clock.now()
  await shop.database.admin`
    update orders set state = 'received', received_at = ${now} where id = ${uuidOf(orderId)}`
  await shop.tell('order.received', { orderId, customerId: customer.id }, 2)
  return orderId
}

async function night(shop: Shop, after: number): Promise<void> {
  shop.clock.advance(after)
  await shop.runJob('evaluate')
}

t.test(
  'who signs in first is a fan; received orders bring levels, refunds take the growth back',
  async (t) => {
    const { shop, sku, customer, seen, changes } = await open(t)
    await shop.tell('customer.registered', { customerId: customer.id }, 2)
    t.match(await seen(), { level: 'fan', growth: 0 })
    shop.clock.advance(1)
    const orderId = await receive(shop, sku, customer, 2)
    t.match(await seen(), { level: 'vip', growth: 2000, kept: 2000 })
    t.same(await changes(), ['→fan growth', 'fan→vip growth'])
    const refundId = asId('ref', `ref_${'0'.repeat(32)}`)
    await shop.database.admin`
    update order_lines set refunded_units = 1, refunded_fen = 100000 where order_id = ${uuidOf(orderId)}`
    const told = {
      orderId,
      customerId: customer.id,
      refundId,
      amountFen: 0,
      shippingFen: 0,
      lines: [],
      isWhole: false,
    }
    await shop.tell('order.refunded', told as never, 2)
    t.match(await seen(), { level: 'vip', growth: 1000 }, 'protected')
    await shop.switchTo(false)
    // Handed over and taken back again.
    await shop.database
      .admin`update orders set state = 'paid', received_at = null where id = ${uuidOf(orderId)}`
    await shop.database.admin`
    update order_lines set refunded_units = 2, refunded_fen = 200000 where order_id = ${uuidOf(orderId)}`
    await shop.tell('order.refunded', told as never)
    t.match(await seen(), { growth: 0 }, 'taken back though it is off')
  },
)

t.test('down one level in each period, when the growth of a year ago no longer counts', async (t) => {
  const { shop, sku, customer, seen, changes } = await open(t)
  await receive(shop, sku, customer, 7)
  t.match(await seen(), { level: 'svip', growth: 7000 })
  await night(shop, 364 * DAY)
  t.match(await seen(), { level: 'svip' })
  await night(shop, 2 * DAY)
  t.match(await seen(), { level: 'vip', growth: 0 }, 'the protection was long over')
  await night(shop, 89 * DAY)
  t.match(await seen(), { level: 'vip' })
  await night(shop, 2 * DAY)
  t.match(await seen(), { level: 'member' })
  t.same(await changes(), ['→svip growth', 'svip→vip fell', 'vip→member fell'])
})

t.test('a level brings its price, free shipping and points; the order keeps what was promised', async (t) => {
  const { shop, sku, customer } = await open(t)
  await receive(shop, sku, customer, 7)
  await shop.deliver()
  const placed = await shop.cart(sku).by(customer).place()
  t.equal(placed.placed, true)
  const [order] = await shop.database.admin`
    select payable_fen::int as payable, decision->'earns' as earns from orders where decision ? 'earns'`
  t.same(order, { payable: 95_000, earns: [15_000] })
  const guest = await shop.cart(sku).place()
  t.equal(guest.placed, true)
  t.equal((await shop.database.admin`select 1 from orders where decision ? 'earns'`).length, 1)
})

t.test(
  'an order brings growth at the rate of its placing, and its refund takes exactly that back',
  async (t) => {
    const { shop, sku, customer, seen } = await open(t)
    const owner = await shop.owner()
    const orderId = await receive(shop, sku, customer, 2)
    const settings = { ...usual, growthPerYuan: 3 }
    t.match(
      await shop.console('PUT', '/plugins/levels/settings', owner, { body: { settings, version: 1 } }),
      { status: 200 },
    )
    await shop.refund(orderId, 1)
    await shop.deliver()
    t.match(await seen(), { growth: 1000, kept: 1000 })
    await shop.snapshot()
    await receive(shop, sku, customer)
    t.match(await seen(), { growth: 3910 }, 'three for each of ¥970')
  },
)

t.test('while off growth comes and goes, levels stay; switched on the next round moves them', async (t) => {
  const { shop, sku, customer, seen, changes } = await open(t)
  const placed = await shop.cart([sku, 2]).by(customer).place()
  if (!placed.placed) throw new Error(placed.code)
  await shop.pay(placed.orderId)
  await shop.switchTo(false)
  await shop.receive(placed.orderId)
  await shop.deliver()
  t.match(await seen(), { level: '', growth: 2000, kept: 2000 }, 'promised while it was on')
  await shop.snapshot()
  await receive(shop, sku, customer)
  t.match(await seen(), { level: '', growth: 2000 }, 'ordered while off: brings none')
  await shop.switchTo(true)
  await night(shop, 1)
  t.match(await seen(), { level: 'vip', growth: 2000 })
  shop.clock.advance(100 * DAY)
  await shop.switchTo(false)
  await shop.refund(placed.orderId)
  await shop.deliver()
  t.match(await seen(), { level: 'vip', growth: 0, kept: 0 }, 'unprotected, but it is off')
  await shop.switchTo(true)
  await night(shop, 1)
  t.same(await changes(), ['→vip growth', 'vip→member fell'])
})

t.test('the highest level has no postage where the shop has some, and others pay it', async (t) => {
  const { shop, sku, customer } = await open(t)
  const rules = [
    { regions: [], firstGram: 100_000, firstFen: 800, stepGram: 1000, stepFen: 0, freeOverFen: null },
  ]
  const { admin } = shop.database
  await admin`
    insert into delivery_templates (tenant_id, rules, updated_at)
    values (${uuidOf(shop.store.storeId)}, ${admin.json(rules)}, ${at})`
  await admin`update stores set config_version = nextval('config_versions')`
  await shop.snapshot()
  await receive(shop, sku, customer, 7)
  const other = await shop.customer()
  const costs = async (options: { customerId?: TestCustomer['id']; seenTotalFen: number }) =>
    (await buy(shop, shop.store, sku, options)).placed
  t.equal(await costs({ customerId: customer.id, seenTotalFen: 95_000 }), true, 'svip: 5% off and no postage')
  t.equal(await costs({ customerId: other.id, seenTotalFen: 100_800 }), true)
  t.equal(await costs({ seenTotalFen: 100_000 }), false, 'nobody else goes without')
})

t.test('ten orders received at once bring all their growth, one level each time at most once', async (t) => {
  const { shop, sku, customer, seen, changes } = await open(t)
  await Promise.all(Array.from({ length: 10 }, () => receive(shop, sku, customer)))
  t.match(await seen(), { growth: 10_000, kept: 10_000, level: 'svip' })
  t.equal(new Set(await changes()).size, (await changes()).length)
})

t.test(
  'the shopper reads what the next level needs and brings, until when this one is kept, and every change',
  async (t) => {
    const { shop, sku, customer } = await open(t)
    const see = async () => {
      const page = await shop.page('levels', customer)
      return page.found ? (page.data as Record<string, unknown>) : {}
    }
    t.match(await shop.page('levels', null), {
      data: { isGuest: true, card: null, changes: [], entries: [] },
    })
    await shop.tell('customer.registered', { customerId: customer.id })
    t.match(await see(), {
      card: { title: '粉丝', note: '再得 300 成长值升为 会员', percent: 0 },
      nextBenefits: ['1.1 倍积分'],
      keptUntil: '',
      changes: [{ words: '升为 粉丝', from: '' }],
    })
    shop.clock.advance(DAY)
    await receive(shop, sku, customer, 2)
    t.match(await see(), {
      card: { title: 'VIP', note: '再得 4000 成长值升为 SVIP', percent: 11, growth: 2000 },
      nextTitle: 'SVIP',
      nextBenefits: ['全场 9.5折', '1.5 倍积分', '包邮'],
      keptUntil: later(at, 91 * DAY).toISOString(),
      changes: [{ words: '升为 VIP', from: '粉丝' }, { words: '升为 粉丝' }],
      entries: [{ growth: 2000 }],
    })
    await night(shop, 366 * DAY)
    t.match(await see(), { changes: [{ words: '降为 会员', from: 'VIP' }, {}, {}], card: { growth: 0 } })
    const other = await shop.customer()
    t.match(await shop.page('levels', other), { data: { changes: [], entries: [] } })
  },
)

t.test('the nightly round finds customers the ladder does not know; the shop lists its levels', async (t) => {
  const { shop, seen } = await open(t)
  t.match(await seen(), { level: '' })
  await night(shop, DAY)
  t.match(await seen(), { level: 'fan' })
  const owner = await shop.owner()
  const { json } = await shop.console('GET', '/x/levels/levels', owner)
  t.match(json, { customers: 1, items: [{ id: 'fan', customers: 1 }, { id: 'member' }, { id: 'vip' }, {}] })
  const levelsOfShop = await shop.database.admin`select level, rank from customer_levels order by rank`
  t.same(
    levelsOfShop.map(({ level }) => level),
    ['fan', 'member', 'vip', 'svip'],
  )
})

t.test('the simulator sees a level as the shop does: by its rank, whatever it is called', async (t) => {
  const shop = await openShop(t, { plugins: [levels], at })
  const sku = await shop.sku({ priceFen: 10_000, stock: 9 })
  const owner = await shop.owner()
  const ask = async (who: object) => {
    const body = { lines: [{ skuId: sku.skuId, quantity: 1 }], ...who }
    const { json } = await shop.console('POST', '/pricing/simulate', owner, { body })
    return (json as { payable: { amount: number } }).payable.amount
  }
  t.equal(await ask({}), 10_000)
  t.equal(await ask({ level: { rank: 3, name: 'VIP' } }), 9700)
})
