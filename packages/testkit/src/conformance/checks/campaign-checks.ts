import { campaigns, plugins } from '@mamapu/core'
import { DAY, HOUR, later, newId, toFen } from '@mamapu/kernel'
import type { Cart } from '@mamapu/pricing'
import type { PluginShop } from './plugin-shop.js'

const NOTHING = { categories: [], tags: [], products: [], skus: [] }

/**
 * Campaigns of each sample config: nothing of them is offered before the first millisecond or from the last on, announced
 * or paused; and nothing while the plugin is off.
 */
export async function checkCampaigns(shop: PluginShop, configs: readonly object[]): Promise<string[]> {
  const { host } = shop.test
  const on = await shop.active()
  await shop.switchTo(false)
  const off = await shop.active()
  await shop.switchTo(true)
  const startsAt = later(shop.test.clock.now(), DAY)
  const endsAt = later(startsAt, HOUR)
  const faults: string[] = []
  for (const [index, config] of configs.entries()) {
    const made = madeOf(shop, config, { startsAt, endsAt })
    const offered = (at: Date, said: campaigns.Campaign['said'] = 'published', store = on) => {
      const compiled = campaigns.compileCampaigns([{ ...made, said }], {
        zone: 'Asia/Shanghai',
        mechanics: host.registry,
      })
      const own = plugins.withCampaigns(store, compiled)
      const facts = plugins.factsAsIf(own, { isMember: true, levelRank: 9 })
      const offers = plugins.collectOffers(host, own, {
        cart: cartOf(shop, config),
        facts,
        at,
        customer: null,
      })
      return offers.filter(({ campaignId }) => campaignId === made.id).length
    }
    const [before, first, last, over] = [later(startsAt, -1), startsAt, later(endsAt, -1), endsAt].map((at) =>
      offered(at),
    )
    const where = `campaign sample ${index}`
    if (before !== 0) faults.push(`${where}: it offers while only announced`)
    if (over !== 0) faults.push(`${where}: it offers after its end`)
    if (first !== last) faults.push(`${where}: ${first} offers in its first second, ${last} in its last`)
    if (offered(startsAt, 'paused') !== 0) faults.push(`${where}: it offers while paused`)
    if (offered(startsAt, 'published', off) !== 0) faults.push(`${where}: it offers while it is off`)
  }
  return faults
}

function madeOf(
  { plugin, test }: PluginShop,
  config: object,
  window: { startsAt: Date; endsAt: Date },
): campaigns.Campaign {
  const at = test.clock.now()
  const form = {
    label: '活动',
    config,
    ...window,
    recurrence: null,
    announceMinutes: 60,
    audience: { kind: 'everyone' },
    scope: { ...NOTHING, all: true, except: NOTHING },
    priority: 0,
  } as const
  const draft = campaigns.campaignOfForm(
    test.host.registry,
    { id: newId('cmp', at), plugin: plugin.id, form },
    at,
  )
  return { ...draft, said: 'published', publishedAt: at }
}

/** A few units of what the config names, or of anything. */
function cartOf({ plugin }: PluginShop, config: object): Cart {
  const named = plugin.campaign?.skusOf?.(config as never) ?? []
  const skuIds: readonly string[] = named.length > 0 ? named.slice(0, 5) : ['sku_1', 'sku_2']
  return {
    regionCode: null,
    lines: skuIds.map((skuId, index) => ({
      lineId: `line-${index}`,
      skuId,
      productId: `prd_${index}`,
      categoryIds: [],
      tags: [],
      quantity: 3,
      unitPriceFen: toFen(100_000),
      floorFen: toFen(0),
      weightGram: 100,
    })),
  }
}
