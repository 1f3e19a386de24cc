import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { luckyOrder } from './lucky-order.mechanic.js'

/** What the conformance suite tries the plugin with: a campaign, and a customer who won in one. */
export const samples: ConformanceSamples = {
  campaigns: ([giftSkuId]) => [sampleConfig(luckyOrder, { giftSkuId, giftName: '湿巾一包', units: 10 })],
  async fill(shop) {
    const [nappies, wipes] = [await shop.sku(), await shop.sku()]
    const config = sampleConfig(luckyOrder, {
      every: 2,
      giftSkuId: wipes.skuId,
      giftName: '湿巾一包',
      units: 3,
    })
    await shop.campaign({ plugin: 'lucky-order', config, startsAt: shop.clock.now() })
    const customer = await shop.customer()
    for (const _ of [1, 2]) await (await shop.cart(nappies).by(customer).order()).pay()
    await shop.deliver()
    return customer
  },
}
