import { toFen, ZERO_FEN } from '@mamapu/kernel'
import { type Cart, type Offer, price, type Stage } from '@mamapu/pricing'
import fc from 'fast-check'
import t from 'tap'
import { asOffers, OFFERS_MAX, whyNonsense } from './offer-check.js'

const words = { 'zh-CN': '优惠', en: 'Offer' }
const hex = '0'.repeat(32)
const take = { kind: 'x.use', id: 'a', units: 1, limit: 1, giveBack: 'refund' }
const gift = { skuId: `sku_${hex}`, title: words, units: 1, takes: [take], onRefund: 'keep' }
const stacking = { class: 'c', combinesWith: [], applies: 'always', lineIds: ['l0'] }
const base = { id: 'x:1', plugin: 'x', label: words, campaignId: `cmp_${hex}`, priority: -3, takes: [take] }
const off = { rateBps: 500, rounding: 'down', capFen: 900, roundTo: 'jiao' }

const GOOD: Readonly<Record<Stage, Record<string, unknown>>> = {
  unit: { lineId: 'l0', unitPriceFen: 500, unitsMax: 2, exclusive: true, listed: false },
  line: { ...stacking, set: { units: 2, setsMax: 3 }, gives: { cheapest: 1, rateBps: 5000, rounding: 'up' } },
  order: {
    ...stacking,
    measures: 'cart',
    repeatsMax: 2,
    units: { max: 1, pick: 'dearest' },
    base: 'original',
    tiers: [
      { thresholdFen: 0, reduction: off },
      { thresholdFen: 900, thresholdUnits: 2, gifts: [gift], freeShipping: true },
    ],
  },
  shipping: { thresholdFen: 0, reduction: { priceFen: 100 } },
  points: {
    pointsAvailable: 900,
    pointsPerYuan: 100,
    maxShareBps: 5000,
    step: 10,
    spends: { kind: 'x.use', id: 'me', limit: null, giveBack: 'refund' },
  },
}
const STAGES = Object.keys(GOOD) as Stage[]

const cart: Cart = {
  regionCode: null,
  lines: ['l0', 'l1'].map((lineId) => ({
    lineId,
    skuId: lineId,
    productId: lineId,
    categoryIds: [],
    tags: [],
    quantity: 3,
    unitPriceFen: toFen(1000),
    floorFen: ZERO_FEN,
    weightGram: 10,
  })),
}
const context = (stage: Stage) => ({
  pluginId: 'x',
  rule: { stage },
  lineIds: new Set(['l0', 'l1']),
  kinds: new Set(['x.use']),
})
const why = (stage: Stage, change: object = {}) =>
  whyNonsense([{ ...base, stage, ...GOOD[stage], ...change }], context(stage))

t.test('every shape a contract names is admitted', async (t) => {
  for (const stage of STAGES) t.equal(why(stage), null, stage)
  t.equal(why('line', { gives: { setPriceFen: 9900 } }), null)
  t.equal(why('line', { gives: { cheapest: 1, unitPriceFen: 0 } }), null)
  t.equal(why('order', { measures: ['l1'] }), null)
})

t.test('what no contract names is refused with the reason', async (t) => {
  const wrong: [Stage, object, RegExp][] = [
    ['unit', { plugin: 'y' }, /its own id/],
    ['unit', { id: 'y:1' }, /begins with the plugin id/],
    ['unit', { label: { en: 'only' } }, /both languages/],
    ['unit', { priority: 1001 }, /priority/],
    ['unit', { campaignId: 'spring' }, /campaignId/],
    ['unit', { takes: [{ ...take, kind: 'stock' }] }, /not declared/],
    ['unit', { takes: [{ ...take, insteadOfStock: true }] }, /not declared/],
    ['unit', { takes: [{ ...take, lineId: 'gone' }] }, /not declared/],
    ['unit', { takes: [{ ...take, perPerson: true, limit: null }] }, /not declared/],
    ['unit', { takes: [{ ...take, asFarAsLeft: true }] }, /not declared/],
    ['unit', { lineId: 'gone' }, /lineId/],
    ['unit', { unitPriceFen: 1.5 }, /whole fen/],
    ['unit', { unitPriceFen: Number.MAX_SAFE_INTEGER }, /whole fen/],
    ['line', { set: { units: 0 } }, /units/],
    ['line', { gives: { cheapest: 3, rateBps: 5000, rounding: 'up' } }, /gives/],
    ['line', { lineIds: ['gone'] }, /lineIds/],
    ['order', { class: '' }, /class/],
    ['order', { applies: 'sometimes' }, /applies/],
    ['order', { stops: 'yes' }, /flags/],
    ['order', { tiers: [] }, /tiers/],
    ['order', { tiers: [null] }, /tier/],
    ['order', { tiers: [{ thresholdFen: 9 }, { thresholdFen: 8 }] }, /ascend/],
    [
      'order',
      { tiers: [{ thresholdFen: 0, reduction: { rateBps: 10_001, rounding: 'down' } }] },
      /reduction/,
    ],
    ['order', { tiers: [{ thresholdFen: 0, gifts: [{ ...gift, units: 0 }] }] }, /gifts/],
    [
      'order',
      { tiers: [{ thresholdFen: 0, gifts: [{ ...gift, takes: [{ ...take, lineId: 'l0' }] }] }] },
      /gifts/,
    ],
    ['order', { measures: ['gone'] }, /measures/],
    ['order', { repeatsMax: 0 }, /repeatsMax/],
    ['order', { units: { max: 1, pick: 'any' } }, /units/],
    ['shipping', { reduction: {} }, /reduction/],
    ['points', { pointsPerYuan: 0 }, /pointsPerYuan/],
    ['points', { maxShareBps: 20_000 }, /maxShareBps/],
    ['points', { spends: { kind: 'y.use', id: 'me', limit: null, giveBack: 'refund' } }, /spends/],
  ]
  for (const [stage, change, reason] of wrong) t.match(why(stage, change), reason, JSON.stringify(change))
  const many = Array.from({ length: OFFERS_MAX + 1 }, () => ({}))
  t.match(whyNonsense(many, context('unit')), /at most/)
  t.match(whyNonsense(Promise.resolve([]), context('unit')), /at once/)
  const twice = { ...base, stage: 'unit', ...GOOD.unit }
  t.match(whyNonsense([twice, twice], context('unit')), /two offers/)
})

t.test('whatever a rule answers, the check does not throw, and what it admits can be priced', async () => {
  const leaf = fc.oneof(fc.anything(), fc.integer(), fc.constantFrom('l0', 'cart', 'left', 'down'))
  const mutations = fc.record({
    stage: fc.constantFrom(...STAGES),
    at: fc.nat(12),
    inner: fc.nat(6),
    isDeep: fc.boolean(),
    value: leaf,
  })
  fc.assert(
    fc.property(mutations, ({ stage, at, inner, isDeep, value }) => {
      const offer: Record<string, unknown> = structuredClone({ ...base, stage, ...GOOD[stage] })
      const key = Object.keys(offer)[at % Object.keys(offer).length] as string
      const part = offer[key]
      if (isDeep && typeof part === 'object' && part !== null) {
        const keys = Object.keys(part)
        Object.assign(part, { [keys[inner % keys.length] ?? 'x']: value })
      } else offer[key] = value
      if (whyNonsense([offer], context(stage)) !== null) return true
      const [admitted] = asOffers([offer]) as [Offer]
      const policy = { payableFloorFen: ZERO_FEN, shipping: [], choices: 'best', points: 'most' } as const
      return price(cart, [admitted], policy).payableFen >= 0
    }),
    { numRuns: 1500 },
  )
})
