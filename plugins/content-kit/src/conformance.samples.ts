import { uuidOf } from '@mamapu/kernel'
import type { ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  async fill(shop) {
    const customer = await shop.customer()
    await shop.database
      .admin`update customers set plan = 'distributor:gold' where id = ${uuidOf(customer.id)}`
    const body = {
      kind: 'moment',
      title: '春秋哈衣',
      words: '换尿布只要三秒',
      pictures: [],
      videoUrl: '',
      template: 'shop',
    }
    const made = await shop.console('POST', '/x/content-kit/items', await shop.owner(), { body })
    if (made.status !== 201) throw new Error(made.text)
    const shared = await shop.shop(
      'POST',
      `/api/store/v1/x/content-kit/items/${made.json.id}/share`,
      customer,
    )
    if (shared.status !== 201) throw new Error(shared.text)
    return customer
  },
  publicRoutes: ['POST /items/:itemId/share'],
}
