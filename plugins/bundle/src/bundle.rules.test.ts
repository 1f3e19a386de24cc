import { toFen } from '@mamapu/kernel'
import type { RunningCampaign } from '@mamapu/plugin-sdk'
import { type Cart, price } from '@mamapu/pricing'
import { sampleConfig, sampleRound } from '@mamapu/testkit'
import t from 'tap'
import type { BundleConfig } from './bundle.config.js'
import { bundle } from './bundle.mechanic.js'
import { addOnOffers, setOffers } from './bundle.price.js'

const sku = (digit: number) => `sku_${'0'.repeat(31)}${digit}`
const config = (given: object) => sampleConfig(bundle, given)

const cart = (...lines: readonly [unitFen: number, quantity: number][]): Cart => ({
  regionCode: null,
  lines: lines.map(([unitFen, quantity], index) => ({
    lineId: `l${index}`,
    skuId: sku(index),
    productId: `prd_${index}`,
    categoryIds: [],
    tags: [],
    quantity,
    unitPriceFen: toFen(unitFen),
    floorFen: toFen(0),
    weightGram: 0,
  })),
})

function priced(basket: Cart, ...rounds: RunningCampaign<BundleConfig>[]) {
  const offers = [...setOffers(basket, rounds), ...addOnOffers(basket, rounds)]
  return price(basket, offers, { payableFloorFen: toFen(1), shipping: [], choices: 'best', points: 'none' })
}

const paid = (basket: Cart, ...rounds: RunningCampaign<BundleConfig>[]) =>
  priced(basket, ...rounds).payableFen

t.test('any three for 99: full sets at the price, the rest as it is', async (t) => {
  const three = sampleRound(config({ play: 'set-price', units: 3, setPriceFen: 9900 }))
  t.equal(paid(cart([4000, 2]), three), 8000)
  t.equal(paid(cart([4000, 3]), three), 9900)
  t.equal(paid(cart([4000, 2], [5000, 1]), three), 9900)
  t.equal(paid(cart([4000, 4]), three), 13_900)
  t.equal(paid(cart([4000, 6]), three), 19_800)
  t.equal(paid(cart([3000, 3]), three), 9000, 'never dearer than without it')
})

t.test('the second at half price: the cheaper one of each pair', async (t) => {
  const half = sampleRound(config({ play: 'nth', units: 2 }))
  t.equal(paid(cart([999, 1]), half), 999)
  t.equal(paid(cart([999, 2]), half), 999 + 500, 'the odd fen stays with the shop')
  t.equal(paid(cart([5000, 1], [3000, 1]), half), 6500)
  t.equal(paid(cart([1000, 5]), half), 4000)
  t.equal(paid(cart([1000, 6]), sampleRound(config({ play: 'nth', units: 3, offBps: 3000 }))), 5400)
  t.equal(paid(cart([1000, 6]), sampleRound(config({ play: 'nth', units: 2, setsMax: 1 }))), 5500)
  const rounded = (roundTo: string) =>
    paid(cart([999, 2]), sampleRound(config({ play: 'nth', units: 2, offBps: 3300, roundTo })))
  t.same(['fen', 'jiao', 'yuan'].map(rounded), [999 + 670, 999 + 670, 999 + 700])
})

t.test('buy two, get one', async (t) => {
  const free = sampleRound(config({ play: 'buy-get', units: 2, freeUnits: 1 }))
  t.equal(paid(cart([1000, 2]), free), 2000)
  t.equal(paid(cart([1000, 3]), free), 2000)
  t.equal(paid(cart([1000, 1], [2000, 1], [3000, 1]), free), 5000)
})

t.test('a unit counts in one set only, sets of different campaigns stand side by side', async (t) => {
  const first = sampleRound(config({ play: 'nth', units: 2 }), {
    covers: ({ productId }) => productId === 'prd_0',
  })
  const second = sampleRound(config({ play: 'buy-get', units: 1 }), {
    covers: ({ productId }) => productId === 'prd_1',
  })
  t.equal(paid(cart([1000, 2], [1000, 2]), first, second), 2500)
  const both = [
    sampleRound(config({ play: 'nth', units: 2 })),
    sampleRound(config({ play: 'buy-get', units: 1 })),
  ]
  t.equal(paid(cart([1000, 2]), ...both), 1000)
})

t.test('an add-on opens with the amount of the other goods and has its price so often', async (t) => {
  const addOn = sampleRound(
    config({
      play: 'add-on',
      thresholdFen: 9900,
      addOns: [{ skuId: sku(1), title: '湿巾', priceFen: 990, unitsMax: 2 }],
    }),
  )
  t.equal(paid(cart([9899, 1], [2000, 1]), addOn), 9899 + 2000)
  t.equal(paid(cart([9900, 1], [2000, 1]), addOn), 9900 + 990)
  t.equal(paid(cart([9900, 1], [2000, 3]), addOn), 9900 + 2 * 990 + 2000)
  t.equal(paid(cart([9900, 1], [900, 1]), addOn), 9900 + 900, 'never dearer than without it')
  t.equal(paid(cart([100, 1], [20_000, 1]), addOn), 20_100, 'it does not open itself')
})

t.test('what makes no sense is said where it stands', async (t) => {
  const paths = (given: object) => (bundle.check?.(config(given)) ?? []).map(({ path }) => path)
  t.same(paths({ play: 'set-price' }), ['/setPriceFen'])
  t.same(paths({ play: 'nth', units: 1 }), ['/units'])
  t.same(paths({ play: 'buy-get', units: 1 }), [])
  t.same(paths({ play: 'add-on' }), ['/thresholdFen', '/addOns'])
  const one = { skuId: sku(1), title: '湿巾', priceFen: 990 }
  t.same(paths({ play: 'add-on', thresholdFen: 1, addOns: [one, one] }), ['/addOns/1/skuId'])
})

t.test('the play in words', async (t) => {
  const both = (given: object) => [
    bundle.summary(config(given), 'zh-CN'),
    bundle.summary(config(given), 'en'),
  ]
  t.same(both({ play: 'nth' }), ['第2件半价', '50% off every 2nd unit'])
  t.same(both({ play: 'nth', units: 3, offBps: 2000 }), ['第3件8折', '20% off every 3rd unit'])
  t.same(both({ play: 'set-price', units: 3, setPriceFen: 9900 }), ['任选3件99元', 'any 3 for ¥99'])
  t.same(both({ play: 'buy-get', units: 1 }), ['买1送1', 'buy 1, get 1 free'])
  t.same(both({ play: 'add-on', thresholdFen: 9900, addOns: [] }), ['满99元超值换购', 'add-ons from ¥99'])
})
