import { DAY, HOUR, later, MINUTE, uuidOf } from '@mamapu/kernel'
import {
  addTestSku,
  type BuyOptions,
  buy,
  openShop,
  phoneHash,
  TEST_CONTACT,
  type TestCustomer,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'

// A Wednesday, ten in the morning in Shanghai; member day is from 09:00 to 21:00.
const at = new Date('2026-03-04T02:00:00Z')
const OPENS = later(at, -HOUR)
const CLOSES = later(at, 11 * HOUR)
t.setTimeout(120_000)

/** A shop whose members pay 800 instead of 1000 every Wednesday. */
async function open(t: Test, config: object = {}, more: object = {}) {
  const shop = await openShop(t, { plugins: [plugin], at: later(at, -2 * DAY) })
  const sku = await addTestSku(shop.db, shop.store.storeId, later(at, -2 * DAY), { priceFen: 1000 })
  const campaign = await shop.campaign({
    plugin: 'member-day',
    label: '周三会员日',
    config: { kind: 'minus', minusFen: 200, ...config },
    recurrence: { every: 'week', days: [3], times: [{ from: '09:00', to: '21:00' }] },
    announceMinutes: 24 * 60,
    audience: { kind: 'members' },
    ...more,
  })
  const owner = await shop.owner()
  const pays = async (options: BuyOptions, seenTotalFen: number) =>
    (await buy(shop, shop.store, sku.skuId, { ...options, seenTotalFen })).placed
  const subject = (unitFen: number) =>
    ({
      product: {
        id: sku.productId,
        path: '/p/onesie',
        categoryIds: [],
        tags: [],
        skus: [{ id: sku.skuId, everydayFen: 1000, unitFen }],
      },
    }) as never
  return {
    shop,
    sku,
    clock: shop.clock,
    buy: (options?: BuyOptions) => buy(shop, shop.store, sku.skuId, options),
    pays,
    member: async (): Promise<TestCustomer> => shop.customer(),
    band: async (unitFen = 1000) => (await shop.slot('product.campaign', subject(unitFen))).parts[0]?.data,
    date: (body: object) => shop.console('POST', `/campaigns/${campaign.id}/dates`, owner, { body }),
    sound: async () => t.same(await shop.broken(), []),
  }
}

t.test('every Wednesday from its first second to its last, for members', async (t) => {
  const { clock, member, pays, sound } = await open(t)
  const { id: customerId } = await member()
  for (const [instant, fen] of [
    [later(OPENS, -1), 1000],
    [OPENS, 800],
    [later(CLOSES, -1), 800],
    [CLOSES, 1000],
    [later(OPENS, 7 * DAY), 800],
    [later(OPENS, 6 * DAY), 1000],
  ] as const) {
    clock.set(instant)
    t.equal(await pays({ customerId }, fen), true, `${instant.toISOString()} ${fen}`)
    t.equal(await pays({ customerId }, 1800 - fen), false)
    t.equal(await pays({}, 1000), true, 'guests pay the everyday price')
  }
  await sound()
})

t.test('a day is left out, another is held instead, and one is added', async (t) => {
  const { clock, member, pays, date } = await open(t)
  const { id: customerId } = await member()
  t.match(await date({ date: '2026-03-04', act: 'skip' }), { status: 200 })
  t.match(await date({ date: '2026-03-11', act: 'move', to: '2026-03-12' }), { status: 200 })
  t.match(await date({ date: '2026-03-08', act: 'add' }), { status: 200 })
  const dayOf = async (days: number) => {
    clock.set(later(at, days * DAY))
    return (await pays({ customerId }, 800)) ? 'member' : 'everyday'
  }
  const found = []
  for (const days of [0, 4, 7, 8, 14]) found.push(await dayOf(days))
  t.same(found, ['everyday', 'member', 'everyday', 'member', 'member'])
})

t.test('who is no member sees the price of members when it is on', async (t) => {
  const { clock, band } = await open(t)
  clock.set(later(OPENS, -25 * HOUR))
  t.equal(await band(), undefined)
  clock.set(later(OPENS, -HOUR))
  // Announced for members alone; others learn of it when it is on.
  clock.set(at)
  t.match(await band(), { state: 'others', priceFen: 800, who: '会员专享', joins: true, path: '/p/onesie' })
  t.equal(await band(600), undefined, 'a better price is shown already')
})

t.test('nobody is asked to join where joining does not bring the price', async (t) => {
  for (const [audience, who] of [
    [{ kind: 'tag', tag: '老客' }, '部分顾客专享'],
    [{ kind: 'level', rank: 2, name: 'VIP' }, 'VIP及以上专享'],
  ] as const) {
    const { clock, band } = await open(t, {}, { audience })
    clock.set(at)
    t.match(await band(), { state: 'others', priceFen: 800, who, joins: false })
  }
})

t.test(
  'a hard limit is one person’s, whoever they are signed in as; it comes back with a refund',
  async (t) => {
    const { shop, clock, buy, member, sound } = await open(t, { limit: 'hard', limitUnits: 2 })
    clock.set(at)
    const { id: customerId } = await member()
    const first = await buy({ customerId, quantity: 2 })
    t.match(first, { placed: true })
    t.match(await buy({ customerId }), { placed: false })
    t.match(await buy({ customerId: (await member()).id, quantity: 3 }), {
      placed: false,
      code: 'MECHANIC_REFUSED',
      data: { code: 'MEMBER_DAY_LIMIT' },
    })
    t.match(await buy({ customerId: (await member()).id, quantity: 2 }), { placed: true }, 'another person')
    if (!first.placed) return
    await shop.pay(first.orderId)
    await shop.switchTo(false)
    await shop.snapshot()
    await shop.refund(first.orderId)
    await shop.switchTo(true)
    await shop.snapshot()
    t.match(await buy({ customerId, quantity: 2 }), { placed: true }, 'settled while it was off')
    clock.set(later(at, 7 * DAY))
    t.match(await buy({ customerId, quantity: 2 }), { placed: true }, 'next Wednesday counts anew')
    await sound()
  },
)

t.test(
  'further units at the everyday price: counted per person and day over any number of orders',
  async (t) => {
    const { shop, clock, buy, pays, member, sound } = await open(t, { limit: 'normal', limitUnits: 2 })
    clock.set(at)
    const { id: customerId } = await member()
    const first = await buy({ customerId, quantity: 1, seenTotalFen: 800 })
    t.match(first, { placed: true })
    t.equal(await pays({ customerId, quantity: 3 }, 2400), false, 'not three more at the member price')
    const second = await buy({ customerId, quantity: 3, seenTotalFen: 800 + 2 * 1000 })
    t.match(second, { placed: true }, 'one is left')
    t.equal(await pays({ customerId, quantity: 2 }, 2000), true, 'none is left')
    t.equal(
      await pays({ customerId: (await member()).id, quantity: 3 }, 2 * 800 + 1000),
      true,
      'another person',
    )
    if (!first.placed || !second.placed) return
    await shop.cancel(first.orderId)
    t.equal(await pays({ customerId, quantity: 2 }, 800 + 1000), true, 'the cancelled one is left again')
    await shop.pay(second.orderId)
    await shop.refund(second.orderId, 2)
    t.equal(await pays({ customerId }, 1000), true, 'the one kept of three is the one at the member price')
    await shop.refund(second.orderId)
    t.equal(await pays({ customerId, quantity: 2 }, 800 + 1000), true, 'all of it came back')
    clock.set(later(at, 7 * DAY))
    t.equal(await pays({ customerId, quantity: 3 }, 2 * 800 + 1000), true, 'next Wednesday counts anew')
    await sound()
  },
)

t.test('as a guest with a code, signed in, twice in one basket: one person, one count', async (t) => {
  const { shop, sku, clock, pays, sound } = await open(
    t,
    { limit: 'normal', limitUnits: 2 },
    { audience: { kind: 'everyone' } },
  )
  clock.set(at)
  const guest = await shop.cart(sku).seen(800).place()
  t.match(guest, { placed: false, code: 'PHONE_CODE_REQUIRED' })
  const verifiedPhoneHash = await phoneHash(shop, shop.store, TEST_CONTACT.phone)
  const twice = await buy(shop, shop.store, [sku.skuId, sku.skuId], {
    verifiedPhoneHash,
    quantity: 2,
    seenTotalFen: 2 * 800 + 2 * 1000,
  })
  t.match(twice, { placed: true }, 'both lines share what one person has')
  t.equal(await pays({ verifiedPhoneHash }, 800), false)
  t.equal(await pays({ verifiedPhoneHash }, 1000), true)
  const { id: customerId } = await shop.customer()
  await shop.database.admin`
    update customers set phone_hash = ${Buffer.from(verifiedPhoneHash, 'hex')} where id = ${uuidOf(customerId)}`
  t.equal(await pays({ customerId }, 1000), true, 'the account of that phone')
  if (twice.placed) await shop.cancel(twice.orderId)
  t.equal(await pays({ customerId, quantity: 3 }, 2 * 800 + 1000), true, 'given back to the person')
  await sound()
})

t.test('twenty orders of one person at once: exactly so many units at the member price', async (t) => {
  const { shop, clock, buy, member, pays, sound } = await open(t, { limit: 'normal', limitUnits: 3 })
  clock.set(at)
  const { id: customerId } = await member()
  const results = await Promise.all(
    Array.from({ length: 20 }, () => buy({ customerId, quantity: 2, seenTotalFen: 1600 })),
  )
  t.equal(results.filter(({ placed }) => placed).length, 1)
  const refusals = results.flatMap((one) => (one.placed ? [] : [one]))
  t.ok(
    refusals.every(({ code, data }) => code === 'TOTAL_CHANGED' && data['payableFen'] === 1800),
    'each hears what the order costs now',
  )
  const again = await Promise.all(
    Array.from({ length: 5 }, () => buy({ customerId, quantity: 2, seenTotalFen: 1800 })),
  )
  t.equal(again.filter(({ placed }) => placed).length, 1)
  t.equal(await pays({ customerId, quantity: 2 }, 2000), true)
  const [counter] = await shop.database
    .admin`select taken::int, limit_units::int as limit from quotas where kind = 'member-day.person'`
  t.match(counter, { taken: 3, limit: 3 })
  await sound()
})

t.test('double points are promised with the order, for members alone', async (t) => {
  const { shop, clock, buy, member } = await open(t, { pointsBps: 20_000 })
  clock.set(at)
  t.match(await buy(), { placed: true })
  t.match(await buy({ customerId: (await member()).id }), { placed: true })
  const rows = await shop.database
    .admin`select decision->'earns' as earns from orders order by customer_id nulls first`
  t.same(
    rows.map(({ earns }) => earns ?? null),
    [null, [20_000]],
  )
})

t.test('the page of the days and the console’s list', async (t) => {
  const { shop, clock } = await open(t)
  await shop.campaign({
    plugin: 'member-day',
    label: '逢八',
    config: { kind: 'minus', minusFen: 100 },
    recurrence: { every: 'month', days: [8], times: [{ from: '00:00', to: '24:00' }] },
  })
  await shop.campaign({
    plugin: 'member-day',
    label: '限时',
    config: { kind: 'minus', minusFen: 100 },
    startsAt: later(at, -HOUR),
    endsAt: later(at, DAY),
  })
  clock.set(later(at, MINUTE))
  const owner = await shop.owner()
  const page = await shop.page('days', null)
  const shown = (page.found ? (page.data as { campaigns: object[] }).campaigns : []) as {
    label: string
    days: object[]
  }[]
  const of = (label: string) => shown.find((one) => one.label === label)
  const [wednesdays, window, eighths] = [of('周三会员日'), of('限时'), of('逢八')]
  t.match(wednesdays, { label: '周三会员日', isRunning: true, who: '会员专享' })
  t.match(wednesdays?.days[1], {
    startsAt: later(OPENS, 7 * DAY).toISOString(),
    hours: '09:00–21:00',
    endsAt: '',
  })
  t.match(window, { label: '限时', days: [{ hours: '', endsAt: later(at, DAY).toISOString() }] })
  t.match(eighths, {
    label: '逢八',
    who: '所有人',
    isRunning: false,
    days: [{ hours: '', endsAt: '' }, {}],
  })
  const days = await shop.console('GET', '/x/member-day/days', owner)
  const items = (days.json['items'] as { label: string }[]).filter(({ label }) => label === '周三会员日')
  t.match(items[0], { state: 'running', summary: '每件减2' })
  t.equal(items.length, 9, 'this Wednesday and those of two months')
})
