import { DAY, later } from '@mamapu/kernel'
import { openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import coupons from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

const API = '/api/store/v1/x/coupons'
const sound = {
  title: '满五十减十',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 5000,
  scope: 'all',
  total: 100,
  budgetFen: 100_000,
  perPerson: 1,
  claim: 'shop',
  claimFrom: at.toISOString(),
  claimUntil: later(at, 30 * DAY).toISOString(),
  validity: 'relative',
  validDays: 3,
}
const settings = { returnOnRefund: true, graceDays: 0, noticeDays: 3, giftHours: 24, stripMax: 4 }

async function open(t: Test, change: Partial<typeof settings> = {}) {
  const shop = await openShop(t, { plugins: [coupons], at })
  const owner = await shop.owner()
  const body = { settings: { ...settings, ...change }, version: 1 }
  t.match(await shop.console('PUT', '/plugins/coupons/settings', owner, { body }), { status: 200 })
  const made = await shop.console('POST', '/x/coupons/coupons', owner, { body: sound })
  const id = String(made.json['id'])
  const sku = await shop.sku({ priceFen: 6000, stock: 1000 })
  await shop.snapshot()
  const holder = async () => {
    const person = await shop.customer()
    t.match(await shop.shop('POST', `${API}/coupons/${id}/claim`, person), { status: 201 })
    return person
  }
  const order = async (person: TestCustomer) => {
    await shop.snapshot()
    const result = await shop.cart(sku).by(person).place()
    if (!result.placed) throw new Error(JSON.stringify(result))
    return result.orderId
  }
  const mine = async (person: TestCustomer) => {
    const { json } = await shop.shop('GET', `${API}/mine`, person)
    return (json['items'] as { state: string; validUntil: string }[]).map(({ state, validUntil }) => ({
      state,
      days: (new Date(validUntil).getTime() - at.getTime()) / DAY,
    }))
  }
  const act = (what: string) => shop.console('POST', `/x/coupons/coupons/${id}/${what}`, owner)
  const counters = async () => {
    const rows = await shop.database.admin<{ kind: string; taken: number }[]>`
      select kind, sum(taken)::int as taken from quotas where kind like 'coupons.%' and taken > 0 group by kind order by kind`
    return Object.fromEntries(rows.map(({ kind, taken }) => [kind.slice('coupons.'.length), taken]))
  }
  /** Another coupon. */
  const make = async (change: object) => {
    const { status, text, json } = await shop.console('POST', '/x/coupons/coupons', owner, {
      body: { ...sound, perPerson: 9, ...change },
    })
    t.equal(status, 201, text)
    return String(json['id'])
  }
  return { shop, owner, id, holder, order, mine, act, counters, make }
}

t.test('the first order brings its coupon, the second none', async (t) => {
  const { shop, make, order, mine } = await open(t)
  await make({ claim: 'auto', auto: 'first-order', thresholdFen: 90_000 })
  const person = await shop.customer()
  const first = await order(person)
  const second = await order(person)
  await shop.deliver()
  t.same(await mine(person), [], 'nothing before it is paid')
  await shop.pay(first)
  await shop.deliver()
  t.equal((await mine(person)).length, 1)
  shop.clock.advance(1)
  await shop.pay(second)
  await shop.pay(await order(person))
  await shop.deliver()
  t.equal((await mine(person)).length, 1)
  t.equal((await mine(await shop.customer())).length, 0)
})

t.test(
  'what an order brought goes with its whole refund, also out of another order that held it',
  async (t) => {
    const { shop, make, order, mine, counters } = await open(t)
    await make({ claim: 'auto', auto: 'paid', autoFromFen: 0 })
    const person = await shop.customer()
    const states = async () => (await mine(person)).map(({ state }) => state)
    const brings = await order(person)
    await shop.pay(brings)
    await shop.deliver()
    t.same(await states(), ['usable'])
    const holds = await order(person)
    t.same(await states(), ['frozen'])
    await shop.refund(brings)
    await shop.deliver()
    t.same(await states(), ['frozen'], 'an order that waits for its money keeps its price')
    await shop.cancel(holds)
    await shop.deliver()
    t.same(await states(), ['recalled'])
    t.match(await counters(), { issue: undefined, budget: undefined })
  },
)

t.test('a refund that is told before the payment leaves nothing to give', async (t) => {
  const { shop, make, order, mine } = await open(t)
  await make({ claim: 'auto', auto: 'paid', autoFromFen: 0 })
  await make({ claim: 'auto', auto: 'first-order' })
  const person = await shop.customer()
  const paid = await order(person)
  await shop.pay(paid)
  await shop.refund(paid)
  // As if the refund had been handled already, and the payment comes late.
  await shop.database.admin`update outbox set state = 'done' where name = 'order.refunded'`
  await shop.deliver()
  t.same(await mine(person), [])
})

t.test('what an order gives back late is good for some days more, once in its life', async (t) => {
  const { shop, holder, order, mine } = await open(t, { graceDays: 2 })
  const person = await holder()
  const { clock } = shop
  const first = await order(person)
  await shop.cancel(first)
  await shop.deliver()
  t.same(await mine(person), [{ state: 'usable', days: 3 }], 'early enough, it keeps its own time')
  clock.set(later(at, 3 * DAY - 1))
  const second = await order(person)
  clock.set(later(at, 4 * DAY))
  await shop.cancel(second)
  await shop.deliver()
  t.same(await mine(person), [{ state: 'usable', days: 6 }])
  clock.set(later(at, 6 * DAY - 1))
  const third = await order(person)
  await shop.cancel(third)
  await shop.deliver()
  t.same(await mine(person), [{ state: 'usable', days: 6 }], 'ordering and cancelling makes nothing immortal')
})

t.test(
  'recall takes what is unused; used ones stay, and those in unpaid orders go when they come back',
  async (t) => {
    const { shop, owner, holder, order, mine, act, counters } = await open(t)
    const [unused, used, freed, paysLater] = [await holder(), await holder(), await holder(), await holder()]
    const paid = await order(used)
    await shop.pay(paid)
    const open1 = await order(freed)
    const open2 = await order(paysLater)
    await shop.deliver()
    t.match(await act('recall'), { status: 409, json: { code: 'COUPONS_STOP_FIRST' } }, 'two separate acts')
    await act('stop')
    t.same((await mine(unused))[0]?.state, 'usable', 'stopping leaves held coupons good')
    await act('recall')
    await shop.runJob('recall-unused')
    const states = async () =>
      (await Promise.all([unused, used, freed, paysLater].map(mine))).map(([held]) => held?.state)
    t.same(await states(), ['recalled', 'used', 'frozen', 'frozen'])
    t.match(await counters(), { issue: 3, budget: 3000, use: 4 })
    await shop.cancel(open1)
    await shop.pay(open2)
    await shop.deliver()
    t.same(await states(), ['recalled', 'used', 'recalled', 'used'])
    t.match(await counters(), { issue: 2, budget: 2000 })
    const plain = await order(unused)
    const [row] = await shop.database
      .admin`select payable_fen::int as n from orders where id = ${plain.slice(4)}`
    t.equal(row?.['n'], 6000, 'a recalled coupon takes nothing off')
    await act('resume')
    const later1 = await holder()
    await shop.runJob('recall-unused')
    t.same((await mine(later1))[0]?.state, 'usable', 'what is claimed afterwards is not touched')
    t.match((await shop.console('GET', '/x/coupons/coupons', owner)).json, { items: [{ state: 'open' }] })
  },
)

t.test('recalled and used at the same instant: one of the two, never both', async (t) => {
  const { shop, holder, act, mine } = await open(t)
  const people = await Promise.all(Array.from({ length: 12 }, holder))
  const sku = await shop.sku({ priceFen: 6000, stock: 1000 })
  await act('stop')
  await act('recall')
  await shop.snapshot()
  const [, ...orders] = await Promise.all([
    shop.runJob('recall-unused'),
    ...people.map((person) => shop.cart(sku).by(person).seen(5000).place()),
  ])
  await shop.runJob('recall-unused')
  for (const [index, person] of people.entries()) {
    const placed = orders[index]?.placed === true
    t.same((await mine(person))[0]?.state, placed ? 'frozen' : 'recalled')
  }
})

t.test('the report counts orders and sales without what was refunded, by coupon and by day', async (t) => {
  const { shop, owner, holder, order } = await open(t)
  const [one, two, three] = [await holder(), await holder(), await holder()]
  for (const person of [one, two]) await shop.pay(await order(person))
  const back = await order(three)
  await shop.pay(back)
  await shop.deliver()
  await shop.refund(back)
  await shop.deliver()
  const { json } = await shop.console('GET', '/x/coupons/report', owner)
  t.match(json, {
    items: [
      {
        issued: 3,
        used: 2,
        orders: 2,
        salesFen: 10_000,
        discountFen: 2000,
        recalled: 0,
        budgetFen: 3000,
        taken: 3,
      },
    ],
  })
  const days = (await shop.console('GET', '/x/coupons/days', owner)).json['points'] as {
    day: string
    used: number
  }[]
  t.equal(days.length, 30)
  t.match(days.at(-1), { day: '2026-03-04', used: 2, salesFen: 10_000, discountFen: 2000 })
  t.match((await shop.console('GET', '/x/coupons/figures', owner)).json, {
    issued: 3,
    used: 2,
    salesFen: 10_000,
  })
})

t.test('two coupons on one order: what it brought counts once in all together', async (t) => {
  const { shop, owner, make, order } = await open(t)
  const [one, two] = [
    await make({ several: true, thresholdFen: 0 }),
    await make({ several: true, thresholdFen: 0, amountFen: 500 }),
  ]
  const person = await shop.customer()
  for (const id of [one, two])
    t.match(await shop.shop('POST', `${API}/coupons/${id}/claim`, person), { status: 201 })
  await shop.pay(await order(person))
  await shop.deliver()
  const sums = { used: 2, salesFen: 4500, discountFen: 1500 }
  t.match((await shop.console('GET', '/x/coupons/figures', owner)).json, { issued: 2, ...sums })
  const { points } = (await shop.console('GET', '/x/coupons/days', owner)).json as { points: object[] }
  t.match(points.at(-1), sums)
  const { items } = (await shop.console('GET', '/x/coupons/report', owner)).json as {
    items: { salesFen: number; discountFen: number }[]
  }
  t.same(items.map(({ salesFen, discountFen }) => [salesFen, discountFen]).sort(), [
    [0, 0],
    [4500, 1000],
    [4500, 500],
  ])
})

t.test(
  'the calendar shows when coupons are given out, each by its dates, and only while they are on',
  async (t) => {
    const { shop, owner } = await open(t)
    const late = {
      ...sound,
      title: '年货券',
      claimFrom: later(at, 40 * DAY).toISOString(),
      claimUntil: later(at, 50 * DAY).toISOString(),
    }
    t.match(await shop.console('POST', '/x/coupons/coupons', owner, { body: late }), { status: 201 })
    const windows = async (from: number, until: number) => {
      const span = `from=${later(at, from * DAY).toISOString()}&until=${later(at, until * DAY).toISOString()}`
      const { json } = await shop.console('GET', `/calendar-windows?${span}`, owner)
      return json['items'] as Record<string, string>[]
    }
    t.match(await windows(0, 60), [
      { plugin: 'coupons', title: '发券', state: 'running', startsAt: at.toISOString() },
      { plugin: 'coupons', label: '年货券', state: 'scheduled', startsAt: late.claimFrom },
    ])
    t.same(
      (await windows(30, 40)).map(({ label }) => label),
      [],
      'neither is given out then',
    )
    t.same(
      (await windows(49, 90)).map(({ label }) => label),
      ['年货券'],
    )
    await shop.switchTo(false)
    t.same(await windows(0, 60), [])
  },
)
