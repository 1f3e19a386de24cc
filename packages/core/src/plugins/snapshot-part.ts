import type { TransactionSql } from '@mamapu/db'
import { campaignsOf } from '../campaigns/index.js'
import { definePart, partOf, type SnapshotPart, type StoreSnapshot } from '../stores/index.js'
import type { PluginHost } from './host.js'
import type { PluginRegistry } from './registry.js'
import {
  compileSwitches,
  type OnUnread,
  type StorePlugins,
  withCampaigns,
  withStoreFacts,
} from './store-plugins.js'
import { switchesQuery } from './switch.queries.js'

/** The plugins' part of the store directory: read in its flush, compiled once per configuration version. */
export function pluginsPart(registry: PluginRegistry, onUnread?: OnUnread): SnapshotPart<StorePlugins> {
  return definePart({
    name: 'plugins',
    query: (sql, tenantId) => switchesQuery(sql as unknown as TransactionSql, tenantId),
    compile: (rows, store) => compileSwitches(registry, store, rows, onUnread),
  })
}

const joined = new WeakMap<StorePlugins, StorePlugins>()

/** The plugins of a snapshot with its campaigns, put together once per configuration version. */
function pluginsOf(part: SnapshotPart<StorePlugins>, store: StoreSnapshot): StorePlugins {
  const plugins = partOf(store, part)
  let whole = joined.get(plugins)
  if (!whole) {
    whole = withCampaigns(plugins, campaignsOf(store))
    joined.set(plugins, whole)
  }
  return whole
}

const withFacts = new WeakMap<StorePlugins, Promise<StorePlugins>>()

/**
 * The plugins of a store with the facts about the store itself: those are read at the first use after a change, once
 * however many wait, and never for a store whose plugins declare none.
 */
export function storePluginsOf(
  host: PluginHost,
  part: SnapshotPart<StorePlugins>,
  store: StoreSnapshot,
  at: Date,
): Promise<StorePlugins> | StorePlugins {
  const plugins = pluginsOf(part, store)
  const needsFacts = plugins.active.some(({ loaded }) =>
    loaded.plugin.facts?.some(({ about }) => about === 'store'),
  )
  if (!needsFacts) return plugins
  let loading = withFacts.get(plugins)
  if (!loading) {
    loading = withStoreFacts(host.db, plugins, {
      at,
      onFault: (pluginId, error) =>
        host.log.error(
          { storeId: store.storeId, plugin: pluginId, err: String(error) },
          'a store fact failed',
        ),
    })
    loading.catch(() => withFacts.delete(plugins))
    withFacts.set(plugins, loading)
  }
  return loading
}

/** Whether a plugin is on in this shop, by the snapshot; what must hold exactly asks in its own transaction. */
export async function isPluginOn(
  { host, pluginsPart: part }: { host: PluginHost; pluginsPart: SnapshotPart<StorePlugins> },
  store: StoreSnapshot,
  { plugin, at }: { plugin: string; at: Date },
): Promise<boolean> {
  const { active } = await storePluginsOf(host, part, store, at)
  return active.some(({ id }) => id === plugin)
}
