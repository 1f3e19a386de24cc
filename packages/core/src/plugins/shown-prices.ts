import type { SkuId, StoreId } from '@mamapu/kernel'
import type { GoodsPrice } from '@mamapu/plugin-sdk'
import { roundsFrom } from '../campaigns/index.js'
import type { SkuFacts } from '../catalog/index.js'
import { audienceFactsOf, audienceOf } from './audience.js'
import { NO_FACTS } from './facts.js'
import type { PluginHost } from './host.js'
import type { StorePlugins } from './store-plugins.js'
import { type PricedItem, unitPrices } from './unit-prices.js'

/** What these cost whoever comes without an account, by the snapshot that the shop's pages are made from. */
export async function shownPrices(
  host: PluginHost,
  storeId: StoreId,
  goods: readonly SkuFacts[],
  at: Date,
): Promise<ReadonlyMap<SkuId, GoodsPrice>> {
  const store = goods.length === 0 ? null : await host.services.pluginsOf(storeId, at)
  if (!store) return new Map()
  const { facts } = audienceOf(audienceFactsOf(store), NO_FACTS)
  const items = goods.map((one) => ({ ...one, key: one.skuId }))
  const priced = unitPrices(host, store, items, { facts, at })
  return new Map(
    items.flatMap(({ skuId }) => {
      const one = priced.get(skuId)
      if (!one) return []
      const { unitFen, everydayFen } = one
      return [[skuId, { unitFen, everydayFen, until: endOf(store, one, at) }]]
    }),
  )
}

function endOf({ campaigns }: StorePlugins, { offer }: PricedItem, at: Date): Date | null {
  const by = offer && campaigns.all.find(({ id }) => id === offer.campaignId)
  const [round] = by ? roundsFrom(by.schedule, at, 1) : []
  return round && round.startsAt <= at ? round.endsAt : null
}
