import type { ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with: a customer whose paid order it counted. */
export const samples: ConformanceSamples = {
  async fill(shop) {
    const customer = await shop.customer()
    const order = await shop
      .cart(await shop.sku())
      .by(customer)
      .order()
    await order.pay()
    await shop.deliver()
    return customer
  },
}
