import { asId } from '@mamapu/kernel'
import type { ConformanceSamples } from '@mamapu/testkit'

// #region samples
const friend = { id: asId('cus', `cus_${'a'.repeat(32)}`), at: new Date('2026-03-01T02:00:00Z') }

/** A shopper whom a friend brought three days before. */
export const samples: ConformanceSamples = {
  facts: { friend: [friend] },
  async fill(shop) {
    const customer = await shop.customer()
    const { json } = await shop.shop('POST', '/api/store/v1/x/friend-thanks/link', customer)
    if (typeof json['url'] !== 'string') throw new Error('no link')
    await shop.visit().get(new URL(json['url']).pathname)
    return customer
  },
}
// #endregion
