import { toFen, ZERO_FEN } from '@mamapu/kernel'
import { defineFact, definePlugin } from '@mamapu/plugin-sdk'
import { addTestSku, openShop, openTill, placeOne, plainSale } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { actOnCampaign, type CampaignAct, changeCampaigns } from '../campaigns/index.js'
import { readDecision } from '../orders/index.js'
import { saveSettings, switchPlugin } from '../plugins/index.js'
import { replayOneOrder } from './replay-one.js'
import { dearerBy, replayRules } from './replay-rules.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const words = { 'zh-CN': '老友', en: 'Friends' }

/** How much the fact carries; a test makes it too much. */
let ballast = ''

const since = defineFact<{ since: Date }, { since: Date; ballast: string } | null>({
  name: 'since',
  about: 'person',
  none: null,
  query: ({ sql }) => sql<{ since: Date }[]>`select '2025-01-01T00:00:00Z'::timestamptz as since limit 1`,
  map: ([row]) => (row ? { since: row.since, ballast } : null),
})

/** So much off for friends of a year; 13 fen is a mistake. */
const friends = definePlugin({
  id: 'friends',
  version: '0.1.0',
  api: 1,
  engine: '^0.1',
  title: words,
  description: { 'zh-CN': '测试用', en: 'For tests' },
  category: 'discount',
  scopes: [],
  settings: Type.Object({ amountFen: Type.Integer({ default: 100 }) }),
  facts: [since],
  prices: [
    {
      name: 'off',
      stage: 'order',
      facts: { since },
      offers: ({ cart, facts, settings, at: now }) => {
        const { amountFen } = settings as { amountFen: number }
        if (amountFen === 13) throw new Error('unlucky')
        const friend = facts.since as { since: Date } | null
        if (!friend || now.getTime() - friend.since.getTime() < 365 * 86_400_000) return []
        return [
          {
            id: 'friends:off',
            plugin: 'friends',
            stage: 'order',
            label: words,
            class: 'friends',
            combinesWith: [],
            lineIds: cart.lines.map((line) => line.lineId),
            tiers: [{ thresholdFen: ZERO_FEN, reduction: { amountFen: toFen(amountFen) } }],
            applies: 'always',
          },
        ]
      },
    },
  ],
})

async function open(t: Test) {
  const till = await openTill(t, { at, plugins: [friends] })
  const { storeId } = till.store
  const { admin, db } = till.database
  const sku = await addTestSku(db, storeId, at, { priceFen: 1000, stock: 100 })
  await switchPlugin(till.host, storeId, { pluginId: 'friends', isOn: true, staffId: null, at })
  await till.directory.refresh(storeId)
  const snapshot = async () => {
    const store = await till.directory.refresh(storeId)
    if (!store) throw new Error('no store')
    return store
  }
  return {
    buy: () => placeOne(till, sku.skuId),
    async set(amountFen: number) {
      const [row] = await admin<
        { version: number }[]
      >`select settings_version as version from plugin_switches`
      const ask = { pluginId: 'friends', staffId: null, at, settings: { amountFen } }
      const saved = await saveSettings(till.host, storeId, { ...ask, seenVersion: row?.version ?? 0 })
      t.ok(saved.saved)
    },
    replay: async (limit = 200) => replayRules(till.place, await snapshot(), { at: till.clock.now(), limit }),
    one: async (order: Parameters<typeof replayOneOrder>[2]['order'], plugin: string | null = null) =>
      replayOneOrder(till.place, await snapshot(), { order, plugin, at: till.clock.now() }),
    switchOff: () =>
      switchPlugin(till.host, storeId, { pluginId: 'friends', isOn: false, staffId: null, at }),
    numberOf: async (orderId: Awaited<ReturnType<typeof placeOne>>) => {
      const [row] = await admin<
        { number: string }[]
      >`select number from orders where id = ${orderId.slice(4)}`
      return { number: row?.number ?? '' }
    },
    forget: (orderId: Awaited<ReturnType<typeof placeOne>>) => admin`
      update orders set decision = jsonb_set(decision, '{version}', '1') where id = ${orderId.slice(4)}`,
    decision: (orderId: Awaited<ReturnType<typeof placeOne>>) => readDecision(db, storeId, orderId),
    breakers: async () => (await admin`select 1 from plugin_breakers`).length,
  }
}

t.test('today’s rules over what orders were decided on: who would pay how much more or less', async (t) => {
  const shop = await open(t)
  ballast = ''
  const orderId = await shop.buy()
  t.same((await shop.decision(orderId))?.asked?.facts['friends:since'], {
    since: { $date: '2025-01-01T00:00:00.000Z' },
    ballast: '',
  })
  for (let order = 0; order < 5; order += 1) await shop.buy()
  t.same(await shop.replay(), { same: 6, different: [], skipped: 0, faults: [] })
  await shop.set(250)
  const { same, different } = await shop.replay(2)
  t.equal(same, 0)
  t.match(different, [
    { offers: ['friends:off'], wasFen: 900, isFen: 750 },
    { offers: ['friends:off'], wasFen: 900, isFen: 750 },
  ])
  t.same(different.map(dearerBy), [-150, -150])
  await shop.set(13)
  const gone = await shop.replay()
  t.same(gone.different.map(dearerBy), Array(6).fill(100), 'a rule that throws offers nothing')
  const unlucky = { plugin: 'friends', hook: 'price:off', cause: 'Error: unlucky' }
  t.same(gone.faults, [unlucky], 'and its cause is told, once')
  t.match(await shop.one({ orderId }), { offers: [{ is: null }], faults: [unlucky] })
  t.match(await shop.one({ orderId }, 'coupons'), { isSame: true, faults: [] })
  t.equal(await shop.breakers(), 0, 'and looking back cuts nobody off')
  await shop.set(100)
  t.match(await shop.replay(), { same: 6, different: [] })
})

t.test('facts that do not fit are left out, the rest of the record stays whole', async (t) => {
  const shop = await open(t)
  ballast = 'x'.repeat(40_000)
  const decision = await shop.decision(await shop.buy())
  t.match(decision, { asked: undefined, trimmed: undefined, offers: [{ id: 'friends:off' }] })
  t.same(await shop.replay(), { same: 0, different: [], skipped: 1, faults: [] })
})

t.test('one order by its number or id: per line, per offer and in words', async (t) => {
  const shop = await open(t)
  ballast = ''
  const orderId = await shop.buy()
  const byNumber = await shop.numberOf(orderId)
  t.match(await shop.one(byNumber), {
    replayed: true,
    isSame: true,
    offers: [],
    untold: [],
    factsMissing: [],
    unseen: [],
    faults: [],
  })
  await shop.set(250)
  const difference = {
    isSame: false,
    payable: { wasFen: 900, isFen: 750 },
    shipping: { wasFen: 0, isFen: 0 },
    lines: [{ title: '云朵连体衣', quantity: 1, wasFen: 900, isFen: 750 }],
    offers: [{ id: 'friends:off', was: { outcome: 'won', amountFen: 100 }, is: { amountFen: 250 } }],
  }
  t.match(await shop.one({ orderId }), difference)
  t.match(await shop.one(byNumber, 'friends'), difference)
  t.match(await shop.one(byNumber, 'coupons'), { isSame: true }, 'only that plugin is as it is now')
  await shop.switchOff()
  t.match(await shop.one(byNumber), {
    payable: { isFen: 1000 },
    offers: [{ is: null }],
    unseen: [{ code: 'plugin_off', plugin: 'friends' }],
  })
  t.match(await shop.one({ number: '00000000000000' }), { replayed: false, reason: 'order_not_found' })
  await shop.forget(orderId)
  t.match(await shop.one(byNumber), { replayed: false, reason: 'older_arbiter', number: byNumber.number })
})

t.test('an order is priced with the campaigns of its own time, however long they are over', async (t) => {
  const shop = await openShop(t, { plugins: [plainSale()], at })
  const sku = await shop.sku({ priceFen: 1000 })
  const sale = { plugin: 'plain-sale', startsAt: at, endsAt: new Date(at.getTime() + 3_600_000) }
  const act = (id: `cmp_${string}`, what: CampaignAct) =>
    changeCampaigns(shop.db, shop.store.storeId, (tx) =>
      actOnCampaign(
        tx,
        shop.test.campaigns,
        { id, act: what, version: null },
        { actor: 'test', at: shop.clock.now() },
      ),
    )
  const buy = async () => {
    shop.clock.advance(60_000)
    await shop.snapshot()
    const placed = await shop
      .cart(sku)
      .by(await shop.guest())
      .place()
    if (!placed.placed) throw new Error(placed.code)
    shop.clock.advance(60_000)
    return placed.orderId
  }
  const one = async (orderId: `ord_${string}`) =>
    replayOneOrder(shop.test.place, await shop.snapshot(), {
      order: { orderId },
      plugin: null,
      at: shop.clock.now(),
    })

  const { id } = await shop.campaign({ ...sale, config: { priceFen: 800 } })
  const running = await buy()
  await act(id, 'pause')
  const paused = await buy()
  await act(id, 'resume')
  const resumed = await buy()
  await act(id, 'cancel')
  const after = await buy()
  await shop.campaign({ ...sale, config: { priceFen: 700 } })
  const second = await buy()
  await shop.travel({ days: 3 })
  await act(id, 'archive')
  const fens = await Promise.all([running, paused, resumed, after, second].map(one))
  t.same(
    fens.map((each) => each.replayed && [each.payable.wasFen, each.payable.isFen, each.isSame]),
    [800, 1000, 800, 1000, 700].map((fen) => [fen, fen, true]),
    'paused, cancelled, archived, and published only later',
  )
  t.match(await replayRules(shop.test.place, await shop.snapshot(), { at: shop.clock.now(), limit: 10 }), {
    same: 5,
    different: [],
  })

  await shop.database
    .admin`update campaigns set config = '{"was": 1}', saved_by = '0.9.0' where id = ${id.slice(4)}`
  t.match(await one(running), {
    payable: { wasFen: 800, isFen: 1000 },
    unseen: [{ code: 'campaign_unread', plugin: 'plain-sale', campaign: '活动', cause: 'does_not_fit' }],
  })
})
