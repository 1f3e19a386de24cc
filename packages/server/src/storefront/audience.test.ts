import { fileURLToPath } from 'node:url'
import { HOUR, later, SECOND, toFen } from '@mamapu/kernel'
import { coreFacts, definePlugin } from '@mamapu/plugin-sdk'
import { skuInput } from '@mamapu/testkit'
import t from 'tap'
import { Type } from 'typebox'
import { againText, countdownText, leftOf, progressOf, secondsUntil, stateOf } from './gap.rules.js'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const noon = later(at, 2 * HOUR)
const words = (text: string) => ({ 'zh-CN': text, en: text })

/** Members pay ¥80 for whatever costs ¥100; from noon on everyone pays ¥60 for the small one; carts give ¥10. */
const prices = definePlugin({
  id: 'test-prices',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('prices'),
  description: words('prices'),
  category: 'discount',
  scopes: [],
  settings: Type.Object({}),
  prices: [
    {
      name: 'member',
      stage: 'unit',
      facts: { isMember: coreFacts.isMember },
      offers: ({ cart, facts }) =>
        (facts as { isMember: boolean }).isMember
          ? cart.lines
              .filter(({ unitPriceFen }) => unitPriceFen === 10_000)
              .map(({ lineId }) => offer('member', lineId, 8000))
          : [],
    },
    {
      name: 'noon',
      stage: 'unit',
      facts: {},
      offers: ({ cart, at: now }) =>
        cart.lines
          .filter(({ unitPriceFen }) => unitPriceFen === 9000 && now >= noon)
          .map(({ lineId }) => offer('noon', lineId, 6000)),
    },
    {
      name: 'cart',
      stage: 'unit',
      facts: {},
      offers: ({ cart }) =>
        cart.lines.map(({ lineId }) => ({ ...offer('cart', lineId, 1000), listed: false })),
    },
  ],
  slots: [
    {
      slot: 'product.card',
      facts: {},
      data: ({ at: now }) => (now >= noon ? { text: '午市', kind: 'sale' } : null),
      changesAt: ({ at: now }) => (now < noon ? noon : null),
    },
  ],
  locales: new URL(
    `file://${fileURLToPath(new URL('../../../../plugins/coupons/locales/', import.meta.url))}`,
  ),
})

function offer(what: string, lineId: string, fen: number) {
  return {
    id: `test-prices:${what}-${lineId}`,
    plugin: 'test-prices',
    stage: 'unit' as const,
    label: words(what),
    lineId,
    unitPriceFen: toFen(fen),
  }
}

const PRICE = /¥ ?(\d+(?:\.\d+)?)/g
const shown = (html: string) => [...readable(html).matchAll(PRICE)].map(([, yuan]) => yuan)

t.test(
  'cards and product pages show the price of their audience, and end when time changes it',
  async (t) => {
    const shop = await openTestShop(t, [prices], at)
    const { path } = await shop.product({
      title: '奶瓶',
      options: ['容量'],
      skus: [
        skuInput({ values: ['大'], priceFen: toFen(10_000), initialStock: 5 }),
        skuInput({ values: ['小'], priceFen: toFen(9000), initialStock: 5 }),
      ],
    })
    const guest = shop.visitor()
    const { visitor: member } = await shop.member()
    const see = async (visitor: typeof guest, page: string) => shown((await visitor.get(page)).body)

    t.same((await see(guest, '/')).slice(0, 1), ['90'], 'the cheapest variant of everyone')
    t.same((await see(member, '/')).slice(0, 1), ['80'], 'the same card for members')
    t.same((await see(guest, '/')).slice(0, 1), ['90'], 'and guests keep theirs')
    t.ok((await see(member, path)).includes('80'))
    t.notOk((await see(guest, path)).includes('80'))
    const misses = shop.storefront.cache.misses
    await Promise.all([guest.get('/'), member.get('/'), guest.get(path), member.get(path)])
    t.equal(shop.storefront.cache.misses, misses, 'one page per audience, not per visitor')
    const second = await shop.member()
    await second.visitor.get('/')
    t.equal(shop.storefront.cache.misses, misses, 'two members share theirs')

    shop.clock.set(later(noon, -SECOND))
    t.notMatch(readable((await guest.get('/')).body), /午市/)
    shop.clock.set(noon)
    const after = (await guest.get('/')).body
    t.match(readable(after), /午市/, 'the card’s words begin on the second')
    t.same(shown(after).slice(0, 1), ['60'])
    t.same((await see(member, '/')).slice(0, 1), ['60'])
  },
)

t.test('what fills while sending: times and units left', async (t) => {
  t.equal(secondsUntil('2026-03-04T02:00:00.400Z', at), 1, 'nothing is over before it is')
  t.equal(secondsUntil('2026-03-04T02:00:00Z', at), 0)
  t.equal(secondsUntil('nonsense', at), 0)
  t.equal(countdownText(7869, 'en'), '02:11:09')
  t.equal(countdownText(3 * 86_400 + 1, 'zh-CN'), '3 天 00:00:01')
  const again = new Date('2026-03-04T02:15:00Z')
  const some = { limit: 10, taken: 4, held: 0, againAt: null }
  const none = { limit: 10, taken: 10, held: 2, againAt: again }
  t.equal(leftOf([some, none]), 6)
  t.equal(stateOf([some, none]), 'on-sale')
  t.equal(stateOf([none]), 'held')
  t.equal(stateOf([{ ...none, held: 0 }]), 'sold-out')
  t.equal(progressOf([{ limit: 1000, taken: 999, held: 0, againAt: null }]), 99, '100 only when all are gone')
  t.equal(progressOf([]), 0)
  t.equal(againText([none], 'Asia/Shanghai'), '10:15')
  t.equal(againText([some, none], 'Asia/Shanghai'), '')
})
