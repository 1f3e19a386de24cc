import { addTestSku, type ConformanceSamples, makeCampaign, sampleConfig } from '@mamapu/testkit'
import { flashSale } from './flash-sale.mechanic.js'

const config = (given: object) => sampleConfig(flashSale, given)

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: ([first, second]) => {
    const items = [
      { skuId: first, priceFen: 9900, units: 100, perPerson: 2, perOrder: 1 },
      { skuId: second, priceFen: 100, units: 1 },
    ]
    return [config({ items }), config({ items, stock: 'ceiling', payMinutes: 5 })]
  },
  async fill(shop) {
    const { skuId } = await addTestSku(shop.db, shop.store.storeId, shop.test.clock.now())
    const { id } = await makeCampaign(shop.test, shop.store.storeId, {
      plugin: 'flash-sale',
      config: { items: [{ skuId, priceFen: 500, units: 10 }] },
      announceMinutes: 60,
    })
    const customer = await shop.customer()
    const path = `/api/store/v1/x/flash-sale/remind/${id}/20260304T1100/${skuId}`
    const asked = await shop.shop('POST', path, customer)
    if (asked.status !== 201) throw new Error(asked.text)
    return customer
  },
}
