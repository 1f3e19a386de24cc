import type { OrderId } from '@mamapu/kernel'
import { addTestSku, buy, conformPlugin, createPluginShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region any-order
t.test(
  'three paid orders make a regular, a refund unmakes one, in any order and however often told',
  async (t) => {
    const shop = await createPluginShop(t, plugin)
    const { skuId } = await addTestSku(shop.db, shop.store.storeId, shop.test.clock.now())
    const { id: customerId } = await shop.customer()
    const tags = async () => {
      const rows = await shop.database.admin<{ tag: string }[]>`select tag from customer_tags`
      return rows.map(({ tag }) => tag)
    }
    const orders: OrderId[] = []
    for (const _ of [1, 2, 3]) {
      const placed = await buy(shop.test, shop.store, skuId, { customerId })
      if (!placed.placed) throw new Error(placed.code)
      await shop.pay(placed.orderId)
      orders.push(placed.orderId)
    }
    const [first, second] = orders as [OrderId, OrderId]
    await shop.refund(first)
    const paid = { orderId: second, customerId, payableFen: 0, paidFen: 0, lines: [] }
    await shop.tell('order.paid', paid as never, 2)
    await shop.deliver()
    t.same(await tags(), [], 'two stand, one was refunded before anything was told')
    const fourth = await buy(shop.test, shop.store, skuId, { customerId })
    if (!fourth.placed) throw new Error(fourth.code)
    await shop.pay(fourth.orderId)
    await shop.deliver()
    t.same(await tags(), ['老朋友'])
    await shop.refund(second)
    await shop.deliver()
    t.same(await tags(), [])
  },
)
// #endregion
