import type { TransactionSql } from '@mamapu/db'
import { definePart, type SnapshotPart, type StoreSnapshot } from '../stores/index.js'
import type { PluginHost } from './host.js'
import type { PluginRegistry } from './registry.js'
import { compileSwitches, type StorePlugins, withStoreFacts } from './store-plugins.js'
import { switchesQuery } from './switch.queries.js'

const NAME = 'plugins'

/** Which plugins are on, as part of the store snapshot. Given to the store directory by the composition root. */
export function pluginsPart(registry: PluginRegistry): SnapshotPart<StorePlugins> {
  return definePart({
    name: NAME,
    query: (sql, tenantId) => switchesQuery(sql as unknown as TransactionSql, tenantId),
    compile: (rows, store) => compileSwitches(registry, store.storeId, rows),
  })
}

const whole = new WeakMap<StoreSnapshot, Promise<StorePlugins>>()

/** The plugins of a snapshot with their store facts: read once per configuration version, however many wait. */
export function storePluginsOf(host: PluginHost, store: StoreSnapshot, at: Date): Promise<StorePlugins> {
  const known = whole.get(store)
  if (known) return known
  const switches = store.parts.get(NAME) as StorePlugins
  const loading = withStoreFacts(host.db, switches, {
    at,
    onFault: (pluginId, error) =>
      host.log.warn({ storeId: store.storeId, pluginId, err: error }, 'a fact of the store failed'),
  })
  whole.set(store, loading)
  loading.catch(() => whole.delete(store))
  return loading
}
