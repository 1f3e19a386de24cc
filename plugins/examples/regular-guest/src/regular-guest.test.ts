import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region any-order
t.test(
  'three paid orders make a regular, a refund unmakes one, in any order and however often told',
  async (t) => {
    const shop = await openShop(t, { plugins: [plugin] })
    const nappies = await shop.sku()
    const family = await shop.customer()
    const tags = async () => {
      const rows = await shop.database.admin<{ tag: string }[]>`select tag from customer_tags`
      return rows.map(({ tag }) => tag)
    }
    const buy = async () => (await shop.cart(nappies).by(family).order()).pay()
    const [first, second] = [await buy(), await buy(), await buy()]
    await first.refund()
    const paid = { orderId: second.id, customerId: family.id, payableFen: 0, paidFen: 0, lines: [] }
    await shop.tell('order.paid', paid as never, 2)
    await shop.deliver()
    t.same(await tags(), [], 'two stand: one was refunded before anything was told')
    await buy()
    await shop.deliver()
    t.same(await tags(), ['老朋友'])
    await second.refund()
    await shop.deliver()
    t.same(await tags(), [])
  },
)
// #endregion

// #region gift
t.test(
  'the order that makes a regular is given a gift and a badge, once; its refund takes both back',
  async (t) => {
    const shop = await openShop(t, { plugins: [plugin] })
    const [nappies, bib] = [await shop.sku(), await shop.sku({ stock: 5 })]
    const settings = { ordersMin: 2, tag: '老朋友', giftSkuId: bib.skuId, giftsPerDay: 1 }
    const body = { settings, version: 1 }
    await shop.console('PUT', '/plugins/regular-guest/settings', await shop.owner(), { body })
    const buyTwice = async () => {
      const family = await shop.customer()
      const first = await (await shop.cart(nappies).by(family).order()).pay()
      await shop.deliver()
      const second = await (await shop.cart(nappies).by(family).order()).pay()
      await shop.deliver()
      return [first, second] as const
    }
    const badges = async () => (await shop.database.admin`select 1 from orders where badges <> '{}'`).length
    const [, lucky] = await buyTwice()
    t.match(await shop.stock(bib), { taken: 1 })
    t.match(await shop.quota('regular-guest.gifts'), { limit: 1, taken: 1 })
    await buyTwice()
    t.match(await shop.stock(bib), { taken: 1 }, 'one gift a day')
    t.equal(await badges(), 2, 'a badge for both')
    await lucky.refund()
    await shop.deliver()
    t.match(await shop.stock(bib), { taken: 0 })
    t.match(await shop.quota('regular-guest.gifts'), { taken: 0 })
    t.equal(await badges(), 1)
    t.same(await shop.broken(), [])
  },
)
// #endregion
