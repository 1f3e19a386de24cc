import { HOUR, later } from '@mamapu/kernel' // #table
import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { addTestSku, buy, makeCampaign } from '@mamapu/testkit' // #table
import { myMechanic } from './my-mechanic.mechanic.js'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: () => [
    sampleConfig(myMechanic, {}),
    sampleConfig(myMechanic, { offBps: 3333 }),
    sampleConfig(myMechanic, { offBps: 5000, perPerson: 2 }), // #quota
  ],
  // #table
  async fill(shop) {
    const { storeId } = shop.store
    const at = shop.test.clock.now()
    const endsAt = later(at, HOUR)
    const customer = await shop.customer()
    const { skuId } = await addTestSku(shop.db, storeId, at)
    await makeCampaign(shop.test, storeId, { plugin: 'my-mechanic', startsAt: at, endsAt })
    const bought = await buy(shop.test, shop.store, skuId, { customerId: customer.id })
    if (!bought.placed) throw new Error(bought.code)
    await shop.pay(bought.orderId)
    shop.test.clock.set(endsAt)
    await shop.passEdges()
    return customer
  },
  // #end
}
