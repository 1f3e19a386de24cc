import { type Fen, splitFen, sumFen, toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import fc from 'fast-check'
import t from 'tap'
import { price } from './price.js'
import type { Cart, CartLine, Offer, OrderOffer, PricingPolicy, Reduction } from './pricing.types.js'

const label = { 'zh-CN': '优惠', en: 'Offer' }
const policy: PricingPolicy = { payableFloorFen: ZERO_FEN, shipping: [], choices: 'best', points: 'none' }

function line(index: number, over: Partial<CartLine> = {}): CartLine {
  return {
    lineId: `l${index}`,
    skuId: `s${index}`,
    productId: `p${index}`,
    categoryIds: [],
    tags: [],
    quantity: 1,
    unitPriceFen: toFen(1000),
    floorFen: ZERO_FEN,
    weightGram: 100,
    ...over,
  }
}

type Over = Partial<OrderOffer> & { thresholdFen?: Fen; reduction?: Reduction }

function coupon(id: string, { thresholdFen = ZERO_FEN, reduction, ...over }: Over = {}): OrderOffer {
  return {
    id,
    plugin: 'coupons',
    stage: 'order',
    class: 'coupon',
    combinesWith: [],
    label,
    lineIds: ['l0', 'l1', 'l2'],
    tiers: [{ thresholdFen, reduction: reduction ?? { amountFen: toFen(100) } }],
    applies: 'choice',
    ...over,
  }
}

const cartOf = (lines: CartLine[], regionCode: string | null = null): Cart => ({ lines, regionCode })

const lineArbitrary = (index: number) =>
  fc
    .record({
      quantity: fc.integer({ min: 1, max: 9 }),
      unit: fc.integer({ min: 0, max: 99_999 }),
      floor: fc.integer({ min: 0, max: 60_000 }),
    })
    .map(({ quantity, unit, floor }) =>
      line(index, { quantity, unitPriceFen: toFen(unit), floorFen: toFen(Math.min(floor, unit)) }),
    )

const cartArbitrary = fc
  .integer({ min: 1, max: 6 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => lineArbitrary(index))))
  .map((lines) => cartOf(lines))

const offerArbitrary: fc.Arbitrary<Offer> = fc.oneof(
  fc
    .record({
      id: fc.integer({ min: 0, max: 99 }),
      line: fc.integer({ min: 0, max: 5 }),
      unit: fc.integer({ min: 0, max: 99_999 }),
      exclusive: fc.boolean(),
    })
    .map(
      ({ id, line, unit, exclusive }): Offer => ({
        id: `unit:${id}:${line}`,
        plugin: 'u',
        stage: 'unit',
        label,
        lineId: `l${line}`,
        unitPriceFen: toFen(unit),
        exclusive,
      }),
    ),
  fc
    .record({
      id: fc.integer({ min: 0, max: 99 }),
      class: fc.constantFrom('coupon', 'full', 'gift'),
      combinesWith: fc.subarray(['coupon', 'full', 'gift', 'exclusive']),
      lines: fc.subarray(['l0', 'l1', 'l2', 'l3', 'l4', 'l5'], { minLength: 1 }),
      threshold: fc.integer({ min: 0, max: 50_000 }),
      amount: fc.option(fc.integer({ min: 0, max: 80_000 }), { nil: null }),
      rate: fc.integer({ min: 0, max: 10_000 }),
      priority: fc.integer({ min: 0, max: 3 }),
    })
    .map(
      (o): Offer =>
        coupon(`order:${o.id}:${o.class}:${o.lines.length}:${o.rate}`, {
          class: o.class,
          combinesWith: o.combinesWith,
          lineIds: o.lines,
          thresholdFen: toFen(o.threshold),
          reduction:
            o.amount === null ? { rateBps: toBps(o.rate), rounding: 'down' } : { amountFen: toFen(o.amount) },
          applies: 'always',
          priority: o.priority,
        }),
    ),
)

const offersArbitrary = fc.uniqueArray(offerArbitrary, { maxLength: 8, selector: (offer) => offer.id })

t.test('whatever the offers, the sums are exact and nothing is negative', async () => {
  fc.assert(
    fc.property(cartArbitrary, offersArbitrary, fc.integer({ min: 0, max: 500 }), (cart, offers, floor) => {
      const priced = price(cart, offers, { ...policy, payableFloorFen: toFen(floor) })
      const shareSum = sumFen(priced.lines.flatMap((one) => one.shares.map((share) => share.amountFen)))
      const wonOrder = sumFen(
        priced.trace.filter((e) => e.outcome === 'won' && e.stage === 'order').map((e) => e.amountFen),
      )
      return (
        priced.payableFen === sumFen(priced.lines.map((one) => one.payableFen)) + priced.shippingFen &&
        priced.discountFen === shareSum &&
        wonOrder === shareSum &&
        priced.payableFen >= Math.min(floor, priced.goodsFen) &&
        priced.lines.every((one, index) => {
          const source = cart.lines[index] as CartLine
          return (
            one.payableFen >= 0 &&
            one.unitFen <= source.unitPriceFen &&
            one.payableFen >= Math.min(source.floorFen, one.unitFen) * one.quantity
          )
        })
      )
    }),
    { numRuns: 1500 },
  )
})

t.test('no order of the offers changes the result, and the same input gives the same bits', async () => {
  fc.assert(
    fc.property(cartArbitrary, offersArbitrary, fc.infiniteStream(fc.nat()), (cart, offers, noise) => {
      const shuffled = offers
        .map((offer) => ({ offer, key: noise.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ offer }) => offer)
      return JSON.stringify(price(cart, offers, policy)) === JSON.stringify(price(cart, shuffled, policy))
    }),
    { numRuns: 800 },
  )
})

t.test('one more offer never raises what is paid', async () => {
  fc.assert(
    fc.property(cartArbitrary, offersArbitrary, coupon0(), (cart, offers, extra) => {
      const without = price(cart, offers, policy).payableFen
      return price(cart, [...offers, extra], policy).payableFen <= without
    }),
    { numRuns: 800 },
  )
})

function coupon0(): fc.Arbitrary<Offer> {
  return fc
    .integer({ min: 1, max: 5000 })
    .map((amount) =>
      coupon('extra', { class: 'extra', reduction: { amountFen: toFen(amount) }, applies: 'always' }),
    )
}

t.test('any sequence of refunds of shares ends at exactly what was paid', async () => {
  fc.assert(
    fc.property(cartArbitrary, offersArbitrary, (cart, offers) => {
      const priced = price(cart, offers, policy)
      return priced.lines.every((one) => {
        const perUnit = splitFen(
          one.payableFen,
          Array.from({ length: one.quantity }, () => 1),
        )
        return sumFen(perUnit) === one.payableFen
      })
    }),
  )
})

t.test('the best coupon is proposed; a chosen one is respected; the others say why not', async (t) => {
  const cart = cartOf([line(0), line(1), line(2)])
  const offers = [
    coupon('coupons:a'),
    coupon('coupons:b', { reduction: { rateBps: toBps(1000), rounding: 'down' } }),
    coupon('coupons:c', { thresholdFen: toFen(5000) }),
  ]
  const best = price(cart, offers, policy)
  t.same(best.chosen, ['coupons:b'])
  t.equal(best.payableFen, 2700)
  t.match(best.trace, [
    { offerId: 'coupons:a', outcome: 'lost', code: 'better_offer' },
    { offerId: 'coupons:b', outcome: 'won', amountFen: 300 },
    { offerId: 'coupons:c', outcome: 'refused', code: 'below_threshold', missingFen: 2000 },
  ])
  const chosen = price(cart, offers, { ...policy, choices: ['coupons:a'] })
  t.equal(chosen.payableFen, 2900)
  t.equal(price(cart, offers, { ...policy, choices: [] }).payableFen, 3000)
})

t.test('an exclusive unit price keeps coupons off unless they opt in', async (t) => {
  const cart = cartOf([line(0)])
  const sale: Offer = {
    id: 'flash:1',
    plugin: 'flash',
    stage: 'unit',
    label,
    lineId: 'l0',
    unitPriceFen: toFen(600),
    exclusive: true,
  }
  t.equal(price(cart, [sale, coupon('coupons:a')], policy).payableFen, 600)
  t.equal(price(cart, [sale, coupon('coupons:a', { combinesWith: ['exclusive'] })], policy).payableFen, 500)
})

t.test(
  'shipping: by region and weight, free over what the goods cost after discounts, never below zero',
  async (t) => {
    const shipping = [
      {
        regions: ['65', '54'],
        firstGram: 1000,
        firstFen: toFen(2500),
        stepGram: 500,
        stepFen: toFen(900),
        freeOverFen: null,
      },
      {
        regions: ['81'],
        firstGram: 0,
        firstFen: ZERO_FEN,
        stepGram: 0,
        stepFen: ZERO_FEN,
        freeOverFen: null,
        excluded: true,
      },
      {
        regions: [],
        firstGram: 1000,
        firstFen: toFen(800),
        stepGram: 1000,
        stepFen: toFen(200),
        freeOverFen: toFen(9900),
      },
    ]
    const at = (regionCode: string | null, unit: number, weightGram: number, offers: Offer[] = []) =>
      price(cartOf([line(0, { unitPriceFen: toFen(unit), weightGram })], regionCode), offers, {
        ...policy,
        shipping,
      })
    t.match(at('330106', 1000, 500), { shippingFen: 800, shippingState: 'charged' })
    t.match(at('330106', 1000, 2001), { shippingFen: 1200 })
    t.match(at('330106', 9900, 500), { shippingFen: 0, shippingState: 'free' })
    t.match(
      at('330106', 9950, 500, [coupon('coupons:a')]),
      {
        shippingFen: 0,
        payableFen: 9950,
        trace: [{ offerId: 'coupons:a', outcome: 'lost', code: 'no_gain' }],
      },
      'a coupon that would cost more in postage than it takes off is left out, and says so',
    )
    t.match(at('650102', 99_000, 1400), { shippingFen: 3400 })
    t.match(at('810001', 1000, 1), { shippingState: 'not_delivered' })
    const off: Offer = {
      id: 'ship:x',
      plugin: 'x',
      stage: 'shipping',
      label,
      thresholdFen: ZERO_FEN,
      reduction: { amountFen: toFen(99_999) as Fen },
    }
    t.match(at('330106', 1000, 1, [off]), { shippingFen: 0, payableFen: 1000 })
  },
)

t.test('nonsense from a plugin is refused and the cart is priced without it', async (t) => {
  const bad: Offer = {
    id: 'x:1',
    plugin: 'x',
    stage: 'unit',
    label,
    lineId: 'l0',
    unitPriceFen: Number.NaN as Fen,
  }
  const priced = price(cartOf([line(0)]), [bad], policy)
  t.equal(priced.payableFen, 1000)
  t.match(priced.trace, [{ offerId: 'x:1', outcome: 'refused', code: 'offer_invalid' }])
})
