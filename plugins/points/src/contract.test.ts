import { conformPlugin } from '@mamapu/testkit'
import t from 'tap'
import plugin from './index.js'

conformPlugin(t, plugin, {
  facts: { balance: [0, 5000] },
  async fill(shop) {
    const asked = await shop.shop('POST', '/api/store/v1/x/points/check-in', await shop.customer())
    if (asked.status !== 201) throw new Error(asked.text)
  },
})
