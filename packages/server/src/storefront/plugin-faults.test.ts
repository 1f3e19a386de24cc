import { plugins } from '@mamapu/core'
import { MINUTE, must, toFen } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { calmMood, fixturePlugin, type Mood, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const WORK_MAX_MS = 60

/** A shop with a bottle of ¥10 and a plugin that takes ¥1 off every order, as long as the test lets it. */
async function open(t: Test, workMaxMs = WORK_MAX_MS) {
  const mood = calmMood()
  let page = async (): Promise<object> => ({})
  const whole = fixturePlugin(mood)
  const [own] = must(whole.pages, 'a page')
  const plugin = { ...whole, pages: [{ ...own, signedIn: false, data: () => page() }] } as unknown as Plugin
  const shop = await openTestShop(t, [plugin], at, { workMaxMs })
  const { path, skuIds } = await shop.product({
    title: '奶瓶',
    skus: [skuInput({ priceFen: toFen(1000), initialStock: 50 })],
  })
  const addToCart = async (visitor: ReturnType<typeof shop.visitor>) => {
    const added = await visitor.post('/cart/lines', { skuId: must(skuIds[0], 'a SKU'), quantity: '1' })
    t.equal(added.statusCode, 303)
  }
  return {
    shop,
    mood,
    addToCart,
    setPage: (data: () => Promise<object>) => {
      page = data
    },
    /** Looks at everything a shopper passes on the way, and orders; what the order costs. */
    async buy(): Promise<number> {
      const visitor = shop.visitor()
      for (const one of ['/', path]) t.match(readable((await visitor.get(one)).body), /奶瓶/, one)
      await addToCart(visitor)
      t.match(readable((await visitor.get('/cart')).body), /奶瓶/)
      const checkout = (await visitor.get('/checkout')).body
      const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(checkout)?.[1] ?? ''
      const placed = await visitor.post('/checkout', {
        csrf: field('csrf'),
        key: field('key'),
        seenTotalFen: field('seenTotalFen'),
        name: '林小满',
        phone: '13800001234',
        regionCode: '330106',
        street: '文三路 1 号',
      })
      t.match(placed.headers.location, /^\/pay\//, readable(placed.body).slice(0, 300))
      return Number(field('seenTotalFen'))
    },
    breakers: async () => {
      await shop.test.host.breakers.settled()
      const store = must(await shop.test.directory.refresh(shop.store.storeId), 'the store')
      const { host, place, clock } = shop.test
      const active = await plugins.storePluginsOf(host, place.pluginsPart, store, clock.now())
      return [...active.breakers.keys()]
    },
  }
}

const FAULTS: readonly (readonly [string, Partial<Mood>])[] = [
  [
    'throws',
    {
      offers: () => {
        throw new Error('boom')
      },
      data: () => {
        throw new Error('boom')
      },
    },
  ],
  ['answers nonsense', { offers: () => [{ id: 7 }, null], data: () => 'words' as never }],
  [
    'answers later, or never',
    { offers: () => new Promise(() => {}), data: () => new Promise(() => {}) as never },
  ],
]

for (const [what, faulty] of FAULTS)
  t.test(`a plugin that ${what}: the shop sells on without it, and it is cut off`, async (t) => {
    const { mood, buy, breakers } = await open(t)
    t.equal(await buy(), 900, 'the plugin is at work')
    Object.assign(mood, faulty)
    for (let time = 0; time < 3; time += 1) t.equal(await buy(), 1000, 'its offer is not there, the shop is')
    t.ok((await breakers()).includes('fixture|price:off'))
  })

t.test('a rule over its 5 ms is right until it is cut off, and comes back when it is quick', async (t) => {
  const { shop, mood, addToCart, buy, breakers } = await open(t)
  let calls = 0
  mood.offers = (offer) => {
    calls += 1
    // Work, not time: what another process takes of it meanwhile is not held against the rule.
    for (const began = process.cpuUsage(); process.cpuUsage(began).user < 25_000; );
    return [offer]
  }
  const visitor = shop.visitor()
  await addToCart(visitor)
  t.match(readable((await visitor.get('/cart')).body), /¥9/, 'late and right')
  for (let looks = 0; looks < 3; looks += 1) await visitor.get('/cart')
  t.same(await breakers(), ['fixture|price:off'])
  const before = calls
  t.equal(await buy(), 1000)
  t.equal(calls, before, 'it is not called while it is cut off')
  mood.offers = (offer) => [offer]
  shop.clock.advance(2 * MINUTE)
  t.equal(await buy(), 900)
  t.same(await breakers(), [])
})

t.test('a validator that cannot decide keeps back what it governs; everything else sells', async (t) => {
  const { mood, buy } = await open(t)
  mood.check = () => new Promise(() => {})
  t.equal(await buy(), 900)
})

t.test('work that does not end in its time is left behind, then cut off; the shop sells on', async (t) => {
  const { shop, buy, setPage, breakers } = await open(t)
  const page = () => shop.visitor().get('/x/fixture/page', { headers: { accept: 'text/html' } })
  t.equal((await page()).statusCode, 200)
  let begun = 0
  setPage(() => {
    begun += 1
    return new Promise(() => {})
  })
  const began = performance.now()
  const waiting = Array.from({ length: 5 }, page)
  t.equal(await buy(), 900, 'while it is waited for')
  for (const one of await Promise.all(waiting)) t.equal(one.statusCode, 503)
  t.ok(performance.now() - began < 20 * WORK_MAX_MS + 3000)
  t.same(await breakers(), ['fixture|page:page'])
  t.equal((await page()).statusCode, 404, 'it is not there for now')
  t.equal(begun, 5, 'and nobody waits for it')
  t.equal(await buy(), 900)
  setPage(async () => ({}))
  shop.clock.advance(2 * MINUTE)
  t.equal((await page()).statusCode, 200, 'in time again, it is back')
  t.same(await breakers(), [])
})

t.test(
  'however many of its pages hang, they have not all connections: an order goes through beside them',
  async (t) => {
    const { shop, buy, setPage } = await open(t, 4000)
    let begun = 0
    setPage(() => {
      begun += 1
      return new Promise(() => {})
    })
    const waiting = Array.from({ length: 20 }, () =>
      shop.visitor().get('/x/fixture/page', { headers: { accept: 'text/html' } }),
    )
    const first = Promise.any(waiting).then(() => 'a page was answered')
    t.equal(await Promise.race([buy(), first]), 900)
    t.equal(begun, 6)
    for (const one of await Promise.all(waiting)) t.ok([404, 503].includes(one.statusCode))
  },
)
