import { newId } from '@mamapu/kernel'
import type { ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: { followed: [0, 3], kept: [0, 5] },
  async fill(shop) {
    const [owner, customer] = [await shop.customer(), await shop.customer()]
    const at = shop.test.clock.now()
    const looks = [owner, customer].map(({ id }, index) => ({
      owner: id,
      visitorKey: `${index}`.repeat(32),
      customerId: customer.id,
      productId: newId('prd', at),
      at: at.toISOString(),
    }))
    await shop.tell('visitor.looked', { looks })
    return customer
  },
}
