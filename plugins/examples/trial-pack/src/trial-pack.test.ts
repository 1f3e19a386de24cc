import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region race
t.test(
  'thirty families at once for five packs: five have one each, a cancelled one is on offer again',
  async (t) => {
    const shop = await openShop(t, { plugins: [plugin] })
    const { skuId } = await shop.sku({ priceFen: 3000 })
    const startsAt = shop.clock.now()
    await shop.campaign({ plugin: 'trial-pack', config: { skuId, priceFen: 900, units: 5 }, startsAt })
    const packs = () => shop.quota('trial-pack.packs')
    const { results } = await shop.race(30, (buyer) => buyer.cart(skuId).seen(900).place())
    const placed = results.flatMap((one) => (one.placed ? [one.orderId] : []))
    t.equal(placed.length, 5)
    t.same(await packs(), { limit: 5, taken: 5 })
    await shop.cancel(placed[0] as never)
    t.same(await packs(), { limit: 5, taken: 4 })

    const family = await shop.guest()
    const order = await shop.cart([skuId, 2]).by(family).seen(3900).order()
    t.same(await packs(), { limit: 5, taken: 5 }, 'one pack, the second unit at its usual price')
    t.match(await shop.cart(skuId).by(family).seen(3000).place(), { placed: true }, 'one per family')
    await order.pay()
    await order.refund()
    t.same(await packs(), { limit: 5, taken: 4 }, 'what was refunded is on offer again')
    t.same(await shop.broken(), [])
  },
)
// #endregion
