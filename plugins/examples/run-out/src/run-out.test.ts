import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region once
t.test('who received a parcel is reminded once, when it is time; who sent all back is not', async (t) => {
  const shop = await openShop(t, { plugins: [plugin] })
  const nappies = await shop.sku()
  const inbox = async () =>
    (await shop.database.admin`select 1 from messages where template = 'run-out.run_out'`).length
  for (const keeps of [true, false]) {
    const order = await shop
      .cart(nappies)
      .by(await shop.customer())
      .order()
    await order.pay()
    await order.ship()
    await order.receive()
    await shop.deliver()
    if (!keeps) await order.refund()
  }
  await shop.travel({ days: 24, hours: 23 })
  t.equal(await inbox(), 0)
  await shop.travel({ hours: 2 })
  t.equal(await inbox(), 1)
  await shop.travel({ days: 2 })
  t.equal(await inbox(), 1)
})
// #endregion
