import { toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import { type Cart, type Offer, type PricingPolicy, price } from '@mamapu/pricing'
import { measureLag } from './campaign-lag.js'
import type { Figure, Measure, Say } from './measures.js'

const LINES = 20
const OFFERS = 30
const ROUNDS = 5
const ROUND_MS = 600

const label = { 'zh-CN': '优惠', en: 'Offer' }
const lineIds = Array.from({ length: LINES }, (_, index) => `line-${index}`)

const cart: Cart = {
  regionCode: '330106',
  lines: lineIds.map((lineId, index) => ({
    lineId,
    skuId: `sku-${index}`,
    productId: `prd-${index % 12}`,
    categoryIds: [`cat-${index % 4}`],
    tags: [],
    quantity: 1 + (index % 3),
    unitPriceFen: toFen(1900 + index * 370),
    floorFen: toFen(900),
    weightGram: 250,
  })),
}

const policy: PricingPolicy = {
  payableFloorFen: ZERO_FEN,
  shipping: [
    {
      regions: [],
      firstGram: 1000,
      firstFen: toFen(800),
      stepGram: 1000,
      stepFen: toFen(200),
      freeOverFen: null,
    },
  ],
  choices: 'best',
  points: 'none',
}

/** Thirty offers as a busy shop has them: member and sale prices, second at half price, ladders, a hand of coupons. */
const offers: readonly Offer[] = [
  ...Array.from(
    { length: 12 },
    (_, index): Offer => ({
      id: `sale:${index}`,
      plugin: 'sale',
      stage: 'unit',
      label,
      lineId: lineIds[index % LINES] as string,
      unitPriceFen: toFen(1500 + index * 300),
    }),
  ),
  ...Array.from(
    { length: 4 },
    (_, index): Offer => ({
      id: `bundle:${index}`,
      plugin: 'bundle',
      stage: 'line',
      label,
      class: 'bundle',
      combinesWith: ['coupon', 'full-reduction', 'bundle'],
      applies: 'always',
      lineIds: lineIds.slice(index * 5, index * 5 + 5),
      set: { units: 2 },
      gives: { cheapest: 1, rateBps: toBps(5000), rounding: 'down' },
    }),
  ),
  ...Array.from(
    { length: 4 },
    (_, index): Offer => ({
      id: `ladder:${index}`,
      plugin: 'full-reduction',
      stage: 'order',
      label,
      class: 'full-reduction',
      combinesWith: ['coupon', 'bundle'],
      applies: 'always',
      lineIds: lineIds.filter((_id, line) => line % 4 === index),
      tiers: [1, 2, 3].map((rung) => ({
        thresholdFen: toFen(rung * 10_000),
        reduction: { amountFen: toFen(rung * 900) },
      })),
    }),
  ),
  ...Array.from(
    { length: 10 },
    (_, index): Offer => ({
      id: `coupon:${index}`,
      plugin: 'coupons',
      stage: 'order',
      label,
      class: 'coupon',
      combinesWith: ['full-reduction', 'bundle'],
      applies: 'choice',
      lineIds: index % 2 ? lineIds : lineIds.slice(0, 10),
      tiers: [
        {
          thresholdFen: toFen(5000 + index * 2000),
          reduction:
            index % 3 ? { amountFen: toFen(800 + index * 130) } : { rateBps: toBps(700), rounding: 'down' },
        },
      ],
      takes: [{ kind: 'coupons.use', id: `c${index}`, units: 1, limit: 1, giveBack: 'cancel' }],
    }),
  ),
]

/** Carts priced per second of this one thread. */
function rateOf(asked: readonly Offer[]): number {
  const began = performance.now()
  let count = 0
  while (performance.now() - began < ROUND_MS) {
    price(cart, asked, policy)
    count += 1
  }
  return (count * 1000) / (performance.now() - began)
}

async function pricing(say: Say): Promise<Figure> {
  const won = new Set(
    price(cart, offers, policy).trace.flatMap(({ outcome, offerId }) => (outcome === 'won' ? [offerId] : [])),
  )
  const winners = offers.filter(({ id }) => won.has(id))
  const rates = Array.from({ length: ROUNDS }, () => ({ ours: rateOf(offers), limit: rateOf(winners) }))
  const best = (key: 'ours' | 'limit') => Math.max(...rates.map((rate) => rate[key]))
  say(`${LINES} lines, ${OFFERS} offers, ${winners.length} of them won`)
  const ours = best('ours')
  const limit = best('limit')
  return { measure: 'pricing.20x30', ours, limit, ratio: ours / limit, unit: 'carts/s' }
}

export const campaignMeasures: readonly Measure[] = [
  {
    name: 'pricing.20x30',
    about: 'a cart of 20 lines with 30 offers priced, one thread; limit: with only the offers that win',
    run: (_site, say) => pricing(say),
  },
  {
    name: 'campaigns.lag',
    about:
      '1,000 campaigns starting in one second, until the last is in effect; limit: the same rows by bare SQL',
    run: measureLag,
  },
]
