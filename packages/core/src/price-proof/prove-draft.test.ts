import { withTenant } from '@mamapu/db'
import { DAY, HOUR, later, type SkuId, toFen, uuidOf } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { Cart } from '@mamapu/pricing'
import { addTestSku, buy, openShop, plainSale, promotingPlugin, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { deliverHere, handlerRegistry } from '../events/index.js'
import { priceProofHandlers } from './index.js'

/** Sunday, the first of March, ten in Shanghai. */
const start = new Date('2026-03-01T10:00:00+08:00')
const NOTHING = { categories: [], tags: [], products: [], skus: [] }

interface Item {
  readonly skuId: string
  readonly numberFen: number
  readonly unitFen: number
  readonly paidFen: number
  readonly costFen: number | null
  readonly commissionFen: number
  readonly basisFen: number | null
  readonly verdict: string
  readonly why: string
}

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale()], at: start })
  await shop.switchTo(true)
  const { app, clock, host } = shop.test
  const { storeId } = shop.store
  const registry = handlerRegistry(priceProofHandlers(host.registry))
  const owner = await shop.owner()
  const ask = async (body: object, language = 'en') => {
    const headers = { 'accept-language': language }
    const { status, json } = await shop.console('POST', '/campaigns/price-proof', owner, { body, headers })
    return {
      status,
      ...(json as { items: Item[]; startsAt: string; next: string; code: string; uncounted: null }),
    }
  }
  const kept = async (id: string) =>
    ((await shop.console('GET', `/campaigns/${id}/price-proof`, owner)).json as { items: Item[] }).items
  return { shop, storeId, ask, kept, clock, told: () => deliverHere(app, registry, storeId) }
}

async function sell(shop: Shop, skuId: SkuId): Promise<void> {
  const bought = await buy(shop.test, shop.store, skuId)
  if (!bought.placed) throw new Error(bought.code)
  await shop.pay(bought.orderId)
}

const sale = (change: object = {}) => ({
  plugin: 'plain-sale',
  label: '特价周',
  config: { priceFen: 800 },
  startsAt: later(start, DAY).toISOString(),
  endsAt: later(start, 3 * DAY).toISOString(),
  ...change,
})

t.test(
  'a form nobody saved: prices, struck numbers and why not; publishing it proves the same',
  async (t) => {
    const { shop, storeId, ask, kept, told } = await open(t)
    const [sold, dear, cheap] = [
      await shop.sku({ priceFen: 1000 }),
      await shop.sku({ priceFen: 1500 }),
      await shop.sku({ priceFen: 700 }),
    ]
    await shop.database.admin`update skus set cost_fen = 850 where id = ${uuidOf(sold.skuId)}`
    await sell(shop, sold.skuId)
    await told()
    await withTenant(shop.db, storeId, async (tx) => {
      const [row] = await tx.sql<{ order_id: string; line_id: string }[]>`
      select order_id, line_id from price_lows where tenant_id = ${tx.tenantId}`
      await tx.sql`
      insert into price_lows (tenant_id, sku_id, day, low_fen, order_id, line_id)
      values (${tx.tenantId}, ${uuidOf(dear.skuId)}, '2026-02-27', 1200, ${row?.order_id ?? ''}, ${row?.line_id ?? ''})`
    })
    const before = await shop.database.admin`select config_version from stores`
    const { status, items, startsAt, next, uncounted } = await ask({ draft: sale() })
    t.equal(status, 200)
    t.equal(startsAt, later(start, DAY).toISOString())
    t.same([next, uncounted], [null, null])
    const of = (id: SkuId) => items.find(({ skuId }) => skuId === id)
    t.match(of(sold.skuId), {
      verdict: 'struck',
      numberFen: 1000,
      unitFen: 800,
      basisFen: 1000,
      costFen: 850,
    })
    t.match(of(dear.skuId), {
      verdict: 'above_basis',
      numberFen: 1500,
      unitFen: 800,
      basisFen: 1200,
      costFen: null,
    })
    t.match(of(dear.skuId)?.why, /12\.00/, 'the merchant is told why')
    t.match(of(cheap.skuId), { verdict: 'not_lower', unitFen: 700 })
    const chinese = (await ask({ draft: sale() }, 'zh-CN')).items.find(({ skuId }) => skuId === dear.skuId)
    t.match(chinese?.why, /高于依据 ¥12\.00/)
    const rows = await shop.database.admin`
    select (select count(*)::int from price_proofs) as proofs, (select count(*)::int from campaigns) as campaigns`
    t.match(rows[0], { proofs: 0, campaigns: 0 }, 'nothing is frozen or kept')
    t.same(await shop.database.admin`select config_version from stores`, before)

    const published = await shop.campaign({
      ...sale(),
      startsAt: later(start, DAY),
      endsAt: later(start, 3 * DAY),
    })
    await told()
    const bases = (list: readonly Item[]) =>
      Object.fromEntries(list.map(({ skuId, basisFen }) => [skuId, basisFen]))
    t.same(bases(await kept(published.id)), bases(items), 'the same code as at publishing')
    t.same(bases((await ask({ campaignId: published.id })).items), bases(items))
  },
)

/** A campaign of three tenths off the whole cart. */
function percentOff(): Plugin {
  const base = plainSale([], { id: 'percent-off' })
  const offers = ({ cart, campaigns }: { cart: Cart; campaigns: { running: { id: string }[] } }) =>
    campaigns.running.map((campaign) => ({
      id: `percent-off:${campaign.id.slice(-12)}`,
      plugin: 'percent-off',
      campaignId: campaign.id,
      stage: 'order' as const,
      label: { 'zh-CN': '七折', en: '30 % off' },
      class: 'percent-off',
      combinesWith: [],
      lineIds: cart.lines.map(({ lineId }) => lineId),
      tiers: [{ thresholdFen: toFen(0), reduction: { rateBps: 3000, rounding: 'down' as const } }],
      applies: 'always' as const,
    }))
  return { ...base, prices: [{ name: 'percent', stage: 'order', facts: {}, offers }] } as unknown as Plugin
}

t.test(
  'a margin counts every campaign that lowers one unit bought alone, and says what it cannot know',
  async (t) => {
    const ceiling = ({ lines }: { lines: readonly { lineId: string; paidFen: number }[] }) =>
      lines.map(({ lineId, paidFen }) => ({ lineId, mostFen: toFen(Math.floor(paidFen / 4)) }))
    const plugins = [plainSale(), percentOff(), promotingPlugin({ commissions: () => [], ceiling })]
    const shop = await openShop(t, { plugins, at: start })
    const { skuId } = await shop.sku({ priceFen: 1000 })
    await shop.database.admin`update skus set cost_fen = 750 where id = ${uuidOf(skuId)}`
    const owner = await shop.owner()
    const ask = async (body: object) =>
      (await shop.console('POST', '/campaigns/price-proof', owner, { body })).json as {
        items: Item[]
        startsAt: string
        uncounted: string | null
      }
    const off = await ask({ draft: sale({ plugin: 'percent-off' }) })
    t.match(off, {
      startsAt: later(start, DAY).toISOString(),
      items: [
        {
          verdict: 'no_price',
          unitFen: 1000,
          paidFen: 700,
          commissionFen: 175,
          costFen: 750,
          basisFen: null,
        },
      ],
      uncounted: /单买一件/,
    })
    t.match((await ask({ draft: sale() })).items, [{ verdict: 'without_basis', unitFen: 800, paidFen: 800 }])
    await shop.campaign({
      ...{ plugin: 'percent-off', label: '七折', config: { priceFen: 800 } },
      ...{ startsAt: start, endsAt: later(start, 9 * DAY) },
    })
    t.match(
      (await ask({ draft: sale() })).items,
      [{ unitFen: 800, paidFen: 560, commissionFen: 140 }],
      'and one that runs beside it',
    )
  },
)

t.test('every day at the same hours: the everyday price of the days before it was published', async (t) => {
  const { shop, ask, kept, told, clock } = await open(t)
  const { skuId } = await shop.sku({ priceFen: 1000 })
  clock.set(later(start, 2 * DAY))
  const recurrence = { every: 'day', days: [], times: [{ from: '12:00', to: '14:00' }] } as const
  const daily = { startsAt: null, endsAt: null, recurrence }
  const { items } = await ask({ draft: { ...sale(), ...daily } })
  t.match(items, [{ skuId, verdict: 'struck', basisFen: 1000 }])
  const [facts] = await shop.database.admin`select count(*)::int as n from price_facts`
  t.equal(facts?.n, 0, 'what was never told is read, not kept')
  const published = await shop.campaign({ ...sale(), ...daily })
  await told()
  t.match(await kept(published.id), [{ skuId, basisFen: 1000 }])
})

t.test('for whom it is, and what another campaign decides', async (t) => {
  const { shop, ask } = await open(t)
  await shop.sku({ priceFen: 1000 })
  const members = { audience: { kind: 'level', rank: 2, name: 'VIP' } }
  t.match((await ask({ draft: sale(members) })).items, [{ unitFen: 800 }], 'as they see it, not as a guest')
  await shop.campaign({
    plugin: 'plain-sale',
    label: '更便宜',
    config: { priceFen: 500 },
    startsAt: start,
    endsAt: later(start, 9 * DAY),
  })
  const [line] = (await ask({ draft: sale() }, 'zh-CN')).items
  t.match(line, { unitFen: 500, verdict: 'other', why: /更便宜/ })
  t.match((await ask({ draft: sale({ endsAt: null }) })).code, 'CAMPAIGN_WINDOW')
  t.match(await ask({ campaignId: `cmp_${'0'.repeat(32)}` }), { status: 404, code: 'CAMPAIGN_NOT_FOUND' })
})

t.test('many variants come in pages, and only those it covers', async (t) => {
  const { shop, storeId, ask } = await open(t)
  const all: SkuId[] = []
  for (let made = 0; made < 53; made += 1)
    all.push((await addTestSku(shop.db, storeId, later(start, -made * 1000), { priceFen: 900 + made })).skuId)
  const first = await ask({ draft: sale() })
  t.equal(first.items.length, 50)
  const second = await ask({ draft: sale(), after: first.next })
  t.equal(second.items.length, 3)
  t.equal(second.next, null)
  t.same(new Set([...first.items, ...second.items].map(({ skuId }) => skuId)), new Set(all))
  const scope = { all: false, ...NOTHING, skus: [all[7] as string], except: NOTHING }
  t.match((await ask({ draft: sale({ scope }) })).items, [{ skuId: all[7] }])
})

t.test('a round under way keeps the proof it was frozen with', async (t) => {
  const { shop, ask, told, clock } = await open(t)
  const { skuId } = await shop.sku({ priceFen: 1000 })
  await sell(shop, skuId)
  await told()
  const startsAt = later(start, DAY)
  const running = await shop.campaign({
    ...sale(),
    startsAt,
    endsAt: later(start, 3 * DAY),
  })
  await told()
  await shop.database.admin`update price_proofs set frozen_at = ${startsAt}, basis_fen = 990`
  clock.set(later(startsAt, HOUR))
  const [line] = (await ask({ campaignId: running.id })).items
  t.match(line, { basisFen: 990, verdict: 'above_basis' })
})

t.test(
  'the most that sharing brings is counted at the price of the campaign, by what the campaign says',
  async (t) => {
    const ceiling = ({ lines }: { lines: readonly { lineId: string; paidFen: number }[] }) =>
      lines.map(({ lineId, paidFen }) => ({ lineId, mostFen: toFen(Math.floor(paidFen / 4)) }))
    const plugins = [plainSale(), promotingPlugin({ commissions: () => [], ceiling })]
    const shop = await openShop(t, { plugins, at: start })
    await shop.sku({ priceFen: 1000 })
    const owner = await shop.owner()
    const most = async (commission: object | undefined) => {
      const body = { draft: sale({ ...(commission ? { commission } : {}) }) }
      const { json } = await shop.console('POST', '/campaigns/price-proof', owner, { body })
      return (json as { items: Item[] }).items.map(({ unitFen, commissionFen }) => [unitFen, commissionFen])
    }
    t.same(await most(undefined), [[800, 200]])
    t.same(await most({ mode: 'none' }), [[800, 0]])
    t.same(await most({ mode: 'rate', bps: 1000 }), [[800, 160]], 'two payees, neither above the rate')
  },
)
