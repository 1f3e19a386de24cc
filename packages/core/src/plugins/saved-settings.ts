import type { StoreId } from '@mamapu/kernel'
import { deepFreeze } from '@mamapu/plugin-sdk'
import { Value } from 'typebox/value'
import { type ReadSaved, readSaved } from '../campaigns/index.js'
import type { LoadedPlugin, PluginRegistry } from './registry.js'
import type { SwitchRow } from './switch.queries.js'
import { NO_WATCH, watched } from './watchdog.js'

/** New settings with defaults for what is missing; null when they do not fit the schema. */
export function readSettings(loaded: LoadedPlugin, raw: unknown): unknown {
  const schema = loaded.plugin.settings
  const settings = Value.Default(schema, Value.Clone(raw ?? {}))
  return Value.Check(schema, settings) ? deepFreeze(settings) : null
}

/** A plugin that is asked for one store: what it is asked is seen when it never returns. */
export interface AskedPlugin {
  readonly registry: PluginRegistry
  readonly storeId: StoreId
  readonly loaded: LoadedPlugin
}

/** How the watchdog names the reading of what an older version saved. */
export const SETTINGS_HOOK = 'settings'

/** A store's kept settings as the installed version reads them, whichever version wrote them; why not, when it cannot. */
export function savedSettings(
  { registry, storeId, loaded }: AskedPlugin,
  row: Pick<SwitchRow, 'settings' | 'saved_by' | 'breakers'> | null | undefined,
): ReadSaved {
  const { settings: schema, version, upgradeSettings: upgrade } = loaded.plugin
  if (row && isCutOff(row, SETTINGS_HOOK)) return { fits: false, fault: 'cut_off' }
  const call = { storeId, pluginId: loaded.id, hook: SETTINGS_HOOK }
  return watched(registry.watch ?? NO_WATCH, call, () =>
    readSaved({ schema, version, upgrade }, row?.settings, row ? row.saved_by : version),
  )
}

/** Whether a hook held the main thread and is not called until the plugin is switched on anew. */
export function isCutOff({ breakers }: Pick<SwitchRow, 'breakers'>, hook: string): boolean {
  return breakers.some((breaker) => breaker.hook === hook && breaker.stays)
}

/** The same, null when they cannot be read. */
export function settingsOf(asked: AskedPlugin, row: Parameters<typeof savedSettings>[1]): unknown {
  const read = savedSettings(asked, row)
  return read.fits ? read.value : null
}
