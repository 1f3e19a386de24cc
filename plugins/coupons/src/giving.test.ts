import { DAY, later, uuidOf } from '@mamapu/kernel'
import { openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { birthdaysOn } from './give/birthday.rules.js'
import coupons from './index.js'

const at = new Date('2026-03-08T02:00:00Z')
t.setTimeout(120_000)

const API = '/api/store/v1/x/coupons'
const sound = {
  title: '满五十减十',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 5000,
  scope: 'all',
  total: 1000,
  perPerson: 1,
  claim: 'give',
  claimFrom: later(at, -DAY).toISOString(),
  claimUntil: later(at, 400 * DAY).toISOString(),
  validity: 'relative',
  validDays: 10,
}

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [coupons], at })
  const owner = await shop.owner()
  const make = async (change: object = {}) => {
    const made = await shop.console('POST', '/x/coupons/coupons', owner, { body: { ...sound, ...change } })
    t.equal(made.status, 201, made.text)
    return String(made.json['id'])
  }
  const give = (id: string, body: object) =>
    shop.console('POST', `/x/coupons/coupons/${id}/givings`, owner, { body: { tells: true, ...body } })
  const givings = async () => (await shop.console('GET', '/x/coupons/givings', owner)).json['items']
  const holders = async () => {
    const rows = await shop.database.admin<{ id: string; n: number }[]>`
      select customer_id as id, count(*)::int as n from coupons_held group by 1 order by 1`
    return new Map(rows.map(({ id, n }) => [`cus_${id.replaceAll('-', '')}`, n]))
  }
  const messages = async () =>
    (
      await shop.database.admin<{ template: string; text: string }[]>`
        select template, text from messages where channel = 'inbox' order by created_at, id`
    ).map((row) => ({ ...row }))
  const set = (
    customer: TestCustomer,
    column: 'orders_paid' | 'level' | 'birthday' | 'verified_at',
    value: unknown,
  ) =>
    shop.database
      .admin`update customers set ${shop.database.admin({ [column]: value } as never)} where id = ${uuidOf(customer.id)}`
  /** Coupons are told by text too: these have phones, and one of them asked for offers. */
  const outside = async (people: readonly TestCustomer[], asked: TestCustomer) => {
    const { settings, version } = (await shop.console('GET', '/messages/setup', owner)).json as {
      settings: object
      version: number
    }
    const saved = await shop.console('PUT', '/messages/setup', owner, {
      body: {
        version,
        settings: {
          ...settings,
          providers: { sms: 'sandbox', email: '', wechat: '' },
          events: { 'coupons.given': ['sms'] },
        },
      },
    })
    t.equal(saved.status, 204, saved.text)
    const { admin } = shop.database
    for (const { id } of people)
      await admin`update customers set phone_sealed = ${Buffer.alloc(30)} where id = ${uuidOf(id)}`
    await admin`insert into message_contacts (tenant_id, customer_id, channel, wants_offers)
                values (${uuidOf(shop.store.storeId)}, ${uuidOf(asked.id)}, 'sms', true)`
  }
  return { shop, owner, make, give, givings, holders, messages, set, outside }
}

t.test(
  'a segment is given to once each, in pieces, told by message; told again gives nothing twice',
  async (t) => {
    const { shop, make, give, givings, holders, messages, outside } = await open(t)
    const people = await Promise.all(Array.from({ length: 12 }, () => shop.customer()))
    await shop.database.admin`
    insert into customers (tenant_id, id, verified_at, created_at)
    select ${uuidOf(shop.store.storeId)}, gen_random_uuid(), ${at}, ${at} from generate_series(1, 420)`
    await outside(people.slice(0, 3), people[1] as TestCustomer)
    const id = await make({ perPerson: 2 })
    t.match(await give(id, { who: 'everyone' }), { status: 201 })
    t.match(await givings(), [{ who: 'everyone', given: 0, state: 'running' }])
    await shop.runJob('give-coupons')
    await shop.runJob('give-coupons')
    t.match(await givings(), [{ given: 432, skipped: 0, state: 'done' }])
    const held = await holders()
    t.equal(held.size, 432)
    t.ok([...held.values()].every((count) => count === 1))
    t.ok(people.every(({ id }) => held.has(id)))
    const told = await messages()
    t.equal(told.length, 432)
    t.match(told[0], {
      template: 'coupons.given',
      text: '送你一张优惠券：满五十减十 ¥10，2026-03-18 前可用。',
    })
    const sent = await shop.database.admin<{ said: string }[]>`
      select category || ' ' || state || ' ' || reason as said from message_sends order by 1`
    t.same(
      sent.map(({ said }) => said),
      ['marketing queued ', 'marketing skipped no_consent', 'marketing skipped no_consent'],
      'outside the inbox a coupon is an offer: it goes to who asked for offers',
    )
    const [taken] = await shop.database.admin`select taken::int as n from quotas where kind = 'coupons.issue'`
    t.equal(taken?.['n'], 432)
  },
)

t.test('who is at the limit is passed over, and the giving ends when the coupons do', async (t) => {
  const { shop, make, give, givings, holders } = await open(t)
  const people = await Promise.all(Array.from({ length: 9 }, () => shop.customer()))
  const id = await make({ claim: 'shop', total: 5 })
  const [first] = people
  t.match(await shop.shop('POST', `${API}/coupons/${id}/claim`, first as TestCustomer), { status: 201 })
  await give(id, { who: 'members', tells: false })
  await shop.runJob('give-coupons')
  t.match(await givings(), [{ given: 4, skipped: 5, state: 'short' }])
  t.equal((await holders()).size, 5)
  const [person] = await shop.database
    .admin`select sum(taken)::int as n from quotas where kind = 'coupons.person'`
  t.equal(person?.['n'], 5, 'who got none has none counted')
})

t.test('chosen customers, customers who never bought, a level and above, a tag', async (t) => {
  const { shop, make, give, holders, set } = await open(t)
  const [a, b, c] = (await Promise.all([shop.customer(), shop.customer(), shop.customer()])) as [
    TestCustomer,
    TestCustomer,
    TestCustomer,
  ]
  await shop.database.admin`
    insert into customer_levels (tenant_id, level, rank, title, title_en) values
      (${uuidOf(shop.store.storeId)}, 'fan', 1, '粉丝', 'Fan'), (${uuidOf(shop.store.storeId)}, 'vip', 3, '贵宾', 'VIP')`
  await shop.database.admin`
    insert into customer_tags (tenant_id, customer_id, tag, actor, at)
    values (${uuidOf(shop.store.storeId)}, ${uuidOf(c.id)}, '双胞胎', 'test', ${at})`
  await set(a, 'orders_paid', 3)
  await set(b, 'level', 'vip')
  await set(c, 'level', 'fan')
  const to = async (body: object) => {
    await shop.database.admin`delete from coupons_held`
    const id = await make()
    t.match(await give(id, body), { status: 201 })
    await shop.runJob('give-coupons')
    return [...(await holders()).keys()].sort()
  }
  t.same(await to({ who: 'chosen', customers: `${a.id},${c.id}\n${a.id}` }), [a.id, c.id].sort())
  t.same(await to({ who: 'new' }), [b.id, c.id].sort())
  t.same(await to({ who: 'level', level: 2 }), [b.id])
  t.same(await to({ who: 'tag', tag: '双胞胎' }), [c.id])
  const id = await make()
  t.match(await give(id, { who: 'chosen', customers: 'everybody' }), { json: { code: 'COUPONS_NOBODY' } })
  t.match(await give(id, { who: 'chosen' }), { json: { code: 'COUPONS_NOBODY' } })
  t.match(await give(id, { who: 'tag' }), { json: { code: 'COUPONS_NOBODY' } })
})

t.test(
  'while it goes on, shoppers claim the same coupon: never more than there are, nobody waits for ever',
  async (t) => {
    const { shop, make, give, holders } = await open(t)
    const people = await Promise.all(Array.from({ length: 60 }, () => shop.customer()))
    const id = await make({ claim: 'shop', total: 40, budgetFen: 30_000 })
    await give(id, { who: 'everyone', tells: false })
    await Promise.all([
      shop.runJob('give-coupons'),
      ...people.map((person) => shop.shop('POST', `${API}/coupons/${id}/claim`, person)),
    ])
    const held = await holders()
    t.equal(held.size, 30, 'the budget is worth thirty')
    t.ok([...held.values()].every((count) => count === 1))
    const [budget] = await shop.database
      .admin`select taken::int as n from quotas where kind = 'coupons.budget'`
    t.equal(budget?.['n'], 30_000)
  },
)

t.test('a new customer, an order over an amount: each once, back with a whole refund', async (t) => {
  const { shop, make, holders, messages } = await open(t)
  const auto = (kind: string, more: object = {}) =>
    make({ claim: 'auto', auto: kind, perPerson: 9, title: kind, ...more })
  await auto('registered')
  await auto('paid', { autoFromFen: 5000 })
  await auto('registered', {
    claimUntil: later(at, -1).toISOString(),
    claimFrom: later(at, -2).toISOString(),
  })
  const person = await shop.customer()
  await shop.tell('customer.registered', { customerId: person.id }, 2)
  t.equal((await holders()).get(person.id), 1)
  const orderId = `ord_${'1'.repeat(32)}` as const
  const later2 = `ord_${'2'.repeat(32)}` as const
  const paid = (id: typeof orderId | typeof later2, paidFen: number) =>
    shop.tell(
      'order.paid',
      { orderId: id, customerId: person.id, payableFen: paidFen, paidFen, lines: [] } as never,
      2,
    )
  await paid(orderId, 4999)
  t.equal((await holders()).get(person.id), 1, 'too little, and no order in the books')
  await paid(later2, 5000)
  t.equal((await holders()).get(person.id), 2)
  t.same(
    (await messages()).map(({ template }) => template),
    ['coupons.given', 'coupons.given'],
  )
  await shop.tell('order.refunded', {
    orderId: later2,
    customerId: person.id,
    refundId: `ref_${'1'.repeat(32)}`,
    amountFen: 5000,
    shippingFen: 0,
    lines: [],
    isWhole: true,
  } as never)
  const { json } = await shop.shop('GET', `${API}/mine?state=recalled`, person)
  t.match(json, { items: [{ title: 'paid' }] }, 'what the order brought goes with it')
  await shop.switchTo(false)
  await paid(`ord_${'3'.repeat(32)}` as never, 9000)
  await shop.switchTo(true)
  t.equal((await holders()).get(person.id), 2, 'off, nothing new is given')
})

t.test('a rise to the level gives once for each level, a fall nothing', async (t) => {
  const { shop, make, holders } = await open(t)
  await make({ claim: 'auto', auto: 'level', autoLevel: 3, perPerson: 9 })
  const person = await shop.customer()
  const change = (fromRank: number, toRank: number) =>
    shop.tell('customer.level_changed', { customerId: person.id, from: '', to: '', fromRank, toRank }, 2)
  await change(1, 2)
  t.equal((await holders()).size, 0)
  await change(2, 4)
  await change(4, 1)
  await change(1, 4)
  t.equal((await holders()).get(person.id), 1)
  await change(1, 3)
  t.equal((await holders()).get(person.id), 1, 'reached on the way or at the end: once')
})

t.test('every rise: not the level everybody begins with', async (t) => {
  const { shop, make, holders } = await open(t)
  await make({ claim: 'auto', auto: 'level', perPerson: 9 })
  const person = await shop.customer()
  const change = (fromRank: number, toRank: number) =>
    shop.tell('customer.level_changed', { customerId: person.id, from: '', to: '', fromRank, toRank })
  await change(0, 1)
  t.equal((await holders()).size, 0)
  await change(1, 2)
  await change(2, 3)
  t.equal((await holders()).get(person.id), 2)
})

t.test('birthdays: on the day of the shop, once a year, in leap years and others', async (t) => {
  const { shop, make, holders, set } = await open(t)
  await make({ claim: 'auto', auto: 'birthday' })
  const [today, other] = [await shop.customer(), await shop.customer()]
  await set(today, 'birthday', 308)
  await set(other, 'birthday', 309)
  const run = async () => {
    await shop.runJob('start-birthdays')
    await shop.runJob('give-coupons')
  }
  await run()
  await run()
  t.same([...(await holders())], [[today.id, 1]])
  await set(today, 'birthday', 309)
  shop.clock.set(later(at, DAY))
  await run()
  t.same((await holders()).get(today.id), 1, 'moving the birthday brings no second one')
  t.same((await holders()).get(other.id), 1)
  shop.clock.set(new Date('2027-03-09T02:00:00Z'))
  await run()
  t.same((await holders()).get(today.id), 2)
  t.same(birthdaysOn('2026-02-28' as never), [228, 229])
  t.same(birthdaysOn('2028-02-28' as never), [228])
  t.same(birthdaysOn('2028-02-29' as never), [229])
})

t.test('before the end each is told once; who used or lost it is not', async (t) => {
  const { shop, make, give, messages } = await open(t)
  const [one] = [await shop.customer()]
  const id = await make()
  await give(id, { who: 'chosen', customers: one.id, tells: false })
  await shop.runJob('give-coupons')
  await shop.runJob('remind-expiring')
  t.same(await messages(), [])
  shop.clock.set(later(at, 7 * DAY))
  await shop.runJob('remind-expiring')
  await shop.runJob('remind-expiring')
  t.match(await messages(), [
    { template: 'coupons.expiring', text: '你的优惠券「满五十减十 ¥10」将于 2026-03-18 到期，记得使用。' },
  ])
})
