import { type TenantTx, withTenant } from '@mamapu/db'
import type { CustomerId, Id, Locale, StoreId } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { raiseConfigVersion } from '../stores/index.js'
import { contextFor } from './context.js'
import type { PluginHost } from './host.js'
import type { LoadedPlugin } from './registry.js'
import { readSettings } from './store-plugins.js'
import { findSwitch } from './switch.queries.js'
import { watched } from './watchdog.js'

export interface PluginWork {
  readonly loaded: LoadedPlugin
  /** How breakers and the watchdog name this piece of work: `route:GET /mine`. */
  readonly hook: string
  readonly at: Date
  readonly locale: Locale
  readonly whileOff: boolean
  readonly customerId?: CustomerId | null
  readonly staffId?: Id<'stf'> | null
  readonly sessionHash?: string | null
}

/** `isCutOff`: it once held the main thread and is not called again until it is switched off and on. */
export type WorkResult<T> =
  | { readonly on: true; readonly value: T }
  | { readonly on: false; readonly isCutOff?: boolean }

/**
 * Runs a plugin's work inside a transaction that is bound to a store, after looking at the switch in that same
 * transaction: nothing runs on a stale one. Off (or never switched on) means `work` is not called, unless `whileOff`.
 */
export async function runInside<T>(
  host: PluginHost,
  tx: TenantTx,
  { loaded, hook, at, locale, whileOff, customerId, staffId, sessionHash }: PluginWork,
  work: (ctx: PluginContext) => Promise<T>,
): Promise<WorkResult<T>> {
  const row = await findSwitch(tx, loaded.id)
  const settings = row && readSettings(loaded, row.settings)
  // While off only what was once promised is settled: a store that never had the plugin promised nothing.
  if (!row || (!row.is_on && !whileOff) || settings === null) return { on: false }
  if (row.cut_off.includes(hook)) return { on: false, isCutOff: true }
  let arePagesChanged = false
  const ctx = await contextFor(host, loaded, {
    tx,
    at,
    locale,
    settings,
    zone: row.zone,
    isOn: row.is_on,
    customerId: customerId ?? null,
    staffId: staffId ?? null,
    sessionHash: sessionHash ?? null,
    onPagesChanged: () => {
      arePagesChanged = true
    },
  })
  const call = { storeId: tx.storeId, pluginId: loaded.id, hook }
  const value = await watched(host.watch, call, () => work(ctx))
  // Last of all: whoever waits for the store's row holds no other that this work still wants.
  if (arePagesChanged) await raiseConfigVersion(tx)
  return { on: true, value }
}

/** The same in a transaction of its own. */
export function runInStore<T>(
  host: PluginHost,
  storeId: StoreId,
  input: PluginWork,
  work: (ctx: PluginContext) => Promise<T>,
): Promise<WorkResult<T>> {
  return withTenant(host.db, storeId, (tx) => runInside(host, tx, input, work))
}
