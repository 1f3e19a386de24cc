import type { ConformanceSamples } from '@mamapu/testkit'

// #region samples
/** What the conformance suite tries the plugin with: a shopper with a row of its table. */
export const samples: ConformanceSamples = {
  async fill(shop) {
    const customer = await shop.customer()
    const asked = await shop.shop('POST', '/api/store/v1/x/wish-box/wishes', customer, {
      body: { wish: '80 码连体衣' },
    })
    if (asked.status !== 201) throw new Error(asked.text)
    return customer
  },
}
// #endregion
