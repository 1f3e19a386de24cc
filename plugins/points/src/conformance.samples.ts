import type { ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: { balance: [0, 5000] },
  async fill(shop) {
    const customer = await shop.customer()
    const asked = await shop.shop('POST', '/api/store/v1/x/points/check-in', customer)
    if (asked.status !== 201) throw new Error(asked.text)
    const given = await shop.console('POST', '/x/points/adjustments', await shop.owner(), {
      body: { customerId: customer.id, points: 3000, note: 'sample' },
      headers: { 'idempotency-key': customer.id },
    })
    if (given.status !== 200) throw new Error(given.text)
    return customer
  },
}
