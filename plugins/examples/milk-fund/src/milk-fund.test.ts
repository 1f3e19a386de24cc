import type { OrderId } from '@mamapu/kernel'
import { addTestSku, brokenOf, buy, conformPlugin, createPluginShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region exact
t.test('a paid order sets aside what it was promised, a full refund takes exactly that back', async (t) => {
  const shop = await createPluginShop(t, plugin)
  const { skuId } = await addTestSku(shop.db, shop.store.storeId, shop.test.clock.now())
  const fund = async () => {
    const [row] = await shop.database.admin`
      select available::int from ledger_balances where account = 'payee:milk-fund'`
    return row?.['available'] ?? 0
  }
  const orders: OrderId[] = []
  for (const _ of [1, 2]) {
    const placed = await buy(shop.test, shop.store, skuId)
    if (!placed.placed) throw new Error(placed.code)
    orders.push(placed.orderId)
  }
  const saved = await shop.console('PUT', '/plugins/milk-fund/settings', await shop.owner(), {
    body: { settings: { perOrderFen: 500 }, version: 1 },
  })
  t.equal(saved.status, 200)
  for (const orderId of orders) await shop.pay(orderId)
  await shop.deliver()
  t.equal(await fund(), 200, 'what they were promised when they were placed')
  await shop.switchTo(false)
  await shop.refund(orders[0] as never)
  await shop.deliver()
  t.equal(await fund(), 100, 'settled although the plugin is off')
  t.same(await brokenOf(shop.database.admin), [])
})
// #endregion
