import { type Id, type SkuId, toBps, toFen, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin } from '@mamapu/plugin-sdk'
import type { Offer } from '@mamapu/pricing'
import { addTestSku, brokenOf, buyAndPay, openTill, stockOf, type Till } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { readDecision, refundOrder } from '../orders/index.js'
import { switchPlugin } from '../plugins/index.js'
import { replay, replayOrder } from './replay.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const CLASSES = ['set', 'full', 'coupon', 'points']
const CAMPAIGN = `cmp_${'0'.repeat(31)}1`

/** What the rules below give away; known once the shop is open. */
let giftSku = '' as SkuId

const stacking = (name: string, lineIds: readonly string[]) =>
  ({ class: name, combinesWith: CLASSES, applies: 'always', lineIds }) as const

const rule = (stage: Offer['stage'], offers: (lineIds: readonly string[]) => readonly object[]) => ({
  name: stage,
  stage,
  facts: {},
  offers: ({ cart }: { cart: { lines: readonly { lineId: string }[] } }) =>
    offers(cart.lines.map(({ lineId }) => lineId)).map((offer) => ({
      plugin: 'bazaar',
      stage,
      label: words('集市', 'Bazaar'),
      ...offer,
    })) as unknown as Offer[],
})

const spends = { kind: 'bazaar.points', id: 'me', limit: 10_000, giveBack: 'refund' } as const
const coupon = (name: string, lineIds: readonly string[], reduction: object) => ({
  ...stacking('coupon', lineIds),
  id: `bazaar:coupon-${name}`,
  applies: 'choice',
  takes: [{ kind: 'bazaar.coupon', id: name, units: 1, limit: 100, giveBack: 'refund' }],
  tiers: [{ thresholdFen: 100, reduction }],
})

/** Two campaigns, three coupons, points, a level price for some units only, and a gift. */
const bazaar = definePlugin({
  id: 'bazaar',
  version: '0.1.0',
  api: 1,
  engine: '^0.1',
  title: words('集市', 'Bazaar'),
  description: words('测试用', 'For tests'),
  category: 'discount',
  scopes: ['quotas:take'],
  settings: Type.Object({}),
  quotas: [
    { kind: 'bazaar.points', title: words('积分', 'Points'), heat: 40 },
    { kind: 'bazaar.coupon', title: words('券', 'Coupons'), heat: 40 },
  ],
  prices: [
    rule('unit', ([first]) => [{ id: 'bazaar:level', lineId: first, unitPriceFen: 1777, unitsMax: 2 }]),
    rule('line', (lineIds) => [
      {
        ...stacking('set', lineIds),
        id: 'bazaar:second',
        campaignId: CAMPAIGN,
        set: { units: 2 },
        gives: { cheapest: 1, rateBps: toBps(5000), rounding: 'down' },
      },
    ]),
    rule('order', (lineIds) => [
      {
        ...stacking('full', lineIds),
        id: 'bazaar:full',
        campaignId: CAMPAIGN,
        tiers: [
          {
            thresholdFen: 3000,
            reduction: { amountFen: 333 },
            gifts: [{ skuId: giftSku, title: words('围兜', 'Bib'), units: 2, takes: [], onRefund: 'return' }],
          },
        ],
      },
      coupon('a', lineIds, { amountFen: 101 }),
      coupon('b', lineIds.slice(1), { rateBps: toBps(777), rounding: 'down' }),
      coupon('c', lineIds, { rateBps: toBps(333), rounding: 'up', roundTo: 'jiao' }),
    ]),
    rule('points', () => [
      {
        id: 'bazaar:points',
        pointsAvailable: 900,
        pointsPerYuan: 100,
        maxShareBps: toBps(3000),
        step: 10,
        spends,
      },
    ]),
  ],
})

async function open(t: Test) {
  const till = await openTill(t, { at, plugins: [bazaar], max: 12 })
  const { storeId } = till.store
  const add = (priceFen: number, stock = 50) => addTestSku(till.database.db, storeId, at, { priceFen, stock })
  const skus = [await add(1999), await add(333), await add(2750)]
  const gift = await add(500, 5)
  giftSku = gift.skuId
  await switchPlugin(till.host, storeId, { pluginId: 'bazaar', isOn: true, staffId: null, at })
  await till.directory.refresh(storeId)
  return { till, skus, gift }
}

const linesOf = async (till: Till, orderId: string) =>
  till.database.admin<
    { id: Id<'lin'>; quantity: number; paid: number; gift: string | null; refund: string | null }[]
  >`
    select 'lin_' || replace(id::text, '-', '') as id, quantity, paid_fen::int as paid, gift_of as gift,
           gift_on_refund as refund from order_lines where order_id = ${orderId.slice(4)} order by position`

t.test(
  'two campaigns, three coupons, points, a level price and gifts on one cart, refunded bit by bit',
  async (t) => {
    const { till, skus, gift } = await open(t)
    const { admin, db } = till.database
    const { storeId } = till.store
    const skuIds = skus.map(({ skuId }) => skuId)
    const { orderId } = await buyAndPay(till, skuIds, { quantity: 3, points: 'most' })

    const stages = await admin`
    select stage, count(distinct offer_id)::int as offers, sum(amount_fen)::int as fen, count(distinct campaign_id)::int as campaigns
      from order_allocations where order_id = ${orderId.slice(4)} group by stage order by stage`
    t.match(
      stages.map(({ stage, offers, campaigns }) => [stage, offers, campaigns]),
      [
        ['line', 1, 1],
        ['order', 4, 1],
        ['points', 1, 0],
        ['unit', 1, 0],
      ],
      'each share says its stage and its campaign',
    )
    const lines = await linesOf(till, orderId)
    t.match(lines[3], { quantity: 2, paid: 0, gift: 'bazaar:full', refund: 'return' }, 'the gift is a line')
    t.same(await stockOf(db, storeId, gift), { limit: 5, taken: 2 })
    const weights = await admin<{ whole: number; heaviest: number; lighter: number; wrong: number }[]>`
      select (l.unit_fen * l.quantity)::int as whole, max(a.weight_fen)::int as heaviest,
             count(distinct a.weight_fen)::int as lighter, count(*) filter (where a.weight_fen < a.amount_fen)::int as wrong
        from order_lines l join order_allocations a on a.line_id = l.id
       where l.order_id = ${orderId.slice(4)} group by l.id, l.unit_fen, l.quantity`
    t.ok(weights.every(({ whole, heaviest, wrong }) => whole === heaviest && wrong === 0))
    t.ok(
      weights.some(({ lighter }) => lighter > 1),
      'what came later weighs what was left',
    )

    const replayed = await replayOrder(db, { storeId, orderId })
    t.match(replayed, { replayed: true, isSame: true, differences: [] }, 'its record gives the same bits')

    let back = 0
    const ask = { orderId, shippingFen: ZERO_FEN, reason: '退', actor: 'stf_test', at }
    for (const [index, units] of [
      [0, 1],
      [2, 2],
      [1, 3],
      [0, 1],
      [2, 1],
      [0, 1],
    ] as const) {
      const lineId = lines[index]?.id as Id<'lin'>
      const result = await refundOrder(till.app, storeId, { ...ask, lines: [{ lineId, units }] })
      back += result.refunded ? result.amountFen : 0
    }
    const rest = await refundOrder(till.app, storeId, { ...ask, lines: [], whole: true })
    back += rest.refunded ? rest.amountFen : 0
    const [order] = await admin<{ paid: number; state: string }[]>`
    select paid_fen::int as paid, state from orders where id = ${orderId.slice(4)}`
    t.same({ back, state: order?.state }, { back: order?.paid, state: 'refunded' })
    t.same(await stockOf(db, storeId, gift), { limit: 5, taken: 0 })
    t.same(
      [...(await admin`select kind, id, taken::int from quotas where kind like 'bazaar.%' and taken <> 0`)],
      [],
    )
    await till.runAsked()
    t.same(await brokenOf(admin), [])
  },
)

t.test('a gift that is gone is not promised; the rest of its offer holds', async (t) => {
  const { till, skus, gift } = await open(t)
  const { admin, db } = till.database
  const { storeId } = till.store
  const skuIds = skus.map(({ skuId }) => skuId)
  for (let order = 0; order < 3; order += 1) await buyAndPay(till, skuIds, { quantity: 2 })
  t.same(await stockOf(db, storeId, gift), { limit: 5, taken: 4 }, 'the last single unit is no pair')
  const given = await admin`select count(*)::int as n from order_lines where gift_of is not null`
  t.same(given[0]?.n, 2)
  const discounts = await admin`
    select count(*)::int as n from (select distinct order_id from order_allocations where offer_id = 'bazaar:full') o`
  t.same(discounts[0]?.n, 3)
})

t.test('a record that was changed does not replay; an older arbiter is not imitated', async (t) => {
  const { till, skus } = await open(t)
  const { orderId } = await buyAndPay(
    till,
    skus.map(({ skuId }) => skuId),
    { quantity: 1 },
  )
  const decision = await readDecision(till.database.db, till.store.storeId, orderId)
  if (!decision) throw new Error('the order has a decision')
  const dearer = {
    ...decision,
    priced: { ...decision.priced, payableFen: toFen(decision.priced.payableFen + 1) },
  }
  t.match(replay(dearer), { replayed: true, isSame: false, differences: ['payableFen'] })
  t.match(replay({ ...decision, version: 1 }), { replayed: false, reason: 'older_arbiter' })
  const reply = await till.visit().get(`/api/store/v1/orders/${'x'.repeat(22)}/why`)
  t.equal(reply.status, 404, 'a link nobody gave opens nothing')
})
