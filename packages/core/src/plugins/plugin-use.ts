import type { StoreId } from '@mamapu/kernel'
import type { PluginHost } from './host.js'
import { listStoresWith } from './job.queries.js'
import { listOpen } from './switch-plugin.js'

/** In which shops a plugin is on, and where something it promised is still open; a few of each. */
export interface PluginUse {
  readonly on: readonly StoreId[]
  readonly open: readonly StoreId[]
}

const PAGE = 500
const NAMED_MAX = 5

/** Who still needs a plugin, asked before it is taken out of the installation. */
export async function findPluginUse(host: PluginHost, pluginId: string): Promise<PluginUse> {
  const on = await listStoresWith(host.db.sweep, { pluginId, evenOff: false, after: null, limit: NAMED_MAX })
  const open: StoreId[] = []
  let after: StoreId | null = null
  for (;;) {
    const page: readonly StoreId[] = await listStoresWith(host.db.sweep, {
      pluginId,
      evenOff: true,
      after,
      limit: PAGE,
    })
    for (const storeId of page) {
      if (await hasOpen(host, storeId, pluginId)) open.push(storeId)
      if (open.length === NAMED_MAX) return { on, open }
    }
    after = page.at(-1) ?? null
    if (page.length < PAGE) return { on, open }
  }
}

async function hasOpen(host: PluginHost, storeId: StoreId, pluginId: string): Promise<boolean> {
  const found = await listOpen(host, storeId, pluginId)
  return found !== null && found.held.length + found.waitingEvents.length > 0
}
