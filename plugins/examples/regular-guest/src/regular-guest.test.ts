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
