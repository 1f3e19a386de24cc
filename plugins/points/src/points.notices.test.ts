import { DAY, later, uuidOf } from '@mamapu/kernel'
import { openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
/** Points of this day end with the last of March of the next year; a week before everybody is told. */
const SOON = new Date('2027-03-28T02:00:00Z')
t.setTimeout(120_000)

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const sku = await shop.sku({ priceFen: 10_000, stock: 1000 })
  let owner = await shop.owner()
  const { admin } = shop.database
  let key = 0
  return {
    shop,
    admin,
    async moveTo(instant: Date) {
      shop.clock.set(instant)
      owner = await shop.owner()
    },
    async give(who: TestCustomer, points: number) {
      key += 1
      const { status } = await shop.console('POST', '/x/points/adjustments', owner, {
        body: { customerId: who.id, points, note: '测试' },
        headers: { 'idempotency-key': `adjust-${key}-12345678` },
      })
      if (status !== 200) throw new Error(String(status))
    },
    async spend(who: TestCustomer, points: number) {
      const placed = await shop.cart(sku).by(who).spending(points).place()
      if (!placed.placed) throw new Error(placed.code)
      return placed.orderId
    },
    messages: async (who: TestCustomer) =>
      (
        await admin<{ text: string }[]>`
          select text from messages where customer_id = ${uuidOf(who.id)} order by created_at, id`
      ).map(({ text }) => text),
    next: async (who: TestCustomer) => {
      const page = await shop.page('mine', who)
      if (!page.found) throw new Error(page.reason)
      const { nextEnd, nextPoints } = page.data as { nextEnd: string; nextPoints: number }
      return [nextEnd.slice(0, 10), nextPoints]
    },
  }
}

t.test('told is what will be lost: not what is spent or held, once per end', async (t) => {
  const { shop, moveTo, give, spend, messages, next } = await open(t)
  const [spent, some, more] = [await shop.customer(), await shop.customer(), await shop.customer()]
  for (const who of [spent, some, more]) await give(who, 500)
  await spend(spent, 500)
  const held = await spend(some, 300)
  await moveTo(new Date('2026-04-02T02:00:00Z'))
  await give(more, 40)
  t.same(await next(spent), ['', 0])
  t.same(await next(some), ['2027-03-31', 200])
  t.same(await next(more), ['2027-03-31', 500])
  await moveTo(SOON)
  await shop.runJob('tell-of-end')
  await shop.runJob('tell-of-end')
  t.same(await messages(spent), [])
  t.same(await messages(some), ['你有 200 积分将在 2027-03-31 后到期，下单时可以当钱用。'])
  t.same(await messages(more), ['你有 500 积分将在 2027-03-31 后到期，下单时可以当钱用。'])
  await shop.cancel(held)
  await moveTo(later(SOON, 30 * DAY))
  await shop.runJob('tell-of-end')
  t.equal((await messages(some)).length, 1)
  t.match((await messages(more))[1], /40 积分将在 2027-04-30/)
})

t.test(
  'who has many grants and who is one of many: all are told in one run, in the shop’s language',
  async (t) => {
    const { shop, admin, give, messages } = await open(t)
    await admin`update store_settings set locale = 'en'`
    const many = await shop.customer()
    for (let index = 0; index < 8; index += 1) await give(many, 10)
    for (let index = 0; index < 405; index += 1) await give(await shop.customer(), 7)
    shop.clock.set(SOON)
    await shop.runJob('tell-of-end')
    const [told] =
      await admin`select count(*)::int as n, count(distinct customer_id)::int as who from messages`
    t.same(told, { n: 406, who: 406 })
    t.match(await messages(many), [/^80 of your points end after 2027-03-31/])
  },
)
