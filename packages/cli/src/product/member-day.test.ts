import { checkout } from '@mamapu/core'
import { DAY, HOUR, idOf, later, uuidOf } from '@mamapu/kernel'
import { brokenOf, openShop, type TestCustomer } from '@mamapu/testkit'
import coupons from '@mamapu-plugin/coupons'
import memberDay from '@mamapu-plugin/member-day'
import t, { type Test } from 'tap'

// A Tuesday, ten in the morning in Shanghai; member day is on Wednesdays from 09:00 to 21:00.
const at = new Date('2026-03-03T02:00:00Z')
const OPENS = new Date('2026-03-04T01:00:00Z')
const CLOSES = later(OPENS, 12 * HOUR)
t.setTimeout(120_000)

const ALL_DAYS = { every: 'week' as const, days: [3], times: [{ from: '09:00', to: '21:00' }] }

async function open(t: Test, { config = {}, coupon = {} }: { config?: object; coupon?: object } = {}) {
  const shop = await openShop(t, { plugins: [memberDay, coupons], at })
  const { admin } = shop.database
  const owner = await shop.owner()
  const made = await shop.console('POST', '/x/coupons/coupons', owner, {
    body: {
      title: '会员日券',
      kind: 'amount',
      amountFen: 100,
      thresholdFen: 0,
      scope: 'all',
      total: 100,
      perPerson: 1,
      claim: 'auto',
      auto: 'member-day',
      claimFrom: later(at, -DAY).toISOString(),
      claimUntil: later(at, 60 * DAY).toISOString(),
      validity: 'relative',
      validDays: 3,
      ...coupon,
    },
  })
  t.equal(made.status, 201, made.text)
  const day = (more: object = {}) =>
    shop.campaign({
      plugin: 'member-day',
      label: '周三会员日',
      config: { kind: 'minus', minusFen: 200, givesCoupon: true, ...config },
      recurrence: ALL_DAYS,
      audience: { kind: 'members' },
      ...more,
    })
  const held = async (who: TestCustomer) => {
    const [row] = await admin<{ n: number }[]>`
      select count(*)::int as n from coupons_held where customer_id = ${uuidOf(who.id)}`
    return row?.n
  }
  return {
    shop,
    day,
    held,
    give: () => shop.runJob('give-coupons', 'coupons'),
    registered: (who: TestCustomer, times = 1) =>
      shop.tell('customer.registered', { customerId: who.id }, times),
    move: async (instant: Date) => {
      shop.clock.set(instant)
      await shop.passEdges()
      await shop.deliver()
    },
    sound: async () => t.same(await brokenOf(admin), []),
  }
}

t.test('each Wednesday brings every member one coupon, at its first second and never again', async (t) => {
  const { shop, day, held, give, move, sound } = await open(t)
  const { id: campaignId } = await day()
  const [a, b, nobody] = [await shop.customer(), await shop.customer(), await shop.customer()]
  await shop.database.admin`update customers set verified_at = null where id = ${uuidOf(nobody.id)}`
  await move(later(OPENS, -1))
  await give()
  t.equal(await held(a), 0, 'not before')
  await move(OPENS)
  await give()
  t.same([await held(a), await held(b), await held(nobody)], [1, 1, 0])
  const round = {
    campaignId,
    plugin: 'member-day',
    round: '20260304T0900',
    startsAt: OPENS.toISOString(),
    endsAt: CLOSES.toISOString(),
  }
  await shop.tell('campaign.started', round, 3)
  await shop.deliver()
  await give()
  t.equal(await held(a), 1, 'told again')
  const sku = await shop.sku({ priceFen: 1000 })
  t.match(await shop.cart(sku).by(a).seen(700).place(), { placed: true }, 'the member price and the coupon')
  await move(later(OPENS, 7 * DAY))
  await give()
  t.same([await held(a), await held(b), await held(nobody)], [2, 2, 0], 'the next Wednesday')
  await sound()
})

t.test('who joins on the day has it at once, and only on the day', async (t) => {
  const { shop, day, held, give, move, registered, sound } = await open(t)
  await day()
  const before = await shop.customer()
  await registered(before)
  await shop.deliver()
  t.equal(await held(before), 0, 'the day has not begun')
  await move(OPENS)
  await give()
  const joined = await shop.customer()
  await registered(joined, 3)
  await shop.deliver()
  t.equal(await held(joined), 1)
  await move(CLOSES)
  const late = await shop.customer()
  await registered(late)
  await shop.deliver()
  t.equal(await held(late), 0, 'the day is over')
  await sound()
})

t.test('the whole shop joins while the coupons go out, told by two campaigns: one each', async (t) => {
  const { shop, day, held, give, move, registered, sound } = await open(t)
  await day()
  await day({ label: '限时折扣', audience: { kind: 'everyone' } })
  const people = await Promise.all(Array.from({ length: 30 }, () => shop.customer()))
  shop.clock.set(OPENS)
  await shop.passEdges()
  await Promise.all([
    shop.deliver(),
    give(),
    give(),
    ...people.map(async (who) => {
      await registered(who, 2)
    }),
  ])
  await shop.deliver()
  await give()
  await move(later(OPENS, HOUR))
  await give()
  t.same(new Set(await Promise.all(people.map(held))), new Set([1]))
  const [count] = await shop.database.admin`select taken::int as n from quotas where kind = 'coupons.issue'`
  t.equal(count?.['n'], 30, 'and no more counted')
  await sound()
})

t.test(
  'nothing is given by a day without coupons, nor by one that is over when it is told or worked on',
  async (t) => {
    const silent = await open(t, { config: { givesCoupon: false } })
    await silent.day()
    const someone = await silent.shop.customer()
    await silent.move(OPENS)
    await silent.give()
    t.equal(await silent.held(someone), 0)

    const outage = await open(t)
    await outage.day()
    const member = await outage.shop.customer()
    await outage.move(CLOSES)
    await outage.give()
    t.equal(await outage.held(member), 0, 'told after it was over')
    await outage.move(later(OPENS, 7 * DAY))
    outage.shop.clock.set(later(CLOSES, 7 * DAY))
    await outage.give()
    t.equal(await outage.held(member), 0, 'begun in time, but nobody worked until the day was over')
    await outage.sound()
  },
)

t.test('levels: who rises to it on the day has it then', async (t) => {
  const { shop, day, held, give, move } = await open(t)
  await day({ audience: { kind: 'level', rank: 2, name: 'VIP' } })
  await shop.database.admin`
    insert into customer_levels (tenant_id, level, rank, title, title_en) values
      (${uuidOf(shop.store.storeId)}, 'fan', 1, '粉丝', 'Fan'), (${uuidOf(shop.store.storeId)}, 'vip', 2, 'VIP', 'VIP')`
  const who = await shop.customer()
  await move(OPENS)
  await give()
  t.equal(await held(who), 0)
  await shop.database.admin`update customers set level = 'vip' where id = ${uuidOf(who.id)}`
  const change = { customerId: who.id, from: 'fan', to: 'vip', fromRank: 1, toRank: 2 }
  await shop.tell('customer.level_changed', change, 2)
  await shop.deliver()
  t.equal(await held(who), 1)
})

t.test(
  'what a person had had stands on the order: it replays to the bit, and by the rules of today',
  async (t) => {
    const { shop, day, move } = await open(t, {
      config: { limit: 'normal', limitUnits: 2, givesCoupon: false },
    })
    await day()
    const { id: customerId } = await shop.customer()
    const sku = await shop.sku({ priceFen: 1000 })
    await move(OPENS)
    for (const quantity of [1, 3, 2])
      t.match(await shop.cart([sku, quantity]).by({ id: customerId }).place(), { placed: true })
    const replayed = await checkout.replayRules(shop.place, await shop.snapshot(), {
      at: OPENS,
      limit: 10,
    })
    t.match(replayed, { same: 3, different: [], skipped: 0 })
    const ids = await shop.database.admin<{ id: string; fen: number }[]>`
    select id, payable_fen::int as fen from orders order by fen`
    t.same(
      ids.map(({ fen }) => fen),
      [800, 2000, 800 + 2000],
    )
    for (const { id } of ids)
      t.match(
        await checkout.replayOrder(shop.db, { storeId: shop.store.storeId, orderId: idOf('ord', id) }),
        { replayed: true, isSame: true },
      )
  },
)
