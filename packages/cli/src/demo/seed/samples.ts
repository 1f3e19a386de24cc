import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { plugins, stores } from '@mamapu/core'
import { must, type StoreId } from '@mamapu/kernel'
import { findPlugin } from '../../plugins/find-plugin.js'
import { importPlugin } from '../../plugins/import-plugin.js'
import { type PluginPlace, pluginPlace, readList } from '../../plugins/plugin-list.js'
import type { Product } from '../../product/compose.js'
import type { DemoCampaign } from '../demo.types.js'
import { planCampaigns } from './campaigns.js'
import { holdDemo } from './demo.queries.js'
import { isFinished, readNote, writeNote } from './demo-note.js'
import { merchantOf, openPast } from './past.js'

/**
 * What a plugin shows of itself in a demo installation: `demo/sample.json` in its folder. The goods are those of the demo
 * shop it names, categories by slug and SKUs by code.
 */
export interface PluginSample {
  readonly shop: string
  readonly campaign?: Omit<DemoCampaign, 'plugin'>
}

/** The sample in a plugin's folder; null when it has none. */
export function readSample(folder: string): PluginSample | null {
  const file = join(folder, 'demo', 'sample.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PluginSample) : null
}

/**
 * Switches every installed plugin that brings a sample on in the demo shop it names, and publishes its campaign: once, also
 * in a demo made long ago. What the merchant does with it afterwards stays. A sample that fails is told and kept for the next start.
 */
export async function showSamples(
  product: Product,
  say: (line: string) => void,
  place: PluginPlace = pluginPlace(),
): Promise<void> {
  const note = readNote(product.app.dataDir)
  if (!note || !isFinished(note)) return
  const letGo = await holdDemo(product.app.db)
  if (!letGo) return
  try {
    for (const listed of readList(place)) {
      const found = findPlugin(place, listed)
      const { id } = await importPlugin(found)
      const known = readNote(product.app.dataDir) ?? note
      if (known.samples?.includes(id) || !product.host.registry.find(id)) continue
      try {
        const sample = readSample(found.folder)
        const storeId = sample && known.shops[sample.shop]?.storeId
        if (!storeId) continue
        await show(product, { id, sample, storeId, merchantId: known.people.merchant.staffId })
        writeNote(product.app.dataDir, { ...known, samples: [...(known.samples ?? []), id] })
        say(
          `✓ ${id}: 示例活动已在 ${stores.originOfSlug(product.app.hosts, sample.shop)} 开始 · its sample runs there`,
        )
      } catch (error) {
        say(
          `✗ ${id}: demo/sample.json 没有用上 · was not used: ${error instanceof Error ? error.message : error}`,
        )
      }
    }
  } finally {
    await letGo()
  }
}

interface Showing {
  readonly id: string
  readonly sample: PluginSample
  readonly storeId: StoreId
  readonly merchantId: Parameters<typeof openPast>[2]['merchantId']
}

async function show(product: Product, { id, sample, storeId, merchantId }: Showing): Promise<void> {
  const at = product.clock.now()
  const past = openPast(product, product.app.db, { at, merchantId })
  const on = { pluginId: id, staffId: merchantOf(past), isOn: true, at }
  const result = await plugins.switchPlugin(past.host, storeId, on)
  if (!result.switched) throw new Error(result.reason)
  if (sample.campaign) await planCampaigns(past, storeId, [{ plugin: id, ...sample.campaign }])
  must(await product.directory.refresh(storeId), 'a shop of the demo')
}
