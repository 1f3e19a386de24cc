import { campaigns, previews, stores } from '@mamapu/core'
import { DAY, HOUR, later, must, SECOND, toFen } from '@mamapu/kernel'
import { makeCampaign, plainSale, serveRoutes, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import type { Visitor } from '../test-app.js'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const starts = later(at, 2 * DAY)

async function open(t: Test) {
  const shop = await openTestShop(t, [plainSale()], at)
  const { path, skuIds } = await shop.product({
    title: '奶瓶',
    skus: [skuInput({ priceFen: toFen(10_000), initialStock: 5 })],
  })
  const skuId = must(skuIds[0], 'a SKU')
  const sale = (priceFen: number, change: object = {}) =>
    makeCampaign(shop.test, shop.store.storeId, {
      plugin: 'plain-sale',
      config: { priceFen },
      startsAt: starts,
      endsAt: later(starts, HOUR),
      ...change,
    })
  const snapshot = () => shop.test.directory.refresh(shop.store.storeId).then((store) => must(store, 'it'))
  /** As the console asks for it. */
  const link = async (body: object) => {
    const store = await snapshot()
    const server = await serveRoutes(
      t,
      { storeId: shop.store.storeId, at: shop.clock.now() },
      async (scope) => {
        scope.addHook('onRequest', async (request) => Object.assign(request, { store }) && undefined)
        await scope.register(previews.previewRoutes(shop.test.app))
      },
    )
    const reply = await server.inject({ method: 'POST', url: '/previews', payload: body })
    if (reply.statusCode !== 201) return reply.json()
    return new URL(reply.json().url).pathname
  }
  /** A browser with one bottle in its cart. */
  const browser = async (visitor: Visitor = shop.visitor()) => {
    await visitor.get('/')
    const reply = await visitor.post('/cart/lines', { skuId, quantity: '1' })
    t.equal(reply.statusCode, 303)
    return visitor
  }
  const walk = async (visitor: Visitor) => {
    const prices: string[][] = []
    for (const page of ['/', path, '/cart']) {
      const reply = await visitor.get(page)
      prices.push(
        [...readable(reply.body).matchAll(/[¥-] ?(\d+(?:\.\d+)?)/g)].map(([, yuan]) => String(yuan)),
      )
    }
    return prices
  }
  return { shop, path, skuId, sale, link, browser, walk }
}

t.test('home, product and cart show in a preview what they show in truth, to the second', async (t) => {
  const { shop, sale, link, browser, walk } = await open(t)
  const draft = await sale(6000, { isDraft: true })
  const forVip = await sale(5000, { isDraft: true, audience: { kind: 'level', rank: 2, name: 'VIP' } })
  const edges = [later(starts, -SECOND), starts, later(starts, HOUR - SECOND), later(starts, HOUR)]
  const drafts = [draft.id, forVip.id]
  const seen: string[][][] = []
  for (const edge of edges) {
    const visitor = await browser()
    t.equal((await visitor.get(await link({ at: edge.toISOString(), drafts }))).statusCode, 303)
    seen.push(await walk(visitor))
    const vip = await browser()
    await vip.get(await link({ at: edge.toISOString(), drafts, level: { rank: 2, name: 'VIP' } }))
    const prices = await walk(vip)
    t.equal(prices[0]?.[0], edge >= starts && edge < later(starts, HOUR) ? '50' : '100', 'through other eyes')
  }
  t.same(
    seen.map(([home]) => home?.[0]),
    ['100', '60', '60', '100'],
  )

  for (const { id } of [draft, forVip]) await publish(shop, id)
  const visitor = await browser()
  for (const [index, edge] of edges.entries()) {
    shop.clock.set(edge)
    t.same(await walk(visitor), seen[index], edge.toISOString())
  }
})

t.test('a preview looks through the channel it was made for, whatever browser shows it', async (t) => {
  const { sale, link, browser, walk } = await open(t)
  const { id } = await sale(6000, { isDraft: true, audience: { kind: 'everyone', channels: ['wechat'] } })
  for (const [channel, price] of [
    ['wechat', '60'],
    ['app', '100'],
    [undefined, '100'],
  ] as const) {
    const visitor = await browser()
    await visitor.get(await link({ at: starts.toISOString(), drafts: [id], ...(channel ? { channel } : {}) }))
    const [home, product, cart] = await walk(visitor)
    t.same([home?.[0], product?.[0]], [price, price], channel ?? 'as usual')
    t.equal(cart?.includes('60'), price === '60')
  }
})

t.test('a sale that has set all units aside is not sold out in its preview', async (t) => {
  let skuId = 'sku_' as `sku_${string}`
  const units = [5]
  const sale = plainSale([], {
    pools: () => [{ kind: 'plain-sale.units', skuId, units: must(units[0], 'units'), mode: 'own' as const }],
  })
  const shop = await openTestShop(t, [sale], at)
  const { path, skuIds } = await shop.product({ title: '奶瓶', skus: [skuInput({ initialStock: 5 })] })
  skuId = must(skuIds[0], 'a SKU')
  await makeCampaign(shop.test, shop.store.storeId, {
    plugin: 'plain-sale',
    config: { priceFen: 700 },
    startsAt: starts,
    endsAt: later(starts, HOUR),
  })
  const store = must(await shop.test.directory.refresh(shop.store.storeId), 'it')
  const saleAt = async (when: Date) => {
    const look = { at: when.toISOString(), level: null, tags: [], isMember: false, isNew: false, drafts: [] }
    const visitor = shop.visitor()
    await visitor.get(`/preview/${stores.previewToken(store, { look, at: shop.clock.now() }).token}`)
    return /data-sale="([a-z-]+)"/.exec((await visitor.get(path)).body)?.[1]
  }
  t.equal(await saleAt(later(starts, -SECOND)), 'sold-out', 'all of them wait for the sale')
  t.equal(await saleAt(starts), 'on-sale')
  shop.clock.set(starts)
  t.match((await shop.visitor().get(path)).body, /data-sale="on-sale"/, 'as in truth')
})

async function publish(shop: Awaited<ReturnType<typeof openTestShop>>, id: `cmp_${string}`): Promise<void> {
  const by = { actor: 'test', at: shop.clock.now() }
  const result = await campaigns.changeCampaigns(shop.db, shop.store.storeId, (tx) =>
    campaigns.actOnCampaign(tx, shop.test.campaigns, { id, act: 'publish', version: null }, by),
  )
  if (!result.done) throw new Error(result.code)
  await shop.test.directory.refresh(shop.store.storeId)
}

t.test(
  'a preview only looks: nothing is ordered, claimed, signed in to, kept, indexed or counted',
  async (t) => {
    const { shop, path, skuId, sale, link, browser } = await open(t)
    const draft = await sale(6000, { isDraft: true })
    const visitor = await browser()
    await visitor.get(
      await link({
        at: starts.toISOString(),
        drafts: [draft.id],
        level: { rank: 2, name: 'VIP' },
        tags: ['双十一'],
      }),
    )
    const { cache } = shop.storefront
    const before = { hits: cache.hits, misses: cache.misses }
    for (const page of ['/', path, '/cart', '/categories', '/search?q=奶瓶']) {
      const reply = await visitor.get(encodeURI(page), { headers: { accept: 'text/html' } })
      t.equal(reply.statusCode, 200, page)
      t.equal(reply.headers['cache-control'], 'no-store')
      t.equal(reply.headers['x-robots-tag'], 'noindex')
      t.match(reply.body, '<meta name="robots" content="noindex">')
      t.match(reply.body, '预览 2026-03-06 10:00 · VIP · 双十一')
      t.match(reply.body, 'href="/preview/leave"')
    }
    t.same({ hits: cache.hits, misses: cache.misses }, before, 'nothing of it is kept')

    for (const url of ['/cart/lines', '/checkout', '/login/code', '/login', '/logout']) {
      const reply = await visitor.post(url, { skuId, quantity: '1', phone: '13800001234' })
      t.equal(reply.statusCode, 403, url)
      t.match(reply.json(), { code: 'PREVIEW_ONLY' })
    }
    for (const url of ['/checkout', '/login', '/account', '/x/coupons/gift?g=any'])
      t.equal((await visitor.get(url)).statusCode, 403, url)
    for (const [language, text] of [
      ['zh-CN', '这是预览'],
      ['en', 'This is a preview'],
    ] as const) {
      const reply = await visitor.get('/checkout', {
        headers: { accept: 'text/html', 'accept-language': language },
      })
      t.equal(reply.statusCode, 403)
      t.match(reply.body, text)
    }
    await visitor.get('/preview/leave')
    t.equal((await visitor.get('/checkout')).statusCode, 200, 'out again')
    t.notMatch((await visitor.get('/')).body, 'preview-bar')
  },
)

t.test('links that are forged, over, or another shop’s open nothing', async (t) => {
  const { shop, link } = await open(t)
  const other = await open(t)
  const good = await link({ at: starts.toISOString() })
  const forged = good.replace(/.$/, (last: string) => (last === 'A' ? 'B' : 'A'))
  const cookies = shop.visitor()
  for (const bad of [forged, await other.link({}), '/preview/x.y']) {
    t.equal((await shop.visitor().get(bad)).statusCode, 404, bad.slice(0, 40))
    cookies.cookies.set('mamapu-preview', bad.slice('/preview/'.length))
    t.notMatch((await cookies.get('/')).body, 'preview-bar')
  }
  t.match(await link({ drafts: [`cmp_${'0'.repeat(32)}`] }), { code: 'CAMPAIGN_NOT_FOUND' })
  const visitor = shop.visitor()
  await visitor.get(good)
  t.match((await visitor.get('/')).body, 'preview-bar')
  shop.clock.set(later(at, DAY))
  t.notMatch((await visitor.get('/')).body, 'preview-bar', 'over')
  t.equal((await shop.visitor().get(good)).statusCode, 404)
})
