import { toFen } from '@mamapu/kernel'
import { NO_CAMPAIGNS } from '@mamapu/plugin-sdk'
import { type Cart, price } from '@mamapu/pricing'
import { sampleConfig, sampleRound } from '@mamapu/testkit'
import t from 'tap'
import { configFaults } from './full-reduction.check.rules.js'
import type { FullReductionConfig } from './full-reduction.config.js'
import { fullReduction } from './full-reduction.mechanic.js'
import { fullReductionOffers, giftPools, postageOffers } from './full-reduction.price.js'

const sku = (digit: number) => `sku_${'0'.repeat(31)}${digit}`
const config = (given: object) => sampleConfig(fullReduction, given)

const cart = (
  lines: readonly [unitFen: number, quantity: number][],
  regionCode: string | null = null,
): Cart => ({
  regionCode,
  lines: lines.map(([unitFen, quantity], index) => ({
    lineId: `l${index}`,
    skuId: sku(index),
    productId: `prd_${index}`,
    categoryIds: index === 0 ? ['cat_1'] : [],
    tags: [],
    quantity,
    unitPriceFen: toFen(unitFen),
    floorFen: toFen(0),
    weightGram: 0,
  })),
})

const POLICY = {
  payableFloorFen: toFen(1),
  shipping: [
    {
      regions: [],
      firstGram: 1000,
      firstFen: toFen(800),
      stepGram: 1000,
      stepFen: toFen(0),
      freeOverFen: null,
    },
  ],
  choices: 'best',
  points: 'none',
} as const

const NEW = { isNew: true, ordersPaid: 0 }

const priced = (given: FullReductionConfig, basket: Cart, round = {}) =>
  price(basket, fullReductionOffers(basket, [sampleRound(given, round)], NEW), POLICY)

const ladder = config({
  tiers: [
    { thresholdFen: 19_900, amountFen: 3000 },
    { thresholdFen: 29_900, amountFen: 5000 },
  ],
})

t.test('the highest rung reached counts; one fen below it does not', async (t) => {
  const off = (fen: number) => priced(ladder, cart([[fen, 1]])).discountFen
  t.equal(off(19_899), 0)
  t.equal(off(19_900), 3000)
  t.equal(off(29_899), 3000)
  t.equal(off(29_900), 5000)
})

t.test('every full amount, at most so often', async (t) => {
  const every = config({ tiers: [{ thresholdFen: 10_000, amountFen: 1000 }], repeatsMax: 3 })
  const off = (fen: number) => priced(every, cart([[fen, 1]])).discountFen
  t.same([9_999, 10_000, 25_000, 39_999, 99_999].map(off), [0, 1000, 2000, 3000, 3000])
})

t.test('units, percentages with a cap, odd fen and rounding', async (t) => {
  const two = config({ tiers: [{ thresholdUnits: 2, off: 'rate', offBps: 2000 }] })
  t.equal(priced(two, cart([[999, 1]])).discountFen, 0)
  t.equal(priced(two, cart([[999, 2]])).discountFen, 399, 'the odd fen stays with the shop')
  t.equal(
    priced(
      two,
      cart([
        [500, 1],
        [700, 1],
      ]),
    ).discountFen,
    240,
    'units of several goods add up',
  )
  const capped = config({ tiers: [{ thresholdUnits: 1, off: 'rate', offBps: 5000, capFen: 2000 }] })
  t.equal(priced(capped, cart([[9900, 1]])).discountFen, 2000)
  const whole = config({ tiers: [{ thresholdUnits: 1, off: 'rate', offBps: 1000 }], roundTo: 'yuan' })
  t.equal(priced(whole, cart([[3333, 1]])).payableFen - 800, 3000, 'what is paid is whole yuan')
})

t.test('only goods in scope count and are reduced, and the shares add up', async (t) => {
  const basket = cart([
    [20_000, 1],
    [50_000, 1],
  ])
  const result = priced(ladder, basket, {
    covers: ({ categoryIds }: { categoryIds: readonly string[] }) => categoryIds.includes('cat_1'),
  })
  t.same(
    result.lines.map(({ discountFen }) => discountFen),
    [3000, 0],
  )
  t.same(
    result.lines.flatMap(({ shares }) => shares.map(({ stage, plugin }) => `${plugin} ${stage}`)),
    ['full-reduction order'],
  )
})

t.test('free shipping everywhere, or in some regions once the address is known', async (t) => {
  const free = (regions: readonly string[]) =>
    config({ tiers: [{ thresholdFen: 9900, off: 'none', freeShipping: true }], shippingRegions: regions })
  const fee = (regions: readonly string[], region: string | null) =>
    priced(free(regions), cart([[9900, 1]], region)).shippingFen
  t.equal(fee([], '330106'), 0)
  t.equal(fee(['33'], '330106'), 0)
  t.equal(fee(['33'], '440305'), 800)
  t.equal(
    fullReductionOffers(cart([[9900, 1]]), [sampleRound(free(['33']))], NEW)[0]?.tiers[0]?.freeShipping,
    undefined,
  )
})

t.test('gifts of the reached rung, from the shop or from what was set aside', async (t) => {
  const giving = config({
    tiers: [
      { thresholdFen: 9900, off: 'none' },
      { thresholdFen: 19_900, off: 'none' },
    ],
    gifts: [
      { rung: 1, skuId: sku(8), title: '围兜' },
      { rung: 2, skuId: sku(9), title: '奶瓶', units: 2, stock: 'own', ownUnits: 10 },
    ],
    giftRefund: 'keep',
  })
  const gifts = (fen: number) =>
    priced(giving, cart([[fen, 1]])).gifts.map(({ skuId, units, onRefund }) => [skuId, units, onRefund])
  t.same(gifts(9899), [])
  t.same(gifts(9900), [[sku(8), 1, 'keep']])
  t.same(gifts(19_900), [[sku(9), 2, 'keep']])
  t.same(giftPools(giving), [{ kind: 'full-reduction.gift', skuId: sku(9), units: 10, mode: 'own' }])
})

t.test('what makes no sense is said where it stands', async (t) => {
  const paths = (given: object) => (fullReduction.check?.(config(given)) ?? []).map(({ path }) => path)
  t.same(paths({ tiers: [{ amountFen: 100 }] }), ['/tiers/0/thresholdFen'])
  t.same(paths({ tiers: [{ thresholdFen: 1000 }] }), ['/tiers/0/amountFen'])
  t.same(paths({ tiers: [{ thresholdFen: 1000, amountFen: 1001 }] }), ['/tiers/0/amountFen'])
  t.same(paths({ tiers: [{ thresholdFen: 1000, off: 'none' }] }), ['/tiers/0/off'])
  t.same(
    paths({
      tiers: [
        { thresholdFen: 1000, amountFen: 1 },
        { thresholdFen: 1000, amountFen: 2 },
      ],
    }),
    ['/tiers/1/thresholdFen'],
  )
  t.same(paths({ tiers: [{ thresholdUnits: 2, off: 'rate', offBps: 1000 }], repeatsMax: 2 }), ['/repeatsMax'])
  t.same(
    paths({
      tiers: [{ thresholdFen: 1000, amountFen: 1 }],
      gifts: [{ rung: 2, skuId: sku(8), title: '围兜', stock: 'own' }],
    }),
    ['/gifts/0/rung', '/gifts/0/ownUnits'],
  )
})

t.test('the ladder in words', async (t) => {
  t.equal(fullReduction.summary(ladder, 'zh-CN'), '满199减30，满299减50')
  t.equal(fullReduction.summary(ladder, 'en'), '¥30 off from ¥199, ¥50 off from ¥299')
  const rich = config({
    tiers: [{ thresholdUnits: 2, off: 'rate', offBps: 1200, capFen: 5000, freeShipping: true }],
    gifts: [{ skuId: sku(8), title: '围兜', titleEn: 'bib' }],
  })
  t.equal(fullReduction.summary(rich, 'zh-CN'), '满2件打8.8折（最多减50）、包邮、送围兜×1')
  t.equal(fullReduction.summary(rich, 'en'), '12% off (at most ¥50), free shipping, bib ×1 free from 2 units')
  const every = config({ tiers: [{ thresholdFen: 10_000, amountFen: 1000 }], repeatsMax: 3 })
  t.equal(fullReduction.summary(every, 'zh-CN'), '每满100减10')
})

t.test('no campaign, no offer', async (t) =>
  t.same(fullReductionOffers(cart([[100, 1]]), NO_CAMPAIGNS.running, NEW), []),
)

t.test('whose order it is, where it goes, what the threshold looks at, and what it keeps out', async (t) => {
  const tiers = [{ thresholdFen: 10_000, amountFen: 1000 }]
  const offers = (given: object, basket: Cart, buyer = NEW) =>
    fullReductionOffers(basket, [sampleRound(config({ tiers, ...given }))], buyer)
  const basket = cart([[10_000, 1]], '330106')
  const second = { isNew: false, ordersPaid: 1 }
  t.match(offers({ nthOrder: 1 }, basket), [{ nthOrder: 1 }])
  t.same(offers({ nthOrder: 1 }, basket, second), [])
  t.same(offers({ nthOrder: 2 }, basket), [])
  t.match(offers({ nthOrder: 2 }, basket, second), [{ nthOrder: 2 }])
  t.equal(fullReduction.summary(config({ tiers, nthOrder: 1 }), 'zh-CN'), '首单满100减10')
  t.equal(offers({ regions: ['33', '44'] }, basket).length, 1)
  t.same(offers({ regions: ['44'] }, basket), [])
  t.same(offers({ regions: ['33'] }, cart([[10_000, 1]])), [], 'no address, no promise')
  t.match(offers({ measures: 'cart', stops: true, group: ' 换季 ' }, basket), [
    { measures: 'cart', stops: true, excludes: '换季' },
  ])
  t.match(offers({ usesMax: 2, usesBack: false }, basket)[0]?.takes, [
    { limit: 2, giveBack: 'never', perPerson: true },
  ])
})

t.test('postage at a percentage of the full fee from the first rung on', async (t) => {
  const given = config({ tiers: [{ thresholdFen: 10_000, amountFen: 1000 }], shippingOffBps: 2500 })
  const fee = (priceFen: number) => {
    const basket = cart([[priceFen, 1]], '330106')
    return price(basket, postageOffers(basket, [sampleRound(given)], NEW), POLICY).shippingFen
  }
  t.equal(fee(9999), 800)
  t.equal(fee(10_000), 600)
  const counted = sampleRound({ ...given, nthOrder: 1, usesMax: 1 })
  const [ladder, postage] = [fullReductionOffers, postageOffers].map(
    (offersOf) => offersOf(cart([[10_000, 1]], '330106'), [counted], NEW)[0],
  )
  t.match(postage, { nthOrder: 1, takes: [{ units: 1, limit: 1, perPerson: true }] })
  t.not(postage?.takes?.[0]?.id, ladder?.takes?.[0]?.id, 'one order is one use of each')
  t.match(configFaults(config({ tiers: [{ thresholdUnits: 2, amountFen: 1 }], shippingOffBps: 2500 })), [
    { path: '/tiers/0/thresholdFen' },
  ])
})
