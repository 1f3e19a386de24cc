import { DAY, later, toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import { NO_CAMPAIGNS } from '@mamapu/plugin-sdk'
import { type Cart, type OrderOffer, price } from '@mamapu/pricing'
import { type Answered, openShop, type TestCustomer } from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { couponPrice } from './coupon.price.js'
import { drawTerms, isInScope, worthOf } from './coupon.rules.js'
import type { CouponBody } from './coupon.schema.js'
import type { CouponTerms, HeldCoupon } from './coupon.types.js'
import coupons from './index.js'
import { readCoupon } from './manage/coupon-input.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(240_000)

const API = '/api/store/v1/x/coupons'
const sound = {
  title: '券',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 0,
  scope: 'all',
  total: 1000,
  perPerson: 1,
  claim: 'shop',
  claimFrom: at.toISOString(),
  claimUntil: later(at, 7 * DAY).toISOString(),
  validity: 'relative',
  validDays: 3,
} satisfies CouponBody

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [coupons], at })
  const owner = await shop.owner()
  const make = async (change: object = {}) => {
    const made = await shop.console('POST', '/x/coupons/coupons', owner, { body: { ...sound, ...change } })
    t.equal(made.status, 201, made.text)
    return String(made.json['id'])
  }
  const claim = (id: string, person: TestCustomer) => shop.shop('POST', `${API}/coupons/${id}/claim`, person)
  const budget = async () => {
    const [row] = await shop.database.admin`
      select coalesce((select sum(taken) from quotas where kind = 'coupons.budget'), 0)::int as taken,
             coalesce((select sum(budget_fen) from coupons_held), 0)::int as given,
             coalesce((select sum((terms->>'amountFen')::bigint) from coupons_held), 0)::int as worth`
    return { ...row } as { taken: number; given: number; worth: number }
  }
  return { shop, owner, make, claim, budget }
}

const codes = (answers: readonly Answered[]) => {
  const counts: Record<string, number> = {}
  for (const { status, json } of answers) {
    const key = status < 300 ? 'ok' : String(json['code'])
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

const termsOf = (change: Partial<CouponTerms>): CouponTerms => ({
  title: { 'zh-CN': '券', en: 'coupon' },
  kind: 'amount',
  amountFen: toFen(1000),
  amountMaxFen: null,
  offBps: null,
  capFen: null,
  worthFen: null,
  thresholdFen: ZERO_FEN,
  scope: 'all',
  scopeIds: [],
  exceptIds: [],
  undiscountedOnly: false,
  combinesWith: ['full-reduction'],
  ...change,
})
const held = (n: number, change: Partial<CouponTerms>): HeldCoupon => ({
  id: `plg_${String(n).padStart(32, '0')}`,
  couponId: `plg_${'9'.repeat(32)}`,
  terms: termsOf(change),
  validFrom: at,
  validUntil: later(at, DAY),
  takeState: 'free',
  isRecalled: false,
})
const cart: Cart = {
  regionCode: null,
  lines: [
    { product: 'prd_a', category: 'cat_x', unit: 9000, quantity: 2 },
    { product: 'prd_b', category: 'cat_x', unit: 4000, quantity: 1 },
    { product: 'prd_c', category: 'cat_y', unit: 1000, quantity: 3 },
  ].map(({ product, category, unit, quantity }, index) => ({
    lineId: `l${index}`,
    skuId: `sku_${index}`,
    productId: product,
    categoryIds: [category],
    tags: [],
    quantity,
    unitPriceFen: toFen(unit),
    floorFen: ZERO_FEN,
    weightGram: 0,
  })),
}
const pay = (coupons: readonly HeldCoupon[], choices: readonly string[] | 'best' = 'best') => {
  const settings = { returnOnRefund: true, graceDays: 0, noticeDays: 3, giftHours: 24, stripMax: 4 }
  const offers = couponPrice.offers({
    cart,
    settings,
    facts: { held: coupons },
    at,
    customer: null,
    campaigns: NO_CAMPAIGNS,
  } as never)
  const policy = { payableFloorFen: ZERO_FEN, shipping: [], choices, points: 'none' } as const
  return price(cart, offers as OrderOffer[], policy)
}

t.test(
  'a random amount is drawn between its ends and what the budget leaves, evenly, and then fixed',
  async (t) => {
    const range = fc
      .tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }))
      .map(([least, more]) => ({ least, most: least + more }))
    fc.assert(
      fc.property(
        range,
        fc.integer({ min: 0, max: 300_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (ends, roomFen, luck) => {
          const terms = termsOf({
            kind: 'random',
            amountFen: toFen(ends.least),
            amountMaxFen: toFen(ends.most),
          })
          const drawn = drawTerms(terms, { below: (n) => Math.floor(luck * n), roomFen })
          const amount = drawn.amountFen as number
          return (
            drawn.kind === 'amount' &&
            drawn.amountMaxFen === null &&
            amount >= ends.least &&
            amount <= Math.max(ends.least, Math.min(ends.most, roomFen)) &&
            worthOf(drawn).least === amount &&
            drawTerms(drawn, { below: () => 0, roomFen: 0 }) === drawn
          )
        },
      ),
    )
    const all = new Set(
      Array.from({ length: 5 }, (_, index) => {
        const terms = termsOf({ kind: 'random', amountFen: toFen(3), amountMaxFen: toFen(7) })
        return drawTerms(terms, { below: () => index, roomFen: 99 }).amountFen as number
      }),
    )
    t.same([...all], [3, 4, 5, 6, 7])
  },
)

t.test(
  'a budget holds to the fen, whoever claims at once; used up, the coupon is gone everywhere',
  async (t) => {
    const { shop, make, claim, budget } = await open(t)
    const id = await make({ kind: 'random', amountFen: 300, amountMaxFen: 900, budgetFen: 5000 })
    const before = (await shop.snapshot()).configVersion
    const people = await Promise.all(Array.from({ length: 60 }, () => shop.customer()))
    const counts = codes(await Promise.all(people.map((person) => claim(id, person))))
    const { taken, given, worth } = await budget()
    t.equal(taken, given)
    t.equal(given, worth, 'what is counted is what they are worth')
    t.ok(taken <= 5000 && taken > 4700, `${taken} of 5000: less than one more is left`)
    t.equal((counts['ok'] ?? 0) + (counts['COUPONS_SOLD_OUT'] ?? 0), 60)
    t.ok((await shop.snapshot()).configVersion > before, 'the last one tells the pages')
    t.same((await shop.slot('home.strip', {})).parts, [], 'offered nowhere')
    t.match((await shop.shop('GET', `${API}/coupons`, null)).json, {
      items: [{ obstacle: 'COUPONS_SOLD_OUT' }],
    })
    t.match(await shop.page('centre', people[0] as TestCustomer), { data: { claimable: [{ done: /已领/ }] } })
  },
)

t.test(
  'whatever the budget and the coupons, never above it, and gone only when the least no longer fits',
  async (t) => {
    const { shop, make, claim, budget } = await open(t)
    const people = await Promise.all(Array.from({ length: 14 }, () => shop.customer()))
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 900 }),
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 1, max: 4000 }),
        async (least, more, above) => {
          await shop.database.admin`delete from coupons_held`
          await shop.database.admin`delete from quota_takes`
          await shop.database.admin`delete from quotas`
          const budgetFen = least + above
          const id = await make({ kind: 'random', amountFen: least, amountMaxFen: least + more, budgetFen })
          const counts = codes(await Promise.all(people.map((person) => claim(id, person))))
          const { taken, worth } = await budget()
          const isOut = (counts['COUPONS_SOLD_OUT'] ?? 0) > 0
          return taken === worth && taken <= budgetFen && (!isOut || budgetFen - taken < least)
        },
      ),
      { numRuns: 12 },
    )
  },
)

t.test('the merchant raises a budget and it goes on; never below what is given', async (t) => {
  const { shop, owner, make, claim } = await open(t)
  const id = await make({ budgetFen: 1000 })
  const [one, two] = [await shop.customer(), await shop.customer()]
  t.match(await claim(id, one), { status: 201 })
  t.match(await claim(id, two), { json: { code: 'COUPONS_SOLD_OUT' } })
  t.match((await shop.console('GET', '/x/coupons/coupons', owner)).json, { items: [{ state: 'gone' }] })
  const put = (budgetFen: number, version: number) =>
    shop.console('PUT', `/x/coupons/coupons/${id}`, owner, { body: { ...sound, budgetFen, version } })
  t.match(await put(999, 1), { status: 422, json: { data: { field: 'budgetFen', fault: 'below_one' } } })
  t.match(await put(2500, 1), { status: 200 })
  t.match(await claim(id, two), { status: 201 })
  t.match(await put(1500, 2), { status: 409, json: { code: 'COUPONS_BUDGET_BELOW_GIVEN' } })
})

t.test('an exchange voucher: the dearest one unit of its goods for nothing', async (t) => {
  const one = held(1, { kind: 'voucher', amountFen: null, scope: 'categories', scopeIds: ['cat_x'] })
  t.match(pay([one]), { discountFen: 9000, payableFen: 16_000 })
  const small = held(2, { kind: 'voucher', amountFen: null, scope: 'products', scopeIds: ['prd_c'] })
  t.match(pay([small]), { discountFen: 1000 })
  t.match(pay([held(3, { kind: 'voucher', amountFen: null, scope: 'products', scopeIds: ['prd_z'] })]), {
    discountFen: 0,
  })
})

t.test('what is excepted is neither counted nor reduced', async (t) => {
  const terms = { scope: 'categories', scopeIds: ['cat_x'], exceptIds: ['prd_a'] } as const
  t.notOk(isInScope(terms, { productId: 'prd_a', categoryIds: ['cat_x'] }))
  t.ok(isInScope(terms, { productId: 'prd_b', categoryIds: ['cat_x'] }))
  t.notOk(
    isInScope({ ...terms, exceptIds: ['cat_y'] }, { productId: 'prd_b', categoryIds: ['cat_x', 'cat_y'] }),
  )
  t.match(pay([held(1, { ...terms, kind: 'rate', amountFen: null, offBps: toBps(5000) })]), {
    discountFen: 2000,
  })
  t.match(pay([held(1, { ...terms, thresholdFen: toFen(4001) })]), {
    discountFen: 0,
    trace: [{ code: 'below_threshold', missingFen: 1 }],
  })
})

t.test('one on an order, unless both allow several; the best of what may stand together', async (t) => {
  const several = ['full-reduction', 'coupon']
  const ten = held(1, {})
  const eight = held(2, { amountFen: toFen(800) })
  t.match(pay([ten, eight]), { discountFen: 1000 })
  const [a, b, c] = [
    held(3, { combinesWith: several }),
    held(4, { amountFen: toFen(800), combinesWith: several }),
    held(5, { amountFen: toFen(1500) }),
  ] as const
  t.match(pay([a, b]), { discountFen: 1800 })
  t.match(pay([a, b, c]), { discountFen: 1800 }, 'two small ones are more than the large one alone')
  t.match(pay([a, c]), { discountFen: 1500 }, 'one side alone is not enough')
  t.match(pay([a, b, c], [`coupons:${b.id}`]), { discountFen: 800 }, 'the shopper chooses')
  t.match(pay([a, b, c], []), { discountFen: 0 })
})

t.test('at checkout: ticks when several may stand together, the best ones preselected', async (t) => {
  const { shop, make, claim } = await open(t)
  const sku = await shop.sku({ priceFen: 6000 })
  const person = await shop.customer()
  const ids = [
    await make({ several: true }),
    await make({ several: true, amountFen: 500 }),
    await make({ amountFen: 1200 }),
    await make({ kind: 'random', amountFen: 100, amountMaxFen: 200, thresholdFen: 9900 }),
  ]
  for (const id of ids) t.match(await claim(id, person), { status: 201 })
  await shop.snapshot()
  const [choices] = (await shop.basketSlot('checkout.choices', sku.skuId, person)).parts
  const data = choices?.data as {
    isMany: boolean
    coupons: { field: string; selected: boolean; reason: string; savedFen: number }[]
  }
  t.equal(data.isMany, true)
  t.same(
    data.coupons.map(({ selected, reason }) => [selected, reason]),
    [
      [true, ''],
      [true, ''],
      [false, ''],
      [false, '还差 ¥39 可用'],
    ],
  )
  t.equal(new Set(data.coupons.map(({ field }) => field)).size, 4, 'each its own tick')
  const result = await shop.cart(sku).by(person).place()
  t.match(result, { placed: true })
  const [order] = await shop.database.admin`select payable_fen::int as n from orders`
  t.equal(order?.['n'], 4500)
  const [use] = await shop.database
    .admin`select count(*)::int as n from quota_takes where kind = 'coupons.use'`
  t.equal(use?.['n'], 2)
})

t.test('what does not go together is refused by field', async (t) => {
  const base: CouponBody = { ...sound }
  for (const [body, field, reason] of [
    [{ ...base, kind: 'random' }, 'amountMaxFen', 'missing'],
    [{ ...base, kind: 'random', amountMaxFen: 999 }, 'amountMaxFen', 'below_least'],
    [{ ...base, kind: 'voucher' }, 'scope', 'not_a_scope'],
    [{ ...base, kind: 'rate', offBps: 1000, budgetFen: 5000 }, 'capFen', 'missing'],
    [
      { ...base, kind: 'voucher', scope: 'products', scopeIds: ['prd_a'], budgetFen: 5000 },
      'worthFen',
      'missing',
    ],
    [{ ...base, budgetFen: 999 }, 'budgetFen', 'below_one'],
    [{ ...base, claim: 'auto' }, 'auto', 'missing'],
  ] as const)
    t.match(readCoupon(body as CouponBody), { ok: false, field, reason })
  t.match(readCoupon({ ...base, several: true, withPoints: false, withExclusive: true }), {
    coupon: { terms: { combinesWith: ['full-reduction', 'bundle', 'add-on', 'exclusive', 'coupon'] } },
  })
})
