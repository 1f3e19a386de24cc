import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

t.test('a paid order sets aside what it was promised, a full refund takes exactly that back', async (t) => {
  const shop = await openShop(t, { plugins: [plugin] })
  const bottle = await shop.sku({ priceFen: 5000 })
  const fund = async () => {
    const [row] = await shop.database.admin`
      select available::int from ledger_balances where account = 'payee:milk-fund'`
    return row?.['available'] ?? 0
  }
  const [first, second] = [await shop.cart(bottle).order(), await shop.cart([bottle, 2]).order()]
  const body = { settings: { perOrderFen: 500 }, version: 1 }
  const saved = await shop.console('PUT', '/plugins/milk-fund/settings', await shop.owner(), { body })
  t.equal(saved.status, 200)
  await first.pay()
  await second.pay()
  await shop.deliver()
  t.equal(await fund(), 200, 'what they were promised when they were placed')
  const today = () => shop.quota('milk-fund.orders', '2026-03-04')
  t.match(await today(), { taken: 2 })
  t.match((await shop.slot('home.strip', {})).parts, [{ data: { counter: 'milk-fund.orders:2026-03-04' } }])

  await shop.switchTo(false)
  await first.refund()
  await second.refund(1)
  await shop.deliver()
  t.equal(await fund(), 100, 'settled although the plugin is off; half an order still counts')
  t.match(await today(), { taken: 1 })
  t.same(await shop.broken(), [])
})
