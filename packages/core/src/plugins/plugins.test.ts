import { openDatabase } from '@mamapu/db'
import { toFen, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { Cart, OrderOffer } from '@mamapu/pricing'
import { calmMood, fixturePlugin, type Mood, openShop, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { collectOffers, loadStorePlugins, readWithFacts, runValidators } from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })

const cart: Cart = {
  regionCode: null,
  lines: ['a', 'b'].map((lineId) => ({
    lineId,
    skuId: `sku_${lineId}`,
    productId: `prd_${lineId}`,
    categoryIds: [],
    tags: lineId === 'b' ? ['governed'] : [],
    quantity: 1,
    unitPriceFen: toFen(1000),
    floorFen: ZERO_FEN,
    weightGram: 1,
  })),
}

async function open(t: Test, mood = calmMood()) {
  const shop = await openShop(t, { plugins: [fixturePlugin(mood)], at })
  const { host } = shop.test
  const customer = await shop.customer()
  const evaluate = async () => {
    const store = await shop.active()
    const now = shop.clock.now()
    const reader = { customerId: uuidOf(customer.id), sessionKey: null, at: now }
    const { facts } = await readWithFacts(host, store, { plan: store.cartPlan, reader }, () => [])
    const input = { cart, facts, at: now, customer: { id: customer.id } }
    return { offers: collectOffers(host, store, input), refusals: runValidators(host, store, input) }
  }
  return { shop, mood, host, customer, evaluate }
}

const breakersOf = (shop: Shop) =>
  shop.database.admin`select hook from plugin_breakers order by hook`.then((rows) =>
    rows.map(({ hook }) => hook),
  )

const versionOf = async (shop: Shop) => (await shop.snapshot()).configVersion

t.test('facts of rules arrive in one batch with core’s own; settings have their defaults', async (t) => {
  const { shop, evaluate, customer } = await open(t)
  await shop.database.admin`update customers set level = 'vip' where id = ${uuidOf(customer.id)}`
  const { offers, refusals } = await evaluate()
  t.match(offers, [{ id: 'fixture:7vip', tiers: [{ reduction: { amountFen: 100 } }] }])
  t.same(refusals, [])
})

t.test(
  'a switch is seen by another process at its next look, and no order passes on the old version',
  async (t) => {
    const { shop, host } = await open(t)
    const other = openDatabase({ urls: shop.database.urls, max: 2, name: 'other' })
    t.teardown(() => other.close())
    const { registry } = host
    const look = async () => {
      const [row] = await other.sql<{ config_version: number }[]>`
      select config_version from stores where id = ${uuidOf(shop.store.storeId)}`
      const store = await loadStorePlugins(other, registry, {
        zone: 'Asia/Shanghai',
        storeId: shop.store.storeId,
        at,
      })
      return { version: row?.config_version ?? 0, on: store.active.map(({ id }) => id) }
    }
    const before = await look()
    t.same(before.on, ['fixture'])
    await shop.switchTo(false)
    const off = await look()
    t.same(off.on, [])
    t.ok(off.version > before.version)
    await shop.switchTo(false)
    t.equal((await look()).version, off.version, 'repeating it changes nothing')
    const audits = await shop.database.admin`select action from audit_log order by action desc`
    t.same(
      audits.map(({ action }) => action),
      ['plugin.switched_on', 'plugin.switched_off'],
    )
  },
)

for (const [what, offers] of [
  [
    'throws',
    () => {
      throw new Error('boom')
    },
  ],
  ['answers later', async () => []],
  ['offers under another name', (offer: OrderOffer) => [{ ...offer, plugin: 'coupons' }]],
  ['offers a fraction', (offer: OrderOffer) => [{ ...offer, tiers: [{ thresholdFen: 0.5 }] }]],
  [
    'offers more than everything',
    (offer: OrderOffer) => [
      { ...offer, tiers: [{ thresholdFen: 0, reduction: { rateBps: 10_001, rounding: 'down' } }] },
    ],
  ],
  [
    'takes what it has not declared',
    (offer: OrderOffer) => [
      { ...offer, takes: [{ kind: 'stock', id: 'x', units: 1, limit: null, giveBack: 'cancel' }] },
    ],
  ],
  ['names a line that is not there', (offer: OrderOffer) => [{ ...offer, lineIds: ['z'] }]],
  ['offers one thing twice', (offer: OrderOffer) => [offer, offer]],
  [
    'changes the cart',
    () => {
      ;(cart.lines as unknown[]).push({})
      return []
    },
  ],
] as const)
  t.test(`a rule that ${what} is skipped, five times cut off, tried again after a minute`, async (t) => {
    const { shop, mood, host, evaluate } = await open(t)
    const version = await versionOf(shop)
    mood.offers = offers as Mood['offers']
    for (let time = 0; time < 5; time += 1) {
      t.same((await evaluate()).offers, [], 'the shop goes on without it')
      shop.clock.advance(1000)
    }
    await host.breakers.settled()
    t.same(await breakersOf(shop), ['price:off'])
    t.ok((await versionOf(shop)) > version, 'pages and checkouts of every instance agree')
    let calls = 0
    mood.offers = (offer) => {
      calls += 1
      return [offer]
    }
    await evaluate()
    t.equal(calls, 0, 'it is not called while it is cut off')
    shop.clock.advance(61_000)
    t.equal((await evaluate()).offers.length, 1)
    await host.breakers.settled()
    t.same(await breakersOf(shop), [], 'one good answer closes it')
  })

t.test('a slow rule is cut off after three slow answers in a row', async (t) => {
  const { shop, mood, host, evaluate } = await open(t)
  mood.offers = (offer) => {
    for (const start = performance.now(); performance.now() - start < 40; );
    return [offer]
  }
  for (let time = 0; time < 3; time += 1) t.equal((await evaluate()).offers.length, 1)
  await host.breakers.settled()
  t.same(await breakersOf(shop), ['price:off'])
  t.same((await evaluate()).offers, [])
})

t.test('time for which a busy machine takes the processor away is no plugin’s fault', async (t) => {
  const { shop, host } = await open(t)
  const hook = {
    store: { storeId: shop.store.storeId, breakers: new Map() },
    pluginId: 'mood',
    hook: 'price:off',
  }
  const usage = process.resourceUsage
  t.teardown(() => {
    process.resourceUsage = usage
  })
  let interrupted = 0
  // A machine that gives the processor to others in the middle of each call.
  process.resourceUsage = () => {
    interrupted += 1
    return { ...usage(), userCPUTime: 0, systemCPUTime: 0, involuntaryContextSwitches: interrupted }
  }
  const slowly = () => {
    const tookMs = host.breakers.measure(hook)
    for (const start = performance.now(); performance.now() - start < 8; );
    host.breakers.answered(hook, shop.clock.now(), tookMs())
  }
  for (let time = 0; time < 6; time += 1) slowly()
  t.notOk(host.breakers.isOpen(hook))
  process.resourceUsage = () => ({ ...usage(), involuntaryContextSwitches: 0 })
  for (let time = 0; time < 3; time += 1) slowly()
  t.ok(host.breakers.isOpen(hook), 'what waits of its own will is slow')
})

t.test('failures spread over time do not add up', async (t) => {
  const { shop, mood, host, evaluate } = await open(t)
  mood.offers = () => null
  for (let time = 0; time < 8; time += 1) {
    await evaluate()
    shop.clock.advance(20_000)
  }
  await host.breakers.settled()
  t.same(await breakersOf(shop), [])
})

for (const where of ['in the query', 'in the database'] as const)
  t.test(`a fact that fails ${where} takes no checkout down`, async (t) => {
    const { shop, mood, host, evaluate } = await open(t)
    mood.fails = where
    for (let time = 0; time < 5; time += 1) t.same((await evaluate()).offers, [])
    await host.breakers.settled()
    t.same(await breakersOf(shop), ['fact:visits'])
    t.same((await evaluate()).refusals, [], 'a validator that needs no such fact still decides')
  })

t.test('a validator that cannot decide refuses the lines it governs, and only those', async (t) => {
  const { shop, mood, host, evaluate } = await open(t)
  for (const check of [
    () => {
      throw new Error('boom')
    },
    () => null,
    () => [{ code: 'FOREIGN', words: words('x') }],
    () => [{ code: 'FIXTURE_NO', lineId: 'z', words: words('x') }],
    async () => [],
  ]) {
    mood.check = check
    t.match((await evaluate()).refusals, [{ plugin: 'fixture', code: 'PLUGIN_UNDECIDED', lineId: 'b' }])
  }
  await host.breakers.settled()
  t.same(await breakersOf(shop), ['validator:guard'])
  mood.check = () => []
  t.match((await evaluate()).refusals, [{ code: 'PLUGIN_UNDECIDED', lineId: 'b' }], 'cut off is undecided')
  shop.clock.advance(61_000)
  mood.check = () => [{ code: 'FIXTURE_NO', lineId: 'a', words: words('不行') }]
  t.match((await evaluate()).refusals, [{ code: 'FIXTURE_NO', lineId: 'a', words: words('不行') }])
})
