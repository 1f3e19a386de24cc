import { addTestSku, buy, type ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  async fill(shop) {
    const { skuId } = await addTestSku(shop.db, shop.store.storeId, shop.test.clock.now())
    const customer = await shop.customer()
    const placed = await buy(shop.test, shop.store, skuId, { customerId: customer.id })
    if (!placed.placed) throw new Error(placed.code)
    await shop.pay(placed.orderId)
    await shop.deliver()
    return customer
  },
}
