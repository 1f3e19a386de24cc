import { type StoreId, uuidOf } from '@mamapu/kernel'
import { readStore } from '../stores/index.js'
import type { PluginHost } from './host.js'
import { listStoresWith } from './job.queries.js'
import { listOpen } from './switch-plugin.js'

/** In which shops a plugin is on, and where something it promised is still open: the addresses of a few of each. */
export interface PluginUse {
  readonly on: readonly string[]
  readonly open: readonly string[]
}

const PAGE = 500
const NAMED_MAX = 5

/** Who still needs a plugin, asked before it is taken out of the installation. */
export async function findPluginUse(host: PluginHost, pluginId: string): Promise<PluginUse> {
  const on = await listStoresWith(host.db.sweep, { pluginId, evenOff: false, after: null, limit: NAMED_MAX })
  const open = await findOpen(host, pluginId)
  return { on: await slugsOf(host, on), open: await slugsOf(host, open) }
}

async function findOpen(host: PluginHost, pluginId: string): Promise<readonly StoreId[]> {
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
      if (open.length === NAMED_MAX) return open
    }
    after = page.at(-1) ?? null
    if (page.length < PAGE) return open
  }
}

async function slugsOf({ db }: PluginHost, ids: readonly StoreId[]): Promise<readonly string[]> {
  const rows = await Promise.all(ids.map((id) => readStore(db.sql, uuidOf(id))))
  return rows.flatMap((found) => found.map(({ slug }) => slug))
}

async function hasOpen(host: PluginHost, storeId: StoreId, pluginId: string): Promise<boolean> {
  const found = await listOpen(host, storeId, pluginId)
  return found !== null && found.held.length + found.waitingEvents.length > 0
}
