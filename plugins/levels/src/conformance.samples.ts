import type { ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: { 'core:level': ['vip', 'svip', 'gone'], 'core:growth': [1500, 99_999] },
  async fill(shop) {
    const customer = await shop.customer()
    await shop.tell('customer.registered', { customerId: customer.id })
    return customer
  },
}
