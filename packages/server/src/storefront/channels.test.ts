import { fileURLToPath } from 'node:url'
import { HOUR, later, must, SECOND, toFen, uuidOf } from '@mamapu/kernel'
import { coreFacts, definePlugin } from '@mamapu/plugin-sdk'
import { makeCampaign, plainSale, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { Visitor } from '../test-app.js'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })
const WECHAT = {
  'user-agent': 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 MicroMessenger/8.0.50 NetType/WIFI',
}
const BROWSER = { 'user-agent': 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/17.5 Safari/604.1' }
const CONTACT = { name: '林小满', phone: '13800001234', regionCode: '330106', street: '文三路 1 号' }

const PRICE = /[¥-] ?(\d+(?:\.\d+)?)/g
const prices = (html: string) => [...readable(html).matchAll(PRICE)].map(([, yuan]) => yuan)
const field = (html: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

/** A browser that says what it is with every request. */
class Through extends Visitor {
  readonly #headers: Readonly<Record<string, string>>
  constructor(
    of: Visitor,
    server: ConstructorParameters<typeof Visitor>[0],
    headers: Record<string, string>,
  ) {
    super(server, of.host)
    this.#headers = headers
  }
  override ask(...[method, url, ask = {}]: Parameters<Visitor['ask']>): ReturnType<Visitor['ask']> {
    return super.ask(method, url, { ...ask, headers: { ...this.#headers, ...ask.headers } })
  }
}

/** A bottle of ¥100. */
async function open(t: Test, plugins: Parameters<typeof openTestShop>[1]) {
  const shop = await openTestShop(t, plugins, at)
  const { path, skuIds } = await shop.product({
    title: '奶瓶',
    skus: [skuInput({ priceFen: toFen(10_000), initialStock: 9 })],
  })
  const skuId = must(skuIds[0], 'a SKU')
  const through = (headers: Record<string, string>) => new Through(shop.visitor(), shop.server, headers)
  /** Puts one into the cart; the checkout page. */
  const checkout = async (visitor: Visitor) => {
    await visitor.get('/')
    await visitor.post('/cart/lines', { skuId, quantity: '1' })
    return (await visitor.get('/checkout')).body
  }
  const place = (visitor: Visitor, page: string, change: object = {}) =>
    visitor.post('/checkout', {
      ...CONTACT,
      csrf: field(page, 'csrf'),
      key: field(page, 'key'),
      seenTotalFen: field(page, 'seenTotalFen'),
      ...change,
    })
  const orders = async () => {
    const { sql } = shop.db
    return sql.begin(async (tx) => {
      await tx.unsafe(`set local app.tenant_id = '${uuidOf(shop.store.storeId)}'`)
      return tx<{ payable: number; channel: string; asked: string }[]>`
        select payable_fen as payable, decision ->> 'channel' as channel,
               decision -> 'asked' -> 'facts' ->> 'core:channel' as asked from orders order by placed_at`
    })
  }
  return { shop, path, through, checkout, place, orders }
}

t.test(
  'a price held in WeChat alone: no page of one channel is given to another, and the order keeps it',
  async (t) => {
    const { shop, path, through, checkout, place, orders } = await open(t, [plainSale()])
    await makeCampaign(shop.test, shop.store.storeId, {
      plugin: 'plain-sale',
      config: { priceFen: 6000 },
      startsAt: at,
      endsAt: later(at, HOUR),
      audience: { kind: 'everyone', channels: ['wechat'] },
    })
    const [wechat, browser] = [through(WECHAT), through(BROWSER)]
    for (const page of ['/', path]) {
      t.same(prices((await wechat.get(page)).body)[0], '60', page)
      t.same(prices((await browser.get(page)).body)[0], '100', page)
      const { misses } = shop.storefront.cache
      t.same(prices((await through(WECHAT).get(page)).body)[0], '60', 'kept')
      t.same(prices((await through(BROWSER).get(page)).body)[0], '100')
      t.equal(shop.storefront.cache.misses, misses, 'one page per channel, for all of it')
    }
    const { visitor } = await shop.member()
    const member = through(WECHAT)
    for (const [name, value] of visitor.cookies) member.cookies.set(name, value)
    t.same(prices((await member.get(path)).body)[0], '60', 'known or not')

    const inWechat = await checkout(wechat)
    t.equal((await place(wechat, inWechat)).statusCode, 303)
    shop.clock.advance(SECOND)
    const inBrowser = await checkout(browser)
    t.equal(field(inBrowser, 'seenTotalFen'), '10000')
    t.equal((await place(browser, inBrowser, { seenTotalFen: '6000' })).statusCode, 409, 'not by saying so')
    t.equal((await place(browser, inBrowser)).statusCode, 303)
    t.same(
      [...(await orders())],
      [
        { payable: 6000, channel: 'wechat', asked: 'wechat' },
        { payable: 10_000, channel: 'web', asked: 'web' },
      ],
    )
  },
)

/** Zhejiang pays ¥10 less. */
const byRegion = definePlugin({
  id: 'by-region',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('region'),
  description: words('region'),
  category: 'discount',
  scopes: [],
  settings: Type.Object({}),
  prices: [
    {
      name: 'region',
      stage: 'order',
      facts: { regionCode: coreFacts.regionCode },
      offers: ({ cart, facts }) =>
        (facts as { regionCode: string }).regionCode.startsWith('33')
          ? [
              {
                id: 'by-region:33',
                plugin: 'by-region',
                stage: 'order' as const,
                label: words('浙江'),
                class: 'region',
                combinesWith: [],
                lineIds: cart.lines.map(({ lineId }) => lineId),
                tiers: [{ thresholdFen: toFen(0), reduction: { amountFen: toFen(1000) } }],
                applies: 'always' as const,
              },
            ]
          : [],
    },
  ],
  locales: new URL(
    `file://${fileURLToPath(new URL('../../../../plugins/coupons/locales/', import.meta.url))}`,
  ),
})

t.test('a price by region follows the address, and asks again when it is another', async (t) => {
  const { through, checkout, place, orders } = await open(t, [byRegion])
  const visitor = through(BROWSER)
  const page = await checkout(visitor)
  t.equal(field(page, 'seenTotalFen'), '10000', 'nobody has said where to')
  const known = await place(visitor, page, { recalculate: 'region' })
  t.equal(field(known.body, 'seenTotalFen'), '9000')
  const moved = await place(visitor, known.body, { regionCode: '110101' })
  t.equal(moved.statusCode, 409)
  t.equal(field(moved.body, 'seenTotalFen'), '10000', 'asked again with the price of the other place')
  const back = await place(visitor, moved.body)
  t.equal(back.statusCode, 409, 'and once more')
  t.equal((await place(visitor, back.body)).statusCode, 303)
  t.match(await orders(), [{ payable: 9000 }])
})
