import { DAY, HOUR, later } from '@mamapu/kernel'
import { addTestSku, buy, conformPlugin, createPluginShop, makeCampaign } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region second
t.test('the price begins on its second and ends on its second, and so does what pages say', async (t) => {
  const at = new Date('2026-03-04T02:00:00Z')
  const shop = await createPluginShop(t, plugin, { at })
  const { clock } = shop.test
  const { storeId } = shop.store
  const { skuId, productId } = await addTestSku(shop.db, storeId, at, { priceFen: 1000 })
  const [startsAt, endsAt] = [later(at, DAY), later(at, 2 * DAY)]
  const config = { offBps: 2000 }
  await makeCampaign(shop.test, storeId, {
    plugin: 'newborn-week',
    config,
    startsAt,
    endsAt,
    announceMinutes: 60,
  })
  const skus = [{ id: skuId, everydayFen: 1000, unitFen: 1000 }]
  const product = { id: productId, path: '/p/onesie', categoryIds: [], tags: [], skus }
  const band = async () => (await shop.slot('product.campaign', { product } as never)).parts[0]?.data
  for (const [instant, totalFen, shown] of [
    [later(startsAt, -HOUR - 1), 1000, undefined],
    [later(startsAt, -1), 1000, { isRunning: false, off: '8折' }],
    [startsAt, 800, { isRunning: true }],
    [later(endsAt, -1), 800, { isRunning: true }],
    [endsAt, 1000, undefined],
  ] as const) {
    clock.set(instant)
    t.match(await buy(shop.test, shop.store, skuId, { seenTotalFen: totalFen }), { placed: true })
    if (shown) t.match(await band(), shown)
    else t.equal(await band(), undefined)
  }
})
// #endregion
