import { newId } from '@mamapu/kernel'
import { addTestSku, conformPlugin, makeCampaign, sampleConfig } from '@mamapu/testkit'
import t from 'tap'
import { flashSale } from './flash-sale.mechanic.js'
import plugin from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const config = (given: object) => sampleConfig(flashSale, given)
const items = [
  { skuId: newId('sku', at), priceFen: 9900, units: 100, perPerson: 2, perOrder: 1 },
  { skuId: newId('sku', at), priceFen: 100, units: 1 },
]

conformPlugin(t, plugin, {
  campaigns: [config({ items }), config({ items, stock: 'ceiling', payMinutes: 5 })],
  async fill(shop) {
    const { skuId } = await addTestSku(shop.db, shop.store.storeId, at)
    const { id } = await makeCampaign(shop.test, shop.store.storeId, {
      plugin: 'flash-sale',
      config: { items: [{ skuId, priceFen: 500, units: 10 }] },
      announceMinutes: 60,
    })
    const path = `/api/store/v1/x/flash-sale/remind/${id}/20260304T1100/${skuId}`
    const asked = await shop.shop('POST', path, await shop.customer())
    if (asked.status !== 201) throw new Error(asked.text)
  },
})
