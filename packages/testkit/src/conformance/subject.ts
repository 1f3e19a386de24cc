import { campaigns } from '@mamapu/core'
import { DAY, idOf, later, MINUTE, newId, type SkuId, uuidOf } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { makeCampaign } from '../campaigns.js'
import { addTestSku } from '../goods.js'
import { type House, houseOver, openHouse, shopIn } from '../shop/open-shop.js'
import type { TestStore } from '../store.js'
import type { ConformanceSubject, FilledShop, SampleShop } from './check.types.js'
import type { ConformanceSamples, SampleSkus } from './samples.js'

interface Teardown {
  teardown(work: () => unknown): void
}

const PRICES = [25_900, 12_900, 9900, 19_900] as const
const STOCK = 1000

/** The plugin as the suite tries it. Its shops are in `house`, where it must be installed, or in one of its own. */
export function conformanceSubject(
  t: Teardown,
  plugin: Plugin,
  samples: ConformanceSamples,
  options: { readonly at: Date; readonly house?: () => Promise<House> },
): ConformanceSubject {
  const { at } = options
  const nowhere = PRICES.map(() => newId('sku', at)) as unknown as SampleSkus
  let own: Promise<House> | undefined
  const house = () => {
    own ??= options.house?.() ?? openHouse(t, [plugin], { at })
    return own
  }
  let filled: Promise<FilledShop> | undefined
  return {
    plugin,
    samples,
    at,
    configs: samples.campaigns?.(nowhere) ?? [],
    filled() {
      filled ??= house().then((found) => fillShop(found, plugin, samples))
      return filled
    },
    sampleShop: async (config = 0) => sampleShop(await house(), plugin, samples, config),
    async served(instead) {
      const { database, installed } = await house()
      const others = installed.filter(({ id }) => id !== plugin.id)
      return houseOver(t, database, instead ? [...others, instead] : others, { at })
    },
  }
}

async function fillShop(house: House, plugin: Plugin, samples: ConformanceSamples): Promise<FilledShop> {
  const shop = await shopOf(house, plugin)
  const filledFor = (await samples.fill?.(shop)) ?? (await shop.customer())
  await shop.deliver()
  return { ...shop, filledFor }
}

/** A shop that delivers its own events alone: what another shop of the house left behind is none of its business. */
export async function shopOf(
  house: House,
  plugin: Plugin,
  store?: TestStore,
): Promise<Omit<FilledShop, 'filledFor'>> {
  const shop = await shopIn(house, [plugin], store ? { store } : {})
  const { storeId } = shop.store
  const deliver: FilledShop['deliver'] = async (direction = 'in order') => {
    const told = await shop.database.admin<{ id: string }[]>`
      select id from outbox where tenant_id = ${uuidOf(storeId)} and state <> 'done' order by id`
    if (direction === 'backwards') told.reverse()
    for (const { id } of told) await shop.handle(idOf('evt', id))
  }
  return {
    ...shop,
    deliver,
    async passEdges() {
      for (const { find, job } of campaigns.campaignSweepers)
        for (const due of await find(shop.db.sweep, shop.test.clock.now(), 1000))
          if (due.storeId === storeId) await shop.run(job, { campaignId: due.id })
      await deliver()
    },
  }
}

async function sampleShop(
  house: House,
  plugin: Plugin,
  samples: ConformanceSamples,
  config: number | 'no campaign',
): Promise<SampleShop> {
  const shop = await fillShop(house, plugin, samples)
  const skuIds = await addSampleSkus(shop)
  const configs = config === 'no campaign' ? [] : (samples.campaigns?.(skuIds) ?? [])
  const campaign = await runCampaign(shop, configs[Number(config)])
  return { ...shop, skuIds, running: campaign }
}

/** Four SKUs on sale, for sample campaigns to name. */
export async function addSampleSkus({ db, store, test }: FilledShop): Promise<SampleSkus> {
  const skuIds: SkuId[] = []
  for (const priceFen of PRICES) {
    const sku = await addTestSku(db, store.storeId, test.clock.now(), { priceFen, stock: STOCK })
    skuIds.push(sku.skuId)
  }
  return skuIds as unknown as SampleSkus
}

/** A campaign of the plugin with this config that began a minute ago and runs for a day. */
export async function runCampaign(
  shop: FilledShop,
  config: object | undefined,
): Promise<campaigns.Campaign | null> {
  const { test, store, plugin } = shop
  if (!config) return null
  const now = test.clock.now()
  const window = { startsAt: later(now, -MINUTE), endsAt: later(now, DAY) }
  const made = await makeCampaign(test, store.storeId, { plugin: plugin.id, config, ...window })
  await shop.passEdges()
  await test.directory.refresh(store.storeId)
  return made
}
