import { toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import fc from 'fast-check'
import type {
  CartLine,
  DeliveryFee,
  LineOffer,
  Offer,
  OrderOffer,
  PricingPolicy,
  Reduction,
  Tier,
} from '../pricing.types.js'

export const LINES = ['l0', 'l1', 'l2', 'l3', 'l4']
export const label = { 'zh-CN': '优惠', en: 'Offer' }

/** Prices that tie, cost nothing or leave odd fen on purpose. */
const amount = fc.oneof(fc.constantFrom(0, 1, 99, 100, 1000, 1000, 3333), fc.integer({ min: 0, max: 9999 }))
const fen = amount.map(toFen)

export const lines = fc
  .array(
    fc.record({
      quantity: fc.integer({ min: 1, max: 5 }),
      unit: amount,
      floor: fc.option(amount),
      gram: fc.nat(900),
    }),
    { minLength: 1, maxLength: LINES.length },
  )
  .map((rows) =>
    rows.map(
      ({ quantity, unit, floor, gram }, index): CartLine => ({
        lineId: `l${index}`,
        skuId: `s${index}`,
        productId: `p${index}`,
        categoryIds: [],
        tags: [],
        quantity,
        unitPriceFen: toFen(unit),
        floorFen: toFen(Math.min(floor ?? 0, unit)),
        weightGram: gram,
      }),
    ),
  )
export const carts = fc.record({ lines, regionCode: fc.constantFrom('330106', null) })

const rule = {
  regions: ['33'],
  firstGram: 1000,
  firstFen: toFen(800),
  stepGram: 500,
  stepFen: toFen(150),
} as const
export const policies: fc.Arbitrary<PricingPolicy> = fc.record({
  payableFloorFen: fc.constantFrom(ZERO_FEN, ZERO_FEN, toFen(1), toFen(2500)),
  shipping: fc.oneof(
    fc.constantFrom<PricingPolicy['shipping']>(
      [],
      [{ ...rule, freeOverFen: null }],
      [{ ...rule, freeOverFen: toFen(6000) }],
    ),
    fc.record({
      state: fc.constantFrom<DeliveryFee['state']>(
        'known',
        'known',
        'known',
        'unknown_region',
        'not_delivered',
      ),
      parts: fc.array(fc.record({ feeFen: fen, freeOverFen: fc.option(fen) }), { maxLength: 3 }),
    }),
  ),
  choices: fc.constantFrom('best' as const, ['order:1', 'line:1'], []),
  points: fc.constantFrom('none' as const, 'most' as const, 150),
})

const roundTo = fc.constantFrom(undefined, undefined, 'jiao' as const, 'yuan' as const)
const rounding = fc.constantFrom('down' as const, 'up' as const)
const rate = fc.oneof(fc.constantFrom(0, 5000, 10_000), fc.integer({ min: 0, max: 10_000 })).map(toBps)
export const reductions: fc.Arbitrary<Reduction> = fc.oneof(
  fc.record({ amountFen: fen }),
  fc.record({ rateBps: rate, rounding }),
  fc.record({ rateBps: rate, rounding, capFen: fen }),
  fc.record({ priceFen: fen }),
)

const stacking = {
  class: fc.constantFrom('coupon', 'full', 'set'),
  combinesWith: fc.subarray(['coupon', 'full', 'set', 'exclusive', 'points']),
  excludes: fc.option(fc.constantFrom('x', 'y'), { nil: undefined, freq: 4 }),
  applies: fc.constantFrom('always' as const, 'choice' as const),
  undiscountedOnly: fc.boolean(),
  priority: fc.integer({ min: -1, max: 2 }),
}
const flags = {
  stops: fc.option(fc.constant(true), { nil: undefined, freq: 5 }),
  alone: fc.option(fc.constant(true), { nil: undefined, freq: 8 }),
}
const lineIds = fc.subarray([...LINES, 'gone'], { minLength: 1 })

/** Left-out fields are left out: the types tell them from undefined ones. */
const bare = <T>(value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T

const tiers: fc.Arbitrary<Tier[]> = fc
  .array(
    fc.record({
      thresholdFen: amount.map((fenNumber) => toFen(fenNumber * 2)),
      thresholdUnits: fc.option(fc.nat(6), { nil: undefined }),
      reduction: fc.option(
        fc.tuple(reductions, roundTo).map(([one, to]) => bare<Reduction>({ ...one, roundTo: to })),
        {
          nil: undefined,
          freq: 6,
        },
      ),
      gifts: fc.option(
        fc
          .integer({ min: 1, max: 2 })
          .map((units) => [{ skuId: 'gift', title: label, units, takes: [], onRefund: 'keep' as const }]),
        { nil: undefined, freq: 4 },
      ),
      freeShipping: fc.option(fc.constant(true), { nil: undefined, freq: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((rows) => rows.map((row) => bare<Tier>(row)).sort((a, b) => a.thresholdFen - b.thresholdFen))

const take = { kind: 'x', id: 'x', units: 1, limit: 1, giveBack: 'cancel' } as const
const takes = fc.option(fc.constant([take]), { nil: undefined })
const index = fc.nat(6)

export const orderOffers = (more: object) =>
  fc
    .record({
      ...stacking,
      ...more,
      index,
      lineIds,
      takes,
      tiers,
      measures: fc.option(fc.oneof(fc.constant('cart' as const), lineIds), { nil: undefined }),
      repeatsMax: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      units: fc.option(
        fc.record({
          max: fc.integer({ min: 1, max: 4 }),
          pick: fc.constantFrom('dearest' as const, 'cheapest' as const),
        }),
        { nil: undefined },
      ),
      base: fc.constantFrom(undefined, 'left' as const, 'original' as const),
    })
    .map(({ index: id, ...rest }) =>
      bare<OrderOffer>({ id: `order:${id}`, plugin: 'o', stage: 'order', label, campaignId: 'cmp', ...rest }),
    )

export const lineOffers = (more: object) =>
  fc
    .record({
      ...stacking,
      ...more,
      index,
      lineIds,
      takes,
      set: fc
        .record({
          units: fc.integer({ min: 1, max: 4 }),
          setsMax: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
        })
        .map((set) => bare<LineOffer['set']>(set)),
      gives: fc.oneof(
        fc
          .record({ cheapest: fc.constant(1), rateBps: rate, rounding, roundTo })
          .map((one) => bare<LineOffer['gives']>(one)),
        fc.record({ cheapest: fc.constant(1), unitPriceFen: fen }),
        fc.record({ setPriceFen: fen }),
      ),
    })
    .map(({ index: id, ...rest }) =>
      bare<LineOffer>({ id: `line:${id}`, plugin: 'b', stage: 'line', label, ...rest }),
    )

export const unitOffers: fc.Arbitrary<Offer> = fc
  .record({
    index,
    lineId: fc.constantFrom(...LINES),
    unitPriceFen: fen,
    exclusive: fc.boolean(),
    unitsMax: fc.option(fc.nat(4), { nil: undefined }),
    takes,
    priority: fc.nat(2),
  })
  .map(({ index: id, ...rest }) =>
    bare<Offer>({ id: `unit:${id}`, plugin: 'u', stage: 'unit', label, ...rest }),
  )

export const shippingOffers: fc.Arbitrary<Offer> = fc
  .record({ index, thresholdFen: fen, reduction: reductions, takes, priority: fc.nat(2) })
  .map(({ index: id, ...rest }) =>
    bare<Offer>({ id: `ship:${id}`, plugin: 's', stage: 'shipping', label, ...rest }),
  )

export const pointsOffers: fc.Arbitrary<Offer> = fc
  .record({
    pointsAvailable: fc.nat(20_000),
    pointsPerYuan: fc.constantFrom(1, 7, 100, 1000),
    maxShareBps: rate,
    step: fc.constantFrom(1, 10, 100),
  })
  .map((rest) => ({
    id: 'points:one',
    plugin: 'p',
    stage: 'points',
    label,
    spends: { kind: 'points', id: 'me', limit: null, giveBack: 'refund' },
    ...rest,
  }))

const offersOf = (contenders: fc.Arbitrary<Offer>[], maxLength: number) =>
  fc.uniqueArray(fc.oneof(...contenders, ...contenders, unitOffers, shippingOffers, pointsOffers), {
    maxLength,
    selector: ({ id }) => id,
  })
export const offers = offersOf([orderOffers(flags), lineOffers(flags)], 7)
