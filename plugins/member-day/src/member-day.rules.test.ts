import { newId, toFen } from '@mamapu/kernel'
import { NO_CAMPAIGNS } from '@mamapu/plugin-sdk'
import { type Cart, type Offer, price } from '@mamapu/pricing'
import { sampleConfig, sampleRound } from '@mamapu/testkit'
import t from 'tap'
import { memberDay } from './member-day.mechanic.js'
import { dayLimits, dayPoints, dayPriceRule } from './member-day.price.js'
import { dayPrice, type MemberDay } from './member-day.rules.js'
import { cartWords } from './member-day.slots.js'

const at = new Date('2026-03-04T02:00:00Z')
const skuId = newId('sku', at)
const config = (given: object) => sampleConfig(memberDay, given)

const cartOf = (quantity: number, unitFen = 1000): Cart => ({
  regionCode: null,
  lines: [
    {
      lineId: 'l0',
      skuId,
      productId: 'prd_0',
      categoryIds: ['cat_1'],
      tags: [],
      quantity,
      unitPriceFen: toFen(unitFen),
      floorFen: toFen(0),
      weightGram: 0,
    },
  ],
})

const input = (cart: Cart, ...running: MemberDay[]) =>
  ({ cart, settings: {}, facts: {}, at, customer: null, campaigns: { ...NO_CAMPAIGNS, running } }) as never

const POLICY = { payableFloorFen: toFen(1), shipping: [], choices: 'best', points: 'none' } as const

const paid = (cart: Cart, ...running: MemberDay[]) =>
  price(cart, dayPriceRule.offers(input(cart, ...running)), POLICY).payableFen

t.test('percentages, amounts and prices of their own; odd fen and rounding', async (t) => {
  const priceOf = (given: object, everyday = 999) =>
    dayPrice(config(given), { skuId, everydayFen: toFen(everyday) })
  t.equal(priceOf({ kind: 'percent', offBps: 1200 }), 880, '119.88 off is 119')
  t.equal(priceOf({ kind: 'percent', offBps: 1200, roundTo: 'jiao' }), 880)
  t.equal(priceOf({ kind: 'percent', offBps: 1500, roundTo: 'jiao' }), 850 - 0)
  t.equal(priceOf({ kind: 'percent', offBps: 1500, roundTo: 'yuan' }), 800)
  t.equal(priceOf({ kind: 'percent', offBps: 1500, roundTo: 'yuan' }, 50), 43, 'never down to nothing')
  t.equal(priceOf({ kind: 'minus', minusFen: 100 }), 899)
  t.equal(priceOf({ kind: 'minus', minusFen: 999 }), null, 'never free')
  t.equal(priceOf({ kind: 'fixed', items: [{ skuId, priceFen: 500 }] }), 500)
  t.equal(priceOf({ kind: 'fixed', items: [{ skuId, priceFen: 1500 }] }), null, 'never dearer')
  t.equal(priceOf({ kind: 'fixed', items: [{ skuId: newId('sku', at), priceFen: 5 }] }), null)
})

t.test('no limit, further units at the everyday price, or a counter of the person', async (t) => {
  const day = (given: object) => sampleRound(config({ kind: 'minus', minusFen: 400, ...given }))
  t.equal(paid(cartOf(3), day({})), 1800)
  t.equal(paid(cartOf(3), day({ limit: 'normal', limitUnits: 2 })), 2 * 600 + 1000)
  t.equal(paid(cartOf(2), day({ limit: 'normal', limitUnits: 2 })), 1200)
  const [offer] = dayPriceRule.offers(input(cartOf(3), day({ limit: 'normal', limitUnits: 2 })))
  t.match(offer, { unitsMax: 2, takes: [{ units: 2, limit: 2, perPerson: true, asFarAsLeft: true }] })
  const hard = day({ limit: 'hard', limitUnits: 2 })
  t.match(dayPriceRule.offers(input(cartOf(2), hard))[0], {
    takes: [{ kind: 'member-day.person', units: 2, limit: 2, perPerson: true }],
  })
  const refused = (quantity: number, won: string[]) =>
    dayLimits.check({ ...(input(cartOf(quantity), hard) as object), won } as never)
  const ids = dayPriceRule.offers(input(cartOf(3), hard)).map(({ id }) => id)
  t.same(refused(2, ids), [])
  t.match(refused(3, ids), [{ code: 'MEMBER_DAY_LIMIT', lineId: 'l0' }])
  t.same(refused(3, ['flash-sale:of-another']), [], 'a better price won the line')
})

t.test('the cart says how many units of a line have the price', async (t) => {
  const wordsFor = (left: number, quantity: number) => {
    const day = sampleRound(config({ kind: 'minus', minusFen: 400, limit: 'normal', limitUnits: 2 }))
    const cart = cartOf(quantity)
    // As core splits it by what the person has left.
    const offers = dayPriceRule
      .offers(input(cart, day))
      .map((offer) => ({ ...offer, unitsMax: left }) as Offer)
    const { lines } = price(cart, offers, POLICY)
    const subject = { line: cart.lines[0], priced: lines[0] }
    const say = (key: string, values?: object) => `${key} ${JSON.stringify(values ?? {})}`
    return cartWords.data({ subject, campaigns: { ...NO_CAMPAIGNS, running: [day] }, t: say } as never)
  }
  t.match(wordsFor(2, 2), { text: 'tag {}' })
  t.match(wordsFor(2, 5), { text: 'split {"units":2,"rest":3}' })
  t.match(wordsFor(1, 2), { text: 'split {"units":1,"rest":1}' })
  t.match(wordsFor(0, 2), { text: 'used_up {}' })
})

t.test('the best of two days counts, and only for goods in scope', async (t) => {
  const a = sampleRound(config({ kind: 'minus', minusFen: 100 }))
  const b = sampleRound(config({ kind: 'percent', offBps: 2000 }))
  const elsewhere = sampleRound(config({ kind: 'minus', minusFen: 900 }), { covers: () => false })
  t.equal(paid(cartOf(1), a, b, elsewhere), 800)
  t.equal(paid(cartOf(1)), 1000)
})

t.test('points are raised for goods in scope, whatever their price', async (t) => {
  const factors = (given: object, covers = true) =>
    dayPoints.factors(input(cartOf(1), sampleRound(config(given), { covers: () => covers })))
  t.match(factors({ pointsBps: 20_000 }), [{ lineIds: ['l0'], bps: 20_000 }])
  t.match(factors({ pointsBps: 20_000 }, false), [{ lineIds: [] }])
  t.same(factors({}), [])
})

t.test('what makes no sense is said where it stands; the day in a line', async (t) => {
  const paths = (given: object) => memberDay.check?.(config(given)).map(({ path }) => path)
  t.same(paths({ kind: 'minus' }), ['/minusFen'])
  t.same(paths({ kind: 'fixed' }), ['/items'])
  const item = { skuId, priceFen: 1 }
  t.same(paths({ kind: 'fixed', items: [item, item] }), ['/items/1/skuId'])
  t.equal(memberDay.summary(config({ offBps: 1200, pointsBps: 15_000 }), 'zh-CN'), '8.8折，积分×1.5')
  t.equal(memberDay.summary(config({ offBps: 1200, pointsBps: 20_000 }), 'en'), '12% off, points ×2')
  t.equal(memberDay.summary(config({ kind: 'minus', minusFen: 500 }), 'zh-CN'), '每件减5')
})
