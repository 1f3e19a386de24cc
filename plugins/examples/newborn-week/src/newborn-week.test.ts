import { DAY, HOUR, later } from '@mamapu/kernel'
import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region second
t.test('the price begins on its second and ends on its second, and so does what pages say', async (t) => {
  const shop = await openShop(t, { plugins: [plugin] })
  const onesie = await shop.sku({ priceFen: 1000 })
  const [startsAt, endsAt] = [later(shop.clock.now(), DAY), later(shop.clock.now(), 2 * DAY)]
  const window = { startsAt, endsAt, announceMinutes: 60 }
  await shop.campaign({ plugin: 'newborn-week', config: { offBps: 2000 }, ...window })
  const skus = [{ id: onesie.skuId, everydayFen: 1000, unitFen: 1000 }]
  const product = { id: onesie.productId, path: '/p/onesie', categoryIds: [], tags: [], skus }
  for (const [instant, totalFen, shown] of [
    [later(startsAt, -HOUR - 1), 1000, []],
    [later(startsAt, -1), 1000, [{ data: { isRunning: false, off: '8折' } }]],
    [startsAt, 800, [{ data: { isRunning: true } }]],
    [later(endsAt, -1), 800, [{ data: { isRunning: true } }]],
    [endsAt, 1000, []],
  ] as const) {
    await shop.travel(instant)
    t.equal((await shop.cart(onesie).priced()).payableFen, totalFen)
    const { parts } = await shop.slot('product.campaign', { product } as never)
    t.equal(parts.length, shown.length)
    t.match(parts, shown)
  }
})
// #endregion
