import { type TenantTx, withTenant } from '@mamapu/db'
import {
  type CustomerId,
  type Id,
  type Locale,
  type OrderId,
  OutsideError,
  type StoreId,
} from '@mamapu/kernel'
import type { PluginContext, StaffScope, Visitor } from '@mamapu/plugin-sdk'
import { raiseConfigVersion } from '../stores/index.js'
import { callOf, type Hook } from './breakers.js'
import { contextFor } from './context.js'
import type { PluginHost } from './host.js'
import type { LoadedPlugin } from './registry.js'
import { settingsOf } from './saved-settings.js'
import { openBreakers } from './store-plugins.js'
import { findSwitch } from './switch.queries.js'
import { watched } from './watchdog.js'

export interface PluginWork {
  readonly loaded: LoadedPlugin
  /** How breakers and the watchdog name this piece of work: `route:GET /mine`. */
  readonly hook: string
  readonly at: Date
  /** Of whoever asks; work that nobody asks for speaks the store's language. */
  readonly locale?: Locale
  readonly whileOff: boolean
  readonly customerId?: CustomerId | null
  readonly staffId?: Id<'stf'> | null
  readonly staffMay?: (scope: StaffScope) => boolean
  readonly sessionHash?: string | null
  readonly visitor?: Visitor | null
  /** Which order an event told of. */
  readonly orderId?: OrderId | null
  /** Told when the plugin has the guard look at words itself. */
  readonly onGuarded?: () => void
}

/** `isCutOff`: it held the main thread, or kept others waiting time and again, and is not called for now. */
export type WorkResult<T> =
  | { readonly on: true; readonly value: T }
  | { readonly on: false; readonly isCutOff?: boolean }

/**
 * Runs a plugin's work inside a transaction that is bound to a store, after looking at the switch in that same
 * transaction: nothing runs on a stale one. Off (or never switched on) means `work` is not called, unless `whileOff`. Work
 * that does not end in its time is left behind: this throws, what it wrote is undone, and what it still sends is refused.
 */
export async function runInside<T>(
  host: PluginHost,
  tx: TenantTx,
  {
    loaded,
    hook,
    at,
    locale,
    whileOff,
    customerId,
    staffId,
    staffMay,
    sessionHash,
    visitor,
    orderId,
    onGuarded,
  }: PluginWork,
  work: (ctx: PluginContext) => Promise<T>,
): Promise<WorkResult<T>> {
  const row = await findSwitch(tx, loaded.id, hook)
  const asked = { registry: host.registry, storeId: tx.storeId, loaded }
  const settings = row && settingsOf(asked, row)
  // While off only what was once promised is settled: a store that never had the plugin promised nothing.
  if (!row || (!row.is_on && !whileOff) || settings === null) return { on: false }
  const named = { store: { storeId: tx.storeId, breakers: openBreakers(row) }, pluginId: loaded.id, hook }
  if (!host.breakers.admits(named, at)) return { on: false, isCutOff: true }
  let arePagesChanged = false
  const ctx = await contextFor(host, loaded, {
    tx,
    at,
    locale: locale ?? row.locale,
    storeLocale: row.locale,
    settings,
    zone: row.zone,
    offSince: row.is_on ? null : row.switched_at,
    orderId: orderId ?? null,
    customerId: customerId ?? null,
    staffId: staffId ?? null,
    staffMay: staffMay ?? (() => false),
    sessionHash: sessionHash ?? null,
    visitor: visitor ?? null,
    origin: host.services.originOf(row.slug),
    onGuarded: onGuarded ?? (() => {}),
    onPagesChanged: () => {
      arePagesChanged = true
    },
  })
  const value = await inTime(host, named, { at, work: () => work(ctx) })
  // Last of all: whoever waits for the store's row holds no other that this work still wants.
  if (arePagesChanged) await raiseConfigVersion(tx)
  return { on: true, value }
}

/** The work's answer. Taking too long counts against its hook; failing in time is its caller's affair. */
async function inTime<T>(
  host: PluginHost,
  hook: Hook,
  { at, work }: { readonly at: Date; readonly work: () => Promise<T> },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new OutsideError('BUSY', `plugin ${hook.pluginId}: ${hook.hook} did not end in time`)
      host.breakers.failed(hook, at, error)
      reject(error)
    }, host.workMaxMs)
  })
  try {
    const value = await Promise.race([watched(host.watch, callOf(hook), work), late])
    host.breakers.answered(hook, at, 0)
    return value
  } finally {
    clearTimeout(timer)
  }
}

/** The same in a transaction of its own, when it is the plugin's turn. */
export function runInStore<T>(
  host: PluginHost,
  storeId: StoreId,
  input: PluginWork,
  work: (ctx: PluginContext) => Promise<T>,
): Promise<WorkResult<T>> {
  return host.turns.take(input.loaded.id, host.workMaxMs, () =>
    withTenant(host.db, storeId, (tx) => runInside(host, tx, input, work)),
  )
}
