import { DAY, later } from '@mamapu/kernel'
import { type Answered, createTestStore, openShop, type TestCustomer } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import coupons from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
// Two hundred shoppers take a while on a busy machine.
t.setTimeout(120_000)

const API = '/api/store/v1/x/coupons'
const sound = {
  title: '满五十减十',
  titleEn: '10 off from 50',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 5000,
  scope: 'all',
  total: 100,
  perPerson: 1,
  claim: 'shop',
  claimFrom: at.toISOString(),
  claimUntil: later(at, 7 * DAY).toISOString(),
  validity: 'relative',
  validDays: 3,
}

async function open(t: Test, max = 10) {
  const shop = await openShop(t, { plugins: [coupons], at, max })
  const owner = await shop.owner()
  const make = async (change: object = {}) => {
    // Newest first is told by the instant.
    shop.clock.advance(1)
    const made = await shop.console('POST', '/x/coupons/coupons', owner, { body: { ...sound, ...change } })
    t.equal(made.status, 201, made.text)
    return String(made.json['id'])
  }
  const claim = (id: string, customer: TestCustomer | null) =>
    shop.shop('POST', `${API}/coupons/${id}/claim`, customer)
  const redeem = (code: string, customer: TestCustomer | null) =>
    shop.shop('POST', `${API}/redeem`, customer, { body: { code } })
  const mine = async (customer: TestCustomer) => {
    const { json } = await shop.shop('GET', `${API}/mine`, customer)
    return (json['items'] as { id: string; state: string }[]).map(({ state }) => state)
  }
  const heldCount = async () =>
    Number((await shop.database.admin`select count(*) from coupons_held`)[0]?.['count'])
  return { shop, owner, make, claim, redeem, mine, heldCount }
}

const codes = (answers: readonly Answered[]) => {
  const counts: Record<string, number> = {}
  for (const { status, json } of answers) {
    const key = status < 300 ? 'ok' : String(json['code'])
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

t.test('two hundred claims at once for twenty coupons: twenty claimed, every other told why', async (t) => {
  const { shop, make, claim, heldCount } = await open(t)
  const id = await make({ total: 20 })
  const people = await Promise.all(Array.from({ length: 200 }, () => shop.customer()))
  t.same(codes(await Promise.all(people.map((person) => claim(id, person)))), {
    ok: 20,
    COUPONS_SOLD_OUT: 180,
  })
  t.equal(await heldCount(), 20)
  const [counter] = await shop.database
    .admin`select taken::int, limit_units::int from quotas where kind = 'coupons.issue'`
  t.same({ ...counter }, { taken: 20, limit_units: 20 })
})

t.test('twenty claims at once by one person for a limit of one: one', async (t) => {
  const { shop, make, claim, heldCount } = await open(t)
  const id = await make()
  const person = await shop.customer()
  const answers = await Promise.all(Array.from({ length: 20 }, () => claim(id, person)))
  t.same(codes(answers), { ok: 1, COUPONS_LIMIT_REACHED: 19 })
  t.equal(await heldCount(), 1)
  const [issue] = await shop.database.admin`select taken::int from quotas where kind = 'coupons.issue'`
  t.equal(issue?.['taken'], 1, 'who is over the limit takes none of the others’')
})

t.test('guests sign in first; codes are read as people type them; wrong ones say so', async (t) => {
  const { shop, make, claim, redeem } = await open(t)
  const id = await make({ claim: 'code', code: 'mama-2026', perPerson: 2 })
  const person = await shop.customer()
  t.match(await claim(id, null), { status: 401, json: { code: 'SIGN_IN_REQUIRED' } })
  t.match(await redeem('MAMA2026', null), { status: 401 })
  t.match(await claim(id, person), { status: 409, json: { code: 'COUPONS_NEEDS_CODE' } })
  t.match(await redeem(' mama 2026', person), { status: 201, json: { title: '满五十减十', state: 'usable' } })
  t.match(await redeem('MAMA-2027', person), { status: 404, json: { code: 'COUPONS_CODE_UNKNOWN' } })
  t.match(await redeem("' or 1=1", person), { status: 404 })
  const again = { ...sound, claim: 'code', code: 'MAMA2026' }
  const twice = await shop.console('POST', '/x/coupons/coupons', await shop.owner(), { body: again })
  t.match(twice, { status: 409, json: { code: 'COUPONS_CODE_TAKEN' } })
})

t.test('claiming begins and ends on the instant; stopping is at once and can be undone', async (t) => {
  const { shop, owner, make, claim } = await open(t)
  const person = await shop.customer()
  const { clock } = shop
  const id = await make({
    claimFrom: later(at, 1000).toISOString(),
    claimUntil: later(at, 5000).toISOString(),
    perPerson: 9,
  })
  clock.set(later(at, 999))
  t.match(await claim(id, person), { json: { code: 'COUPONS_NOT_STARTED' } })
  clock.set(later(at, 1000))
  t.match(await claim(id, person), { status: 201 })
  clock.set(later(at, 4999))
  t.match(await claim(id, person), { status: 201 })
  clock.set(later(at, 5000))
  t.match(await claim(id, person), { json: { code: 'COUPONS_ENDED' } })
  clock.set(later(at, 2000))
  t.match(await shop.console('POST', `/x/coupons/coupons/${id}/stop`, owner), { status: 200 })
  t.match(await claim(id, person), { json: { code: 'COUPONS_STOPPED' } })
  t.match(await shop.console('POST', `/x/coupons/coupons/${id}/resume`, owner), { status: 200 })
  t.match(await claim(id, person), { status: 201 })
})

t.test('frozen at order, used when paid, back on cancel and on a whole refund; figures follow', async (t) => {
  const { shop, owner, make, claim, mine } = await open(t)
  const { test } = shop
  const sku = await shop.sku({ priceFen: 6000 })
  const person = await shop.customer()
  await claim(await make(), person)
  const order = async () => {
    const result = await shop.cart(sku).by(person).place()
    if (!result.placed) throw new Error(JSON.stringify(result))
    return result.orderId
  }
  const figures = async () => (await shop.console('GET', '/x/coupons/figures', owner)).json
  const payable = async (orderId: string) =>
    (await shop.database.admin`select payable_fen::int from orders where id = ${orderId.slice(4)}`)[0]?.[
      'payable_fen'
    ]

  const first = await order()
  t.equal(await payable(first), 5000)
  t.same(await mine(person), ['frozen'])
  const second = await order()
  t.equal(await payable(second), 6000, 'a frozen coupon is not used twice')
  await shop.cancel(second)
  await shop.cancel(first)
  await shop.deliver()
  t.same(await mine(person), ['usable'], 'back on cancel')
  t.match(await figures(), { issued: 1, used: 0, discountFen: 0 })

  const third = await order()
  await shop.pay(third)
  await shop.deliver()
  t.same(await mine(person), ['used'])
  t.match(await figures(), { issued: 1, used: 1, discountFen: 1000 })
  await shop.tell(
    'order.paid',
    { orderId: third, customerId: person.id, payableFen: 0 as never, paidFen: 0 as never, lines: [] },
    2,
  )
  t.match(await figures(), { used: 1, discountFen: 1000 }, 'told twice is counted once')
  await shop.refund(third)
  await shop.deliver()
  t.same(await mine(person), ['usable'], 'back on a whole refund')
  t.match(await figures(), { issued: 1, used: 0, discountFen: 0 })

  const fourth = await order()
  test.clock.set(later(test.clock.now(), 3 * DAY))
  await shop.cancel(fourth)
  t.same(await mine(person), ['expired'], 'what comes back after its time is expired')
})

t.test(
  'switched off for good of the refund: a paid coupon stays used when the setting says so',
  async (t) => {
    const { shop, owner, make, claim, mine } = await open(t)
    const body = {
      settings: { returnOnRefund: false, graceDays: 0, noticeDays: 3, giftHours: 24, stripMax: 4 },
      version: 1,
    }
    t.match(await shop.console('PUT', '/plugins/coupons/settings', owner, { body }), { status: 200 })
    await shop.snapshot()
    const sku = await shop.sku({ priceFen: 6000 })
    const person = await shop.customer()
    await claim(await make(), person)
    await shop.snapshot()
    const result = await shop.cart(sku).by(person).place()
    if (!result.placed) throw new Error(JSON.stringify(result))
    await shop.pay(result.orderId)
    await shop.refund(result.orderId)
    await shop.deliver()
    t.same(await mine(person), ['used'])
  },
)

t.test(
  'parallel orders with one coupon: one gets it, the others are told or pay the full price',
  async (t) => {
    const { shop, make, claim } = await open(t)
    const sku = await shop.sku({ priceFen: 6000 })
    const person = await shop.customer()
    await claim(await make(), person)
    await shop.snapshot()
    await Promise.all(Array.from({ length: 10 }, () => shop.cart(sku).by(person).seen(5000).place()))
    const placed = await shop.database.admin`select payable_fen::int from orders`
    t.same(
      placed.map(({ payable_fen }) => payable_fen),
      [5000],
    )
    const [counter] = await shop.database.admin`select taken::int from quotas where kind = 'coupons.use'`
    t.equal(counter?.['taken'], 1)
  },
)

t.test(
  'switched off: no offers, blocks or routes; what is held stays, and an order gives it back',
  async (t) => {
    const { shop, make, claim, mine } = await open(t)
    const sku = await shop.sku({ priceFen: 6000 })
    const person = await shop.customer()
    const id = await make()
    await claim(id, person)
    await shop.snapshot()
    const result = await shop.cart(sku).by(person).place()
    if (!result.placed) throw new Error(JSON.stringify(result))
    await shop.switchTo(false)
    t.same((await shop.active()).active, [])
    t.match(await claim(id, person), { status: 404, json: { code: 'PLUGIN_OFF' } })
    t.match(await shop.shop('GET', `${API}/mine`, person), { status: 404 })
    await shop.cancel(result.orderId)
    await shop.deliver()
    await shop.switchTo(true)
    t.same(await mine(person), ['usable'])
  },
)

t.test('another shop’s coupons do not exist here', async (t) => {
  const { shop, make, claim } = await open(t)
  const id = await make()
  const other = await createTestStore(shop.db, at)
  await shop.switchTo(true, other)
  const stranger = await shop.customer({}, other)
  const there = (method: string, path: string) => shop.shop(method, `${API}${path}`, stranger, {}, other)
  t.match(await there('POST', `/coupons/${id}/claim`), { status: 404, json: { code: 'COUPONS_NOT_FOUND' } })
  t.match(await there('GET', '/coupons'), { json: { items: [] } })
  const owner = await shop.owner(other)
  t.match(await shop.console('GET', `/x/coupons/coupons/${id}`, owner, {}, other), { status: 404 })
  t.match(await shop.console('POST', `/x/coupons/coupons/${id}/stop`, owner, {}, other), { status: 404 })
  t.match(
    await shop.console('GET', '/x/coupons/coupons', owner),
    { status: 404 },
    'nor through the first shop’s door',
  )
  t.match(await claim(id, await shop.customer()), { status: 201 }, 'untouched')
})

t.test(
  'the merchant changes a coupon for later claims only, and cannot promise fewer than claimed',
  async (t) => {
    const { shop, owner, make, claim } = await open(t)
    const id = await make({ perPerson: 2 })
    const person = await shop.customer()
    await claim(id, person)
    const one = (await shop.console('GET', `/x/coupons/coupons/${id}`, owner)).json
    t.match(one, { issued: 1, version: 1, state: 'open' })
    const { id: _id, state: _s, issued: _i, used: _u, discountFen: _d, ...body } = one
    const put = (change: object) =>
      shop.console('PUT', `/x/coupons/coupons/${id}`, owner, { body: { ...body, ...change } })
    t.match(await put({ amountFen: 500 }), { status: 200 })
    t.match(await put({ amountFen: 400 }), { status: 409, json: { code: 'COUPONS_CHANGED' } })
    await claim(id, person)
    const { json } = await shop.shop('GET', `${API}/mine`, person)
    t.same(
      (json['items'] as { amountFen: number }[]).map(({ amountFen }) => amountFen).sort(),
      [1000, 500],
      'who claimed before keeps what was promised',
    )
    t.match(await put({ version: 2, total: 1 }), {
      status: 409,
      json: { code: 'COUPONS_TOTAL_BELOW_ISSUED' },
    })
    t.match(await put({ version: 2, kind: 'rate' }), {
      status: 422,
      json: { code: 'COUPONS_INVALID', data: { field: 'offBps' } },
    })
    t.match(await put({ version: 2, total: 0 }), { status: 400 })
    t.match(await put({ version: 2, price: 1 }), { status: 400 }, 'unknown fields are refused')
  },
)

t.test(
  "what shoppers see: a strip, a product's own coupons, and a choice with the best one preselected",
  async (t) => {
    const { shop, make, claim } = await open(t)
    const sku = await shop.sku({ priceFen: 6000 })
    const person = await shop.customer()
    t.same((await shop.slot('home.strip', {})).parts, [], 'nothing to claim shows nothing')
    const ten = await make()
    const product = { id: sku.productId, path: '/p/onesie', categoryIds: [], tags: [], skus: [] }
    const other = { ...product, id: `prd_${'0'.repeat(32)}` as const }
    const fifth = await make({
      title: '八折',
      kind: 'rate',
      amountFen: undefined,
      offBps: 2000,
      capFen: 1500,
      scope: 'products',
      scopeIds: [sku.productId],
      claimUntil: later(at, DAY).toISOString(),
    })
    const far = await make({ title: '满千减百', amountFen: 10_000, thresholdFen: 100_000 })
    await make({ title: '明天开始', claimFrom: later(at, 3600_000).toISOString() })
    const strip = await shop.slot('home.strip', {})
    t.match(strip.parts, [
      {
        plugin: 'coupons',
        block: 'strip',
        data: { next: '/', coupons: [{ value: '¥100' }, { value: '8折' }, { value: '¥10' }] },
      },
    ])
    t.same(strip.changesAt, later(at, 3600_000), 'a cached page ends when the next one begins')
    const titles = async (subject: typeof product) =>
      (await shop.slot('product.price', { product: subject })).parts.flatMap(({ data }) =>
        (data as { coupons: { title: string }[] }).coupons.map(({ title }) => title),
      )
    t.same(await titles(product), ['满千减百', '八折', '满五十减十'])
    t.same(await titles(other), ['满千减百', '满五十减十'])
    t.same((await shop.basketSlot('checkout.choices', sku.skuId, null)).parts, [], 'guests hold none')
    for (const id of [ten, fifth, far]) await claim(id, person)
    const [choices] = (await shop.basketSlot('checkout.choices', sku.skuId, person)).parts
    t.match(choices?.data, {
      isNone: false,
      coupons: [
        { title: '八折', selected: true, reason: '', savedFen: 1200 },
        { title: '满五十减十', selected: false, reason: '', savedFen: 1000 },
        { title: '满千减百', selected: false, reason: '还差 ¥940 可用', savedFen: 0 },
      ],
    })
    await shop.switchTo(false)
    t.same((await shop.slot('home.strip', {})).parts, [])
  },
)
