import { conformPlugin } from '@mamapu/testkit'
import t from 'tap'
import levels from './index.js'

conformPlugin(t, levels, {
  facts: { 'core:level': ['vip', 'svip', 'gone'], 'core:growth': [1500, 99_999] },
  async fill(shop) {
    const customer = await shop.customer()
    await shop.tell('customer.registered', { customerId: customer.id })
  },
})
