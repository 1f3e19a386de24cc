import { DAY, later, newId, toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import { deepFreeze, NO_CAMPAIGNS } from '@mamapu/plugin-sdk'
import { type Cart, price } from '@mamapu/pricing'
import fc from 'fast-check'
import t from 'tap'
import { couponPrice } from './coupon.price.js'
import { heldStateOf, nextBoundary, normaliseCode, validityOf, whyNotClaimable } from './coupon.rules.js'
import type { CouponBody } from './coupon.schema.js'
import type { CouponTerms, HeldCoupon } from './coupon.types.js'
import { shortMoney, ticket } from './coupon.view.js'
import { readCoupon } from './manage/coupon-input.rules.js'

const at = new Date('2026-03-04T02:00:00Z')
const settings = { returnOnRefund: true, graceDays: 0, noticeDays: 3, giftHours: 24, stripMax: 4 }
const before = (date: Date) => later(date, -1)

const termsOf = fc
  .record({
    kind: fc.constantFrom('amount' as const, 'rate' as const),
    amount: fc.integer({ min: 1, max: 100_000 }),
    off: fc.integer({ min: 1, max: 9900 }),
    cap: fc.option(fc.integer({ min: 1, max: 50_000 })),
    threshold: fc.integer({ min: 0, max: 100_000 }),
    scope: fc.constantFrom('all' as const, 'products' as const, 'categories' as const),
    ids: fc.uniqueArray(fc.constantFrom('prd_0', 'prd_1', 'cat_0', 'cat_1'), { minLength: 1 }),
  })
  .map(
    ({ kind, amount, off, cap, threshold, scope, ids }): CouponTerms => ({
      title: { 'zh-CN': '券', en: 'coupon' },
      kind,
      amountFen: kind === 'amount' ? toFen(amount) : null,
      offBps: kind === 'rate' ? toBps(off) : null,
      capFen: kind === 'rate' && cap !== null ? toFen(cap) : null,
      thresholdFen: toFen(threshold),
      scope,
      scopeIds: scope === 'all' ? [] : ids,
      amountMaxFen: null,
      worthFen: null,
      exceptIds: [],
      undiscountedOnly: false,
      combinesWith: ['full-reduction', 'points'],
    }),
  )

const held = (terms: CouponTerms): HeldCoupon => ({
  id: newId('plg', at),
  couponId: newId('plg', at),
  terms,
  validFrom: later(at, -DAY),
  validUntil: later(at, DAY),
  takeState: 'free',
  isRecalled: false,
})

const cartOf = fc
  .array(
    fc.record({
      product: fc.integer({ min: 0, max: 2 }),
      category: fc.integer({ min: 0, max: 2 }),
      quantity: fc.integer({ min: 1, max: 9 }),
      unit: fc.integer({ min: 0, max: 50_000 }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map(
    (lines): Cart => ({
      regionCode: null,
      lines: lines.map(({ product, category, quantity, unit }, index) => ({
        lineId: `l${index}`,
        skuId: `sku_${index}`,
        productId: `prd_${product}`,
        categoryIds: [`cat_${category}`],
        tags: [],
        quantity,
        unitPriceFen: toFen(unit),
        floorFen: ZERO_FEN,
        weightGram: 0,
      })),
    }),
  )

t.test(
  'whatever the coupons and the cart: at most one, never more than it is worth, exact to the fen',
  async () => {
    fc.assert(
      fc.property(cartOf, fc.array(termsOf, { maxLength: 5 }), (cart, terms) => {
        const coupons = terms.map(held)
        const input = deepFreeze({
          cart,
          settings,
          facts: { held: coupons },
          at,
          zone: 'Asia/Shanghai',
          customer: null,
          campaigns: NO_CAMPAIGNS,
        })
        const offers = couponPrice.offers(input)
        const priced = price(cart, offers, {
          payableFloorFen: toFen(1),
          shipping: [],
          choices: 'best',
          points: 'none',
        })
        const won = priced.trace.filter(({ outcome }) => outcome === 'won')
        if (won.length > 1 || won.length !== priced.takes.length) return false
        const [winner] = won
        if (!winner) return priced.discountFen === 0
        const coupon = coupons.find(({ id }) => winner.offerId === `coupons:${id}`) as HeldCoupon
        const inScope = cart.lines.filter((line) => {
          const { scope, scopeIds } = coupon.terms
          if (scope === 'products') return scopeIds.includes(line.productId)
          return scope === 'all' || line.categoryIds.some((id) => scopeIds.includes(id))
        })
        const worth = inScope.reduce((sum, line) => sum + line.unitPriceFen * line.quantity, 0)
        const most =
          coupon.terms.amountFen ??
          Math.min(
            Math.floor((worth * (coupon.terms.offBps as number)) / 10_000),
            coupon.terms.capFen ?? Number.MAX_SAFE_INTEGER,
          )
        const given = priced.lines.reduce((sum, line) => sum + line.discountFen, 0)
        const outside = priced.lines.filter(({ lineId }) => !inScope.some((line) => line.lineId === lineId))
        return (
          worth >= coupon.terms.thresholdFen &&
          given === priced.discountFen &&
          given <= Math.min(most, worth) &&
          outside.every(({ discountFen }) => discountFen === 0) &&
          priced.takes[0]?.id === coupon.id &&
          priced.takes[0]?.giveBack === 'refund'
        )
      }),
      { numRuns: 300 },
    )
  },
)

t.test('only what may be used now is offered; an order cancelled only gives back by setting', async (t) => {
  const terms = held({ ...fc.sample(termsOf, 1)[0] } as CouponTerms).terms
  const one = held(terms)
  const offersOf = (coupon: HeldCoupon, returnOnRefund = false) =>
    couponPrice.offers({
      cart: { lines: [], regionCode: null },
      settings: { ...settings, returnOnRefund },
      facts: { held: [coupon] },
      at,
      zone: 'Asia/Shanghai',
      customer: null,
      campaigns: NO_CAMPAIGNS,
    })
  t.match(offersOf(one), [
    { takes: [{ giveBack: 'cancel', limit: 1, units: 1 }], applies: 'choice', class: 'coupon' },
  ])
  t.match(offersOf(one, true), [{ takes: [{ giveBack: 'refund' }] }])
  t.same(offersOf({ ...one, takeState: 'held' }), [])
  t.same(offersOf({ ...one, takeState: 'claimed' }), [])
  t.same(offersOf({ ...one, validUntil: at }), [], 'over at its end')
  t.equal(offersOf({ ...one, validFrom: at }).length, 1, 'good from its start on')
  t.same(offersOf({ ...one, validFrom: later(at, 1) }), [])
})

t.test('claim windows begin at their start and are over at their end', async (t) => {
  const coupon = { state: 'open', claim: 'shop', claimFrom: at, claimUntil: later(at, DAY) } as const
  t.equal(whyNotClaimable(coupon, 'shop', before(at)), 'COUPONS_NOT_STARTED')
  t.equal(whyNotClaimable(coupon, 'shop', at), null)
  t.equal(whyNotClaimable(coupon, 'shop', before(coupon.claimUntil)), null)
  t.equal(whyNotClaimable(coupon, 'shop', coupon.claimUntil), 'COUPONS_ENDED')
  t.equal(whyNotClaimable({ ...coupon, state: 'stopped' }, 'shop', at), 'COUPONS_STOPPED')
  t.equal(whyNotClaimable({ ...coupon, claim: 'code' }, 'shop', at), 'COUPONS_NEEDS_CODE')
  t.equal(whyNotClaimable({ ...coupon, claim: 'code' }, 'code', at), null)
  t.same(nextBoundary([coupon], before(at)), at)
  t.same(nextBoundary([coupon], at), coupon.claimUntil)
  t.equal(nextBoundary([coupon], coupon.claimUntil), null)
})

t.test('a held coupon is usable in [from, until), expired after it also when it comes back', async (t) => {
  const one = { takeState: 'free', validFrom: at, validUntil: later(at, DAY), isRecalled: false } as const
  t.equal(heldStateOf(one, before(at)), 'not_started')
  t.equal(heldStateOf(one, at), 'usable')
  t.equal(heldStateOf(one, before(one.validUntil)), 'usable')
  t.equal(heldStateOf(one, one.validUntil), 'expired')
  t.equal(heldStateOf({ ...one, takeState: 'held' }, one.validUntil), 'frozen')
  t.equal(heldStateOf({ ...one, takeState: 'claimed' }, one.validUntil), 'used')
  const window = {
    claimFrom: at,
    claimUntil: later(at, DAY),
    validFrom: null,
    validUntil: null,
    validDays: 3,
  }
  t.same(validityOf({ ...window, validity: 'relative' }, at), { from: at, until: later(at, 3 * DAY) })
})

const sound: CouponBody = {
  title: '满百减十',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 10_000,
  scope: 'all',
  total: 10,
  perPerson: 1,
  claim: 'shop',
  claimFrom: '2026-03-01T00:00:00+08:00',
  claimUntil: '2026-04-01T00:00:00+08:00',
  validity: 'relative',
  validDays: 7,
}

t.test('what does not go together is refused by field', async (t) => {
  const fixed = {
    validity: 'fixed',
    validFrom: '2026-03-01T00:00:00Z',
    validUntil: '2026-05-01T00:00:00Z',
  } as const
  t.match(readCoupon(sound), { ok: true, coupon: { terms: { capFen: null, scopeIds: [] }, code: null } })
  t.match(readCoupon({ ...sound, ...fixed }), { ok: true })
  const { amountFen: _, ...withoutAmount } = sound
  for (const [body, field, reason] of [
    [withoutAmount, 'amountFen', 'missing'],
    [{ ...sound, kind: 'rate' }, 'offBps', 'missing'],
    [{ ...sound, scope: 'products', scopeIds: [] }, 'scopeIds', 'missing'],
    [{ ...sound, claim: 'code' }, 'code', 'missing'],
    [{ ...sound, claim: 'code', code: '券码' }, 'code', 'not_a_code'],
    [{ ...sound, claimFrom: '2026-02-30T99:00:00Z' }, 'claimFrom', 'not_a_time'],
    [{ ...sound, claimUntil: sound.claimFrom }, 'claimUntil', 'before_start'],
    [{ ...sound, ...fixed, validUntil: fixed.validFrom }, 'validUntil', 'before_start'],
    [{ ...sound, ...fixed, validUntil: '2026-03-20T00:00:00Z' }, 'validUntil', 'ends_before_claiming'],
  ] as const)
    t.match(readCoupon(body as CouponBody), { ok: false, field, reason })
})

t.test('codes and amounts as people write and read them', async (t) => {
  t.equal(normaliseCode(' mama-2026 '), 'MAMA2026')
  for (const bad of ['', 'abc', "a'; drop", '妈妈铺妈妈', 'X'.repeat(21)])
    t.equal(normaliseCode(bad), null, bad)
  t.equal(shortMoney(1000), '10')
  t.equal(shortMoney(1050), '10.5')
  t.equal(shortMoney(10_000), '100')
  t.equal(shortMoney(0), '0')
  const said: Record<string, string | number>[] = []
  const say = (_: string, values = {}) => {
    said.push(values)
    return ''
  }
  const rate = { ...fc.sample(termsOf, 1)[0], kind: 'rate', offBps: toBps(1200) } as CouponTerms
  ticket(rate, say, 'zh-CN')
  t.match(said[0], { off: '8.8' }, '8.8 折')
  said.length = 0
  ticket(rate, say, 'en')
  t.match(said[0], { off: '12' }, '12 % off')
})
