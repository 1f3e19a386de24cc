import { later, toFen } from '@mamapu/kernel'
import { openShop } from '@mamapu/testkit'
import t from 'tap'
import { RISK_DEFAULTS, type RiskFacts, riskHints } from './risk.rules.js'

t.setTimeout(60_000)

const PLAIN: RiskFacts = {
  payableFen: toFen(9900),
  goodsFen: toFen(9900),
  costFen: toFen(5000),
  units: 1,
  sameDoor: 1,
  samePhone: 1,
  paidBefore: 3,
  refundedBefore: 0,
}

t.test('each hint from its number on, none below it, none when it is off', (t) => {
  const cases: readonly [code: string, at: Partial<RiskFacts>, below: Partial<RiskFacts>, off: object][] = [
    ['below_cost', { costFen: toFen(9901) }, { costFen: toFen(9900) }, { belowCost: false }],
    ['near_zero', { payableFen: toFen(99) }, { payableFen: toFen(100) }, { nearZeroFen: 0 }],
    ['same_door', { sameDoor: 5 }, { sameDoor: 4 }, { sameDoorOrders: 0 }],
    ['same_phone', { samePhone: 5 }, { samePhone: 4 }, { samePhoneOrders: 0 }],
    ['many_units', { units: 20 }, { units: 19 }, { manyUnits: 0 }],
    [
      'large_first',
      { paidBefore: 0, payableFen: toFen(200_000) },
      { paidBefore: 0, payableFen: toFen(199_999) },
      { firstOrderFen: 0 },
    ],
    ['often_refunds', { refundedBefore: 3 }, { refundedBefore: 2 }, { refundedOrders: 0 }],
  ]
  t.same(riskHints(PLAIN, RISK_DEFAULTS), [])
  for (const [code, at, below, off] of cases) {
    const codes = (facts: Partial<RiskFacts>, settings = {}) =>
      riskHints({ ...PLAIN, ...facts }, { ...RISK_DEFAULTS, ...settings }).map((hint) => hint.code)
    t.same(codes(at), [code], code)
    t.same(codes(below), [], `${code}: just not`)
    t.same(codes(at, off), [], `${code}: switched off`)
    for (const { words } of riskHints({ ...PLAIN, ...at }, RISK_DEFAULTS))
      t.ok(words['zh-CN'] && words.en, `${code} says why in both languages`)
  }
  t.same(riskHints({ ...PLAIN, paidBefore: 1, payableFen: toFen(900_000) }, RISK_DEFAULTS), [])
  t.end()
})

t.test('five orders to one door in a day are pointed out', async (t) => {
  const shop = await openShop(t)
  const owner = await shop.owner()
  const sku = await shop.sku({ priceFen: 8900, stock: 500 })
  for (let n = 0; n < 5; n += 1) {
    await shop
      .cart(sku)
      .by(await shop.guest())
      .order()
    shop.clock.set(later(shop.clock.now(), 1000))
  }
  await shop.deliver()
  const { json } = await shop.console('GET', '/orders', owner)
  const hints = (json.items as { risks: { code: string }[] }[]).map(({ risks }) =>
    risks.map(({ code }) => code),
  )
  t.same(hints.flat(), ['same_door'], 'the fifth alone')
  const settings = { ...RISK_DEFAULTS, sameDoorOrders: 3 }
  t.match((await shop.console('GET', '/order-risk', owner)).json, { version: 0, settings: RISK_DEFAULTS })
  const saved = await shop.console('PUT', '/order-risk', owner, { body: { version: 0, settings } })
  t.match(saved.json, { version: 1, settings: { sameDoorOrders: 3 } })
  const after = await shop.console('GET', '/orders', owner)
  t.equal((after.json.items as { risks: unknown[] }[]).filter(({ risks }) => risks.length > 0).length, 3)
})
