import { addTestSku, buy, type ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: { 'core:level': ['vip', 'svip', 'gone'], 'core:growth': [1500, 99_999] },
  async fill(shop) {
    const customer = await shop.customer()
    await shop.tell('customer.registered', { customerId: customer.id })
    const { skuId } = await addTestSku(shop.db, shop.store.storeId, shop.test.clock.now(), {
      priceFen: 100_000,
    })
    await shop.snapshot()
    const placed = await buy(shop.test, shop.store, skuId, { customerId: customer.id, quantity: 2 })
    if (!placed.placed) throw new Error(placed.code)
    await shop.pay(placed.orderId)
    await shop.receive(placed.orderId)
    await shop.deliver()
    return customer
  },
}
