import { DAY, HOUR, later, type OrderId, uuidOf } from '@mamapu/kernel'
import { brokenOf, openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Value } from 'typebox/value'
import plugin from './index.js'
import { type PointsSettings, pointsSettings } from './points.settings.js'
import { pointsChecks } from './points.verify.queries.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

/** What a shop has that sets nothing. */
const usual = Value.Default(pointsSettings, {}) as PointsSettings

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const sku = await shop.sku({ priceFen: 10_000, stock: 1000 })
  const { admin } = shop.database
  const owner = await shop.owner()
  let key = 0
  const order = async (who: TestCustomer, points: 'most' | 'none' | number = 'none', quantity = 1) => {
    const placed = await shop.cart([sku, quantity]).by(who).spending(points).place()
    if (placed.placed) await shop.deliver()
    return placed
  }
  const bought = async (who: TestCustomer, points: 'most' | 'none' | number = 'none', quantity = 1) => {
    const placed = await order(who, points, quantity)
    if (!placed.placed) throw new Error(placed.code)
    await shop.pay(placed.orderId)
    await shop.deliver()
    return placed.orderId
  }
  return {
    shop,
    order,
    bought,
    async receive(orderId: OrderId) {
      await shop.receive(orderId)
      await shop.deliver()
    },
    async refund(orderId: OrderId, units?: number) {
      await shop.refund(orderId, units)
      await shop.deliver()
    },
    give: async (who: TestCustomer, points: number) => {
      key += 1
      return shop.console('POST', '/x/points/adjustments', owner, {
        body: { customerId: who.id, points, note: '测试' },
        headers: { 'idempotency-key': `adjust-${key}-12345678` },
      })
    },
    async account(who: TestCustomer) {
      const [row] = await admin<{ limit: number; taken: number; ledger: number; debt: number }[]>`
        select q.limit_units::int as limit, q.taken::int, a.debt::int,
               coalesce((select available from ledger_balances b where b.account = ${`payee:${who.id}`}), 0)::int as ledger
          from points_accounts a join quotas q on q.kind = 'points.spend' and q.id = ${uuidOf(who.id)}
         where a.customer_id = ${uuidOf(who.id)}`
      return { ...row }
    },
    async sound() {
      t.same(await brokenOf(admin), [])
      for (const { name, broken } of pointsChecks) t.same([...(await admin.unsafe(broken))], [], name)
    },
  }
}

t.test('what was received brings points; refunds take their part back, exactly', async (t) => {
  const { shop, bought, receive, refund, account, sound } = await open(t)
  const who = await shop.customer()
  const orderId = await bought(who, 'none', 3)
  t.same(await account(who), {}, 'nothing before the parcel is there')
  await receive(orderId)
  t.match(await account(who), { limit: 300, taken: 0, ledger: 300 })
  await refund(orderId, 1)
  t.match(await account(who), { limit: 200, ledger: 200 })
  await sound()
  await shop.refund(orderId)
  await shop.deliver()
  t.match(await account(who), { limit: 0, ledger: 0 })
  await sound()
})

t.test('handed over, taken back and then refunded: the points go too', async (t) => {
  const { shop, bought, receive, refund, account } = await open(t)
  const who = await shop.customer()
  const orderId = await bought(who, 'none', 2)
  await receive(orderId)
  t.match(await account(who), { limit: 200, ledger: 200 })
  const { admin } = shop.database
  await admin`update orders set state = 'paid', received_at = null where id = ${uuidOf(orderId)}`
  await admin`update order_lines set shipped_units = 0 where order_id = ${uuidOf(orderId)}`
  await refund(orderId, 1)
  t.match(await account(who), { limit: 100, ledger: 100 })
  await refund(orderId)
  t.match(await account(who), { limit: 0, ledger: 0 })
})

t.test(
  'spent like money: held, then gone; a cancelled order and refunded lines give them back',
  async (t) => {
    const { shop, order, bought, refund, give, account, sound } = await open(t)
    const who = await shop.customer()
    t.equal((await give(who, 1000)).status, 200)
    const first = await order(who, 'most')
    t.match(await account(who), { limit: 1000, taken: 1000, ledger: 1000 }, 'held, not yet booked')
    if (!first.placed) throw new Error(first.code)
    await shop.cancel(first.orderId)
    await shop.deliver()
    t.match(await account(who), { limit: 1000, taken: 0, ledger: 1000 })

    const orderId = await bought(who, 900, 3)
    t.match(await account(who), { taken: 900, ledger: 100 })
    await refund(orderId, 1)
    t.match(await account(who), { taken: 600, ledger: 400 })
    await refund(orderId, 1)
    await refund(orderId)
    t.match(await account(who), { limit: 1000, taken: 0, ledger: 1000 })
    await sound()
  },
)

t.test('at most the shop’s share of the goods is paid with points, in whole steps', async (t) => {
  const { shop, order, give, account, sound } = await open(t)
  const who = await shop.customer()
  const owner = await shop.owner()
  await give(who, 5000)
  const settings = { ...usual, maxShareBps: 1234, step: 50 }
  t.match(await shop.console('PUT', '/plugins/points/settings', owner, { body: { settings, version: 1 } }), {
    status: 200,
  })
  await shop.snapshot()
  t.match(await order(who, 'most'), { placed: true })
  t.match(await account(who), { taken: 1200 }, '12.34% of ¥100 are 1234 points: 24 whole steps')
  t.match(await order(who, 130), { placed: true })
  t.match(await account(who), { taken: 1300 }, 'a wish between two steps is the lower one')
  const few = await shop.customer()
  await give(few, 49)
  t.match(await order(few, 'most'), { placed: true })
  t.match(await account(few), { taken: 0 }, 'less than one step is not used')
  await sound()
})

t.test('twenty checkouts at once never spend more than there is', async (t) => {
  const { shop, order, give, account, sound } = await open(t)
  const who = await shop.customer()
  await give(who, 1000)
  const all = await Promise.allSettled(Array.from({ length: 20 }, () => order(who, 300)))
  const placed = all.filter((one) => one.status === 'fulfilled' && one.value.placed)
  t.ok(placed.length >= 3, `${placed.length} placed`)
  // A cart that is priced once three are placed sees that only a hundred are left, and may take them.
  t.match(await account(who), { limit: 1000, taken: placed.length === 3 ? 900 : 1000 })
  await sound()
})

t.test('what was spent already and is taken back is owed, and repaid by what comes next', async (t) => {
  const { shop, bought, receive, give, account, sound } = await open(t)
  const who = await shop.customer()
  const earning = await bought(who, 'none', 3)
  await receive(earning)
  await bought(who, 250)
  await shop.refund(earning)
  await shop.deliver()
  t.match(await account(who), { limit: 250, taken: 250, debt: 250, ledger: 0 })
  await sound()
  await give(who, 400)
  t.match(await account(who), { limit: 400, taken: 250, debt: 0, ledger: 150 })
  await sound()
})

t.test('what an unpaid order held when it was owed is not spent again, on or off', async (t) => {
  const { shop, order, bought, receive, account, sound } = await open(t)
  for (const isOn of [true, false]) {
    const who = await shop.customer()
    const earning = await bought(who, 'none', 3)
    await receive(earning)
    const held = await order(who, 200)
    const spent = await order(who, 50)
    if (!held.placed || !spent.placed) throw new Error('not placed')
    await shop.pay(spent.orderId)
    await shop.deliver()
    await shop.refund(earning)
    await shop.deliver()
    t.match(await account(who), { limit: 250, taken: 250, debt: 250, ledger: 200 })
    await sound()
    await shop.switchTo(isOn)
    await shop.cancel(held.orderId)
    await shop.deliver()
    t.match(await account(who), { limit: 50, taken: 50, debt: 50, ledger: 0 })
    await shop.switchTo(true)
    t.match(await order(who, 'most'), { placed: true })
    t.match(await account(who), { taken: 50 }, 'nothing to spend')
    await sound()
  }
})

t.test('a release and a refund at once: whoever comes second settles the rest', async (t) => {
  const { shop, order, bought, receive, account, sound } = await open(t)
  const who = await shop.customer()
  const earning = await bought(who, 'none', 3)
  await receive(earning)
  const held = [await order(who, 100), await order(who, 100), await order(who, 100)]
  await Promise.all([
    shop.refund(earning),
    ...held.map((one) => (one.placed ? shop.cancel(one.orderId) : undefined)),
  ])
  await Promise.all([shop.deliver(), shop.deliver()])
  t.match(await account(who), { limit: 0, taken: 0, debt: 0, ledger: 0 })
  await sound()
})

t.test('what is over goes, but not what an order holds; events twice change nothing', async (t) => {
  const { shop, order, give, account, sound } = await open(t)
  const { clock } = shop
  const who = await shop.customer()
  await give(who, 500)
  const held = await order(who, 200)
  if (!held.placed) throw new Error(held.code)
  clock.set(later(at, 400 * DAY))
  await shop.runJob('expire-points')
  await shop.runJob('expire-points')
  t.match(await account(who), { limit: 200, taken: 200, ledger: 200 })
  await sound()
  await shop.cancel(held.orderId)
  await shop.deliver()
  t.match(await buyNothing(order, who), true, 'what came back late is over as well')
  await shop.runJob('expire-points')
  t.match(await account(who), { limit: 0, taken: 0, ledger: 0 })
  await sound()
})

t.test('more customers than one transaction holds: all that is over goes in one run', async (t) => {
  const { shop, bought, give, account, sound } = await open(t)
  const { clock } = shop
  const spender = await shop.customer()
  await give(spender, 100)
  await bought(spender, 100)
  for (let index = 0; index < 203; index += 1) {
    const who = await shop.customer()
    clock.advance(10_000)
    t.match(await give(who, 7), { status: 200 })
  }
  clock.set(later(at, 400 * DAY))
  await shop.runJob('expire-points')
  const left = await shop.database.admin`
    select count(*)::int as n from points_accounts where expired <> credited and customer_id <> ${uuidOf(spender.id)}`
  t.same(left[0]?.n, 0)
  t.match(await account(spender), { limit: 100, taken: 100 }, 'what was spent does not end')
  await sound()
})

async function buyNothing(
  order: (who: TestCustomer, points: 'most') => Promise<{ placed: boolean }>,
  who: TestCustomer,
): Promise<boolean> {
  return (await order(who, 'most')).placed
}

t.test('what an order brings is settled when it is placed, however late its events come', async (t) => {
  const { shop, receive, account, sound } = await open(t)
  const who = await shop.customer()
  const owner = await shop.owner()
  const sku = await shop.sku({ priceFen: 10_000 })
  const place = async () => {
    await shop.snapshot()
    const placed = await shop.cart(sku).by(who).place()
    if (!placed.placed) throw new Error(placed.code)
    return placed.orderId
  }
  const settings = async (earnPerYuan: number, version: number) =>
    shop.console('PUT', '/plugins/points/settings', owner, {
      body: { settings: { ...usual, earnPerYuan }, version },
    })
  const atOne = await place()
  await shop.switchTo(false)
  await shop.deliver()
  await shop.pay(atOne)
  await receive(atOne)
  t.match(await account(who), { limit: 100 }, 'switched off before anybody heard of the order')
  await shop.switchTo(true)
  const atOneToo = await place()
  t.match(await settings(3, 1), { status: 200 })
  await shop.deliver()
  await shop.pay(atOneToo)
  await receive(atOneToo)
  t.match(await account(who), { limit: 200 }, 'the rate of the placing')
  const atThree = await place()
  await shop.pay(atThree)
  await receive(atThree)
  t.match(await account(who), { limit: 500 })
  await sound()
})

t.test('switched off in the middle: what was promised comes, nothing new begins', async (t) => {
  const { shop, bought, receive, refund, give, account, sound } = await open(t)
  const who = await shop.customer()
  await give(who, 300)
  const promised = await bought(who, 300, 3)
  await shop.switchTo(false)
  await receive(promised)
  t.match(await account(who), { limit: 597, taken: 300, ledger: 297 }, '297 for ¥297')
  await refund(promised, 3)
  t.match(await account(who), { limit: 300, taken: 0, ledger: 300 })
  const after = await bought(who)
  await receive(after)
  t.match(await account(who), { limit: 300, ledger: 300 }, 'ordered while off: brings nothing')
  await sound()
})

t.test('one check-in a day of the shop; days in a row count across midnight', async (t) => {
  const { shop, account, sound } = await open(t)
  const { clock } = shop
  const who = await shop.customer()
  const ask = () => shop.shop('POST', '/api/store/v1/x/points/check-in', who)
  clock.set(new Date('2026-03-04T15:59:59Z'))
  t.match((await ask()).json, { points: 2, streak: 1, daysToBonus: 6 })
  t.match(await ask(), { status: 409, json: { code: 'POINTS_CHECKED_IN' } })
  clock.set(new Date('2026-03-04T16:00:00Z'))
  const twice = await Promise.all([ask(), ask()])
  t.same(twice.map(({ status }) => status).sort(), [201, 409], 'two taps at midnight are one')
  t.match(await account(who), { limit: 4 })
  clock.set(later(clock.now(), 2 * DAY + HOUR))
  t.match((await ask()).json, { streak: 1 }, 'a missed day begins anew')
  await sound()
})

t.test('the merchant gives and takes by hand, never more than there is', async (t) => {
  const { shop, give, account, sound } = await open(t)
  const who = await shop.customer()
  t.equal((await give(who, 100)).status, 200)
  t.match(await give(who, -150), { status: 409, json: { code: 'POINTS_SHORT' } })
  t.equal((await give(who, -40)).status, 200)
  t.match(await account(who), { limit: 60, ledger: 60 })
  await sound()
})
