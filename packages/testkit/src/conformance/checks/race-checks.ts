import { uuidOf } from '@mamapu/kernel'
import { buy } from '../../buy.js'
import type { ConformanceCheck, SampleShop } from '../check.types.js'
import { brokenNow } from './order-steps.js'
import { check } from './words-of.js'

const BUYERS = 200

/** What two hundred buyers at once leave of what is limited. */
export const RACE_CHECKS: readonly ConformanceCheck[] = [
  check(
    'quotas.race',
    ['两百人同时买，限量不被突破', 'Two hundred buyers at once never exceed a limit'],
    ['在优惠里写 takes；不要先数再卖', 'Say takes in the offer; never count and then sell'],
    async (subject) => {
      if ((subject.plugin.quotas ?? []).length === 0) return null
      const shop = await subject.sampleShop()
      const before = await brokenNow(shop)
      await race(shop)
      const broken = [...(await brokenNow(shop))].filter((fault) => !before.has(fault))
      return [...broken, ...(await soldBeyondPools(shop))]
    },
  ),
]

/** Half of them are the shopper of the samples, the others guests; each wants one unit of what is limited. */
async function race(shop: SampleShop): Promise<void> {
  const { test, store, filledFor, skuIds } = shop
  const wanted = skuIds.slice(0, 1)
  await test.directory.refresh(store.storeId)
  const one = (index: number) =>
    buy(test, store, wanted, {
      points: 'most',
      phone: `139${String(10_000_000 + index)}`,
      ...(index % 2 === 0 ? { customerId: filledFor.id } : {}),
    })
  await Promise.all(Array.from({ length: BUYERS }, (_, index) => one(index)))
}

/** Units sold at the campaign’s price beyond what its pools have; none at all where its offers spend them. */
async function soldBeyondPools(shop: SampleShop): Promise<string[]> {
  const { plugin, running: campaign, database, store } = shop
  const pools = campaign ? (plugin.campaign?.pools?.(campaign.config as never) ?? []) : []
  const faults: string[] = []
  for (const { skuId, units } of pools.filter((pool) => pool.skuId === shop.skuIds[0])) {
    const [sold] = await database.admin<{ units: number }[]>`
      select coalesce(sum(quantity), 0)::int as units from order_lines
       where tenant_id = ${uuidOf(store.storeId)} and sku_id = ${uuidOf(skuId)}
         and paid_fen < everyday_unit_fen * quantity`
    const least = (plugin.prices ?? []).length === 0 ? 0 : Math.min(units, BUYERS)
    if ((sold?.units ?? 0) > units) faults.push(`${sold?.units} of ${units} units were sold`)
    else if ((sold?.units ?? 0) === 0 && least > 0) faults.push(`none of ${units} units was sold`)
  }
  return faults
}
