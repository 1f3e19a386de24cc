import { withTenant } from '@mamapu/db'
import { DAY, HOUR, later, type SkuId, toFen, uuidOf } from '@mamapu/kernel'
import {
  buy,
  createTestProduct,
  openShop,
  plainSale,
  type Shop,
  serveRoutes,
  skuInput,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { actOnCampaign, type CampaignAct, changeCampaigns } from '../campaigns/index.js'
import { findProduct, inputOf, updateProduct } from '../catalog/index.js'
import { deliverHere, type EventName, emit, handlerRegistry, type StoreEvent } from '../events/index.js'
import { cleanPricesJob, priceProofHandlers, priceProofRoutes, readBases } from './index.js'

/** Sunday, the first of March, ten in Shanghai. */
const start = new Date('2026-03-01T10:00:00+08:00')

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale()], at: start })
  await shop.switchTo(true)
  const { app, clock } = shop.test
  const handlers = priceProofHandlers(shop.host.registry)
  const registry = handlerRegistry(handlers)
  const told = async () => deliverHere(app, registry, shop.store.storeId)
  const sell = async (skuId: SkuId, yuan: number) => {
    await setPrice(shop, skuId, yuan)
    const bought = await buy(shop.test, shop.store, skuId)
    if (!bought.placed) throw new Error(bought.code)
    await shop.pay(bought.orderId)
  }
  const bases = async (campaignId: `cmp_${string}`, round: string, skuIds: readonly SkuId[]) => {
    const rows = await readBases(shop.db, shop.store.storeId, {
      campaignIds: [campaignId],
      rounds: [round],
      skuIds,
    })
    return skuIds.map((id) => rows.find(({ skuId }) => skuId === id)?.basisFen)
  }
  return { shop, clock, told, sell, bases, handlers }
}

/** As a merchant edits it; the clock stands where the test put it. */
async function setPrice(shop: Shop, skuId: SkuId, yuan: number): Promise<void> {
  const at = shop.clock.now()
  const result = await withTenant(shop.db, shop.store.storeId, async (tx) => {
    const [row] = await tx.sql<{ product_id: string }[]>`
      select product_id from skus where tenant_id = ${tx.tenantId} and id = ${uuidOf(skuId)}`
    const product = await findProduct(tx, `prd_${row?.product_id.replaceAll('-', '')}`)
    if (!product) throw new Error('no product')
    const input = inputOf(product)
    const skus = input.skus.map((sku) => ({ ...sku, priceFen: toFen(yuan * 100) }))
    if (product.skus[0]?.priceFen === yuan * 100) return { saved: true }
    const edit = { productId: product.id, version: product.version, input: { ...input, skus } }
    return updateProduct(tx, edit, { actor: 'test', at })
  })
  if (!result.saved) throw new Error('not saved')
}

async function product(shop: Shop, yuan = 100): Promise<SkuId> {
  const sku = skuInput({ priceFen: toFen(yuan * 100), initialStock: 50 })
  const id = await createTestProduct(shop.db, shop.store.storeId, { skus: [sku] }, shop.clock.now())
  const view = await withTenant(shop.db, shop.store.storeId, (tx) => findProduct(tx, id))
  return view?.skus[0]?.id as SkuId
}

t.test('the seven-day price: worked out when published, again at the start, then frozen', async (t) => {
  const { shop, clock, told, sell, bases } = await open(t)
  const [sold, unsold] = [await product(shop), await product(shop)]
  await sell(sold, 70)
  clock.set(later(start, 4 * DAY))
  await sell(sold, 95)
  await told()
  const startsAt = later(start, 9 * DAY)
  const campaign = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 6000 },
    startsAt,
    endsAt: later(startsAt, DAY),
  })
  await told()
  const round = '20260310T1000'
  t.same(
    await bases(campaign.id, round, [sold, unsold]),
    [9500, null],
    'the ¥70 of nine days before is too old',
  )

  clock.set(later(start, 8 * DAY))
  await sell(sold, 90)
  await sell(sold, 95)
  await told()
  t.same(
    await bases(campaign.id, round, [sold]),
    [9500],
    'the proof of the publication stands until the start',
  )
  const version = async () => (await shop.snapshot()).configVersion
  const before = await version()
  clock.set(startsAt)
  await begin(shop, campaign.id, { round, startsAt })
  await told()
  t.same(await bases(campaign.id, round, [sold, unsold]), [9000, null])
  t.ok((await version()) > before, 'pages look again')

  await sell(sold, 50)
  await begin(shop, campaign.id, { round, startsAt })
  await told()
  t.same(await bases(campaign.id, round, [sold]), [9000], 'frozen for its run, however often it is told')
})

/** Tells that a round began, as the clock of boundaries does. */
async function begin(
  shop: Shop,
  campaignId: `cmp_${string}`,
  { round, startsAt }: { round: string; startsAt: Date },
): Promise<void> {
  const payload = {
    campaignId,
    plugin: 'plain-sale',
    round,
    startsAt: startsAt.toISOString(),
    endsAt: later(startsAt, HOUR).toISOString(),
  }
  await withTenant(shop.db, shop.store.storeId, (tx) => emit(tx, 'campaign.started', payload, startsAt))
}

t.test('the everyday price of a weekly campaign, and SKUs nothing was ever told of', async (t) => {
  const { shop, clock, told, bases } = await open(t)
  const told1 = await product(shop)
  const { skuId: untold } = await shop.sku({ priceFen: 8800 })
  await told()
  clock.set(later(start, HOUR))
  const campaign = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 6000 },
    recurrence: { every: 'week', days: [3], times: [{ from: '10:00', to: '22:00' }] },
  })
  const first = new Date('2026-03-04T10:00:00+08:00')
  clock.set(first)
  await begin(shop, campaign.id, { round: '20260304T1000', startsAt: first })
  await told()
  t.same(await bases(campaign.id, '20260304T1000', [told1, untold]), [10_000, 8800])

  await withTenant(
    shop.db,
    shop.store.storeId,
    (tx) => tx.sql`
      insert into campaign_boundaries (tenant_id, campaign_id, round, edge, due_at, done_at)
      values (${tx.tenantId}, ${uuidOf(campaign.id)}, '20260304T1000', 'end', ${later(first, 12 * HOUR)}, ${first})`,
  )
  clock.set(later(first, 6 * DAY + 6 * HOUR))
  await setPrice(shop, told1, 200)
  await told()
  const second = later(first, 7 * DAY)
  clock.set(second)
  await begin(shop, campaign.id, { round: '20260311T1000', startsAt: second })
  await told()
  t.same(
    await bases(campaign.id, '20260311T1000', [told1]),
    [10_000],
    'raised the day before: no basis for more',
  )

  const { json, csv } = await evidence(t, shop, campaign.id)
  const [raised, kept] = [20_000, 8800].map((fen) =>
    json.items.findLast(({ numberFen }) => numberFen === fen),
  )
  t.match(raised, { round: '20260311T1000', basisFen: 10_000, isStruck: false })
  t.match(raised?.why, /100\.00/, 'the merchant is told why')
  t.match(kept, { isStruck: true, kind: 'everyday' })
  t.match(csv, /20260304T1000[^\n]*2026-03-03 88\.00/)
  t.equal(csv.split('\n').filter(Boolean).length, 1 + json.items.length)
})

async function evidence(t: Test, shop: Shop, campaignId: string) {
  const { storeId } = shop.store
  const server = await serveRoutes(t, { storeId, at: shop.clock.now() }, priceProofRoutes(shop.app))
  const reply = await server.inject(`/campaigns/${campaignId}/price-proof`)
  const csv = await server.inject(`/campaigns/${campaignId}/price-proof.csv`)
  return {
    json: reply.json() as {
      items: { round: string; numberFen: number; basisFen: number; isStruck: boolean; why: string }[]
    },
    csv: csv.body,
  }
}

t.test(
  'days in a campaign prove nothing: twelve rounds a day for weeks, and one that was put away',
  async (t) => {
    const { shop, clock, told, bases } = await open(t)
    const sku = await product(shop)
    await told()
    const hour = (n: number) => `${String(n).padStart(2, '0')}:00`
    const times = Array.from({ length: 12 }, (_, n) => ({ from: hour(2 * n), to: hour(2 * n + 1) }))
    const weekly = { every: 'week', days: [3], times: [{ from: '10:00', to: '22:00' }] } as const
    const proof = async (startsAt: Date, round: string) => {
      clock.set(later(startsAt, -HOUR))
      const { id } = await shop.campaign({
        plugin: 'plain-sale',
        config: { priceFen: 6000 },
        recurrence: weekly,
      })
      clock.set(startsAt)
      await begin(shop, id, { round, startsAt })
      await told()
      const [basis] = await bases(id, round, [sku])
      await act(shop, id, 'cancel')
      return basis ?? null
    }
    const busy = await shop.campaign({
      plugin: 'plain-sale',
      config: { priceFen: 6000 },
      recurrence: { every: 'day', days: [], times },
    })
    const april = new Date('2026-04-22T10:00:00+08:00')
    t.equal(await proof(april, '20260422T1000'), null, 'seven weeks of rounds')
    await act(shop, busy.id, 'end')
    await act(shop, busy.id, 'archive')
    t.equal(await proof(later(april, 1000), '20260422T1000'), null, 'and after it was put away')
    const may = later(april, 14 * DAY)
    t.equal(await proof(may, '20260506T1000'), 10_000, 'days of its own')
  },
)

async function act(shop: Shop, id: `cmp_${string}`, what: CampaignAct): Promise<void> {
  const by = { actor: 'test', at: shop.clock.now() }
  const result = await changeCampaigns(shop.db, shop.store.storeId, (tx) =>
    actOnCampaign(tx, shop.campaigns, { id, act: what, version: null }, by),
  )
  if (!result.done) throw new Error(result.code)
}

t.test('old prices are put away, a few at a time, and what a proof may need stays', async (t) => {
  const { shop, clock, sell, told, bases } = await open(t)
  const [sku, other] = [await product(shop), await product(shop)]
  for (const [day, yuan] of [
    [0, 90],
    [5, 80],
    [100, 70],
    [480, 60],
  ] as const) {
    clock.set(later(start, day * DAY))
    await sell(sku, yuan)
    if (day === 0) await sell(other, 50)
    await told()
  }
  const clean = async (day: number) => {
    clock.set(later(start, day * DAY))
    await cleanPricesJob.run(shop.app, { signal: new AbortController().signal } as never)
    const rows = await shop.database.admin<{ sku: string; fen: number; what: string }[]>`
      select sku_id as sku, price_fen as fen, 'fact' as what from price_facts
      union all select sku_id, low_fen, 'low' from price_lows order by what, fen desc`
    const of = (id: SkuId, kind: string) =>
      rows
        .filter(({ sku: one, what }) => one.replaceAll('-', '') === uuidOf(id) && what === kind)
        .map(({ fen }) => Number(fen))
    return { facts: of(sku, 'fact'), lows: of(sku, 'low'), ofOther: of(other, 'low') }
  }
  const whole = await clean(399)
  t.same(whole.lows, [9000, 8000, 7000, 6000], 'nothing before its time')
  const after = await clean(404)
  t.same(after.lows, [9000, 8000, 7000, 6000], 'the first day is the last before the line')
  const later500 = await clean(501)
  t.same(later500.lows, [7000, 6000])
  t.ok(later500.facts.includes(7000) && later500.facts.includes(6000))
  t.notOk(later500.facts.includes(9000) || later500.facts.includes(8000))
  t.same(later500.ofOther, [5000], 'its last sale, however long ago')
  t.same(await clean(501), later500, 'again, it changes nothing')
  const made = await shop.campaign({
    plugin: 'plain-sale',
    config: { priceFen: 1000 },
    startsAt: later(clock.now(), DAY),
    endsAt: later(clock.now(), 2 * DAY),
  })
  await told()
  const [row] = await shop.database.admin<{ round: string }[]>`select round from price_proofs limit 1`
  t.same(await bases(made.id, row?.round ?? '', [sku, other]), [6000, 5000], 'proved from what stayed')
})

t.test('the same events twice and in another order keep the same prices', async (t) => {
  const { shop, clock, sell, handlers } = await open(t)
  const sku = await product(shop)
  for (const yuan of [90, 70, 80]) {
    clock.set(later(clock.now(), HOUR))
    await sell(sku, yuan)
  }
  const events = (await shop.database.admin`
    select name, payload, at from outbox where name in ('order.paid', 'product.priced') order by id`) as unknown as StoreEvent[]
  const handle = async (list: readonly StoreEvent[]) => {
    for (const event of list)
      for (const handler of handlers.filter(({ event: name }) => name === (event.name as EventName)))
        await withTenant(shop.db, shop.store.storeId, (tx) =>
          handler.handle(tx, event as never, { app: shop.app, at: clock.now(), enqueue: () => {} }),
        )
    const lows = await shop.database
      .admin`select sku_id, day, low_fen, line_id from price_lows order by sku_id, day`
    const facts = await shop.database.admin`select sku_id, at, price_fen from price_facts order by sku_id, at`
    await shop.database.admin`truncate price_lows, price_facts`
    return JSON.stringify({ lows, facts })
  }
  const once = await handle(events)
  t.match(once, /"low_fen":"?7000/)
  t.equal(await handle([...events, ...events]), once)
  t.equal(await handle(events.toReversed()), once)
})
