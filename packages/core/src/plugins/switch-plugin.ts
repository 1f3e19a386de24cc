import { type TenantTx, withTenant } from '@mamapu/db'
import { type Id, MINUTE, type StoreId, type Words } from '@mamapu/kernel'
import type { GuardRefusal } from '@mamapu/plugin-sdk'
import { Value } from 'typebox/value'
import { audit } from '../audit/index.js'
import { textsIn, whyNotWritten } from '../compliance/index.js'
import { defineLevels } from '../customers/index.js'
import { emit } from '../events/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import type { PluginHost } from './host.js'
import type { LoadedPlugin } from './registry.js'
import { type AskedPlugin, isCutOff, readSettings, SETTINGS_HOOK, settingsOf } from './saved-settings.js'
import {
  closeBreaker,
  countOpen,
  findSwitch,
  type SwitchRow,
  writeSettings,
  writeSwitch,
} from './switch.queries.js'
import { NO_WATCH, watched } from './watchdog.js'

interface ByStaff {
  readonly pluginId: string
  readonly staffId: Id<'stf'> | null
  readonly at: Date
}

export type SwitchResult =
  | { readonly switched: true; readonly changed: boolean }
  | {
      readonly switched: false
      readonly reason: 'PLUGIN_UNKNOWN' | 'PLUGIN_SETTINGS_INVALID' | 'PLUGIN_CUT_OFF'
    }

/**
 * Puts a plugin's switch of one store into a position: at once here, within a second on every other instance, and no
 * order passes on the old one. Switching on closes its breakers. Repeating it changes nothing.
 */
export function switchPlugin(
  host: PluginHost,
  storeId: StoreId,
  input: ByStaff & { readonly isOn: boolean },
): Promise<SwitchResult> {
  const loaded = host.registry.find(input.pluginId)
  if (!loaded) return Promise.resolve({ switched: false, reason: 'PLUGIN_UNKNOWN' })
  const asked = { registry: host.registry, storeId, loaded }
  return withTenant(host.db, storeId, async (tx) => {
    const row = await findSwitch(tx, loaded.id, LEVELS_HOOK)
    if (input.isOn && row && wasJustCutOff(row, input.at))
      return { switched: false, reason: 'PLUGIN_CUT_OFF' }
    // Switching on tries anew what was cut off; switching off asks the plugin nothing.
    const settings = input.isOn ? settingsOf(asked, row && { ...row, breakers: [] }) : null
    const levels = settings === null ? undefined : levelsOf(asked, settings)
    if (input.isOn && (settings === null || levels === null))
      return { switched: false, reason: 'PLUGIN_SETTINGS_INVALID' }
    const changed = await writeSwitch(tx, {
      pluginId: loaded.id,
      isOn: input.isOn,
      settings: settings ?? {},
      savedBy: loaded.plugin.version,
      at: input.at,
    })
    if (levels) await defineLevels(tx, levels)
    const closed = input.isOn && (await closeBreaker(tx, loaded.id, null))
    if (changed || closed) {
      await noteChange(tx, input, input.isOn ? 'plugin.switched_on' : 'plugin.switched_off', {})
      await raiseConfigVersion(tx)
    }
    if (changed) await emit(tx, 'plugin.switched', { pluginId: loaded.id, isOn: input.isOn }, input.at)
    return { switched: true, changed }
  })
}

export type SaveSettingsResult =
  | { readonly saved: true; readonly version: number }
  | {
      readonly saved: false
      readonly reason: 'PLUGIN_UNKNOWN' | 'PLUGIN_SETTINGS_INVALID' | 'PLUGIN_SETTINGS_CHANGED'
      readonly fields?: Readonly<Record<string, string | Words>>
    }
  | { readonly saved: false; readonly reason: 'TEXT_FORBIDDEN'; readonly refusal: GuardRefusal }

/** Saves a store's settings of a plugin, checked by its schema, unless someone else saved since `seenVersion`. */
export function saveSettings(
  host: PluginHost,
  storeId: StoreId,
  input: ByStaff & { readonly settings: unknown; readonly seenVersion: number },
): Promise<SaveSettingsResult> {
  const loaded = host.registry.find(input.pluginId)
  if (!loaded) return Promise.resolve({ saved: false, reason: 'PLUGIN_UNKNOWN' })
  const asked = { registry: host.registry, storeId, loaded }
  const fields = whyForbidden(asked, input.settings) ?? whyInvalid(loaded, input.settings)
  if (fields) return Promise.resolve({ saved: false, reason: 'PLUGIN_SETTINGS_INVALID', fields })
  const refusal = whyNotWritten(textsIn(input.settings), 'page')
  if (refusal) return Promise.resolve({ saved: false, reason: 'TEXT_FORBIDDEN', refusal })
  return withTenant(host.db, storeId, async (tx) => {
    const before = await findSwitch(tx, loaded.id, LEVELS_HOOK)
    const levels =
      before && isCutOff(before, LEVELS_HOOK) ? null : levelsOf(asked, readSettings(loaded, input.settings))
    if (levels === null) return { saved: false, reason: 'PLUGIN_SETTINGS_INVALID' }
    const { seenVersion, at } = input
    if (!before && seenVersion !== 0) return { saved: false, reason: 'PLUGIN_SETTINGS_CHANGED' }
    const version = await writeSettings(tx, {
      pluginId: loaded.id,
      settings: input.settings,
      savedBy: loaded.plugin.version,
      seenVersion,
      at,
    })
    if (version === null) return { saved: false, reason: 'PLUGIN_SETTINGS_CHANGED' }
    if (levels) await defineLevels(tx, levels)
    await closeBreaker(tx, loaded.id, SETTINGS_HOOK)
    await noteChange(tx, input, 'plugin.settings_saved', {
      before: before?.settings ?? null,
      after: input.settings,
    })
    await raiseConfigVersion(tx)
    return { saved: true, version }
  })
}

const LEVELS_HOOK = 'levels'
/** What held the main thread is not tried anew so soon: each try may end the process for every shop. */
const TRIED_AGAIN_AFTER_MS = 10 * MINUTE

function wasJustCutOff({ breakers }: SwitchRow, at: Date): boolean {
  return breakers.some(
    ({ stays, openedAt }) => stays && at.getTime() - new Date(openedAt).getTime() < TRIED_AGAIN_AFTER_MS,
  )
}

/** The levels of customers that a plugin defines by its settings; null when it cannot say, undefined when it defines none. */
function levelsOf({ registry, storeId, loaded }: AskedPlugin, settings: unknown) {
  const call = { storeId, pluginId: loaded.id, hook: LEVELS_HOOK }
  try {
    const levels = watched(registry.watch ?? NO_WATCH, call, () => loaded.plugin.levels?.(settings))
    return levels?.map(({ level, 'zh-CN': title, en: titleEn }) => ({ level, title, titleEn }))
  } catch {
    return null
  }
}

/** Per field why the plugin itself will not have it, or null; one that cannot tell lets nothing be saved. */
function whyForbidden({ registry, storeId, loaded }: AskedPlugin, wanted: unknown) {
  const call = { storeId, pluginId: loaded.id, hook: SETTINGS_HOOK }
  try {
    const faults = watched(registry.watch ?? NO_WATCH, call, () =>
      loaded.plugin.checkSettings?.(Value.Clone(wanted) as Record<string, unknown>),
    )
    if (!faults || faults.length === 0) return null
    return Object.fromEntries(faults.map(({ path, words }) => [path, words]).reverse())
  } catch {
    return {}
  }
}

/** Per field what is wrong, or null. Nothing unknown is kept. */
function whyInvalid(loaded: LoadedPlugin, settings: unknown): Record<string, string> | null {
  const { settings: schema } = loaded.plugin
  const known = Object.keys(schema.properties)
  const fields: Record<string, string> = {}
  for (const { instancePath, message } of Value.Errors(schema, settings)) fields[instancePath] ??= message
  if (typeof settings === 'object' && settings !== null)
    for (const key of Object.keys(settings)) if (!known.includes(key)) fields[`/${key}`] = 'unknown'
  return Object.keys(fields).length > 0 ? fields : null
}

async function noteChange(tx: TenantTx, { pluginId, staffId, at }: ByStaff, action: string, data: object) {
  await audit(tx, { actor: staffId ?? 'system', action, subject: pluginId, data: { ...data }, at })
}

export interface OpenPromises {
  /** Units that unpaid orders hold, by quota kind. */
  readonly held: readonly { readonly kind: string; readonly units: number }[]
  /** Events told and not yet handled that this plugin listens to. */
  readonly waitingEvents: readonly { readonly name: string; readonly count: number }[]
}

/** What is still open of a plugin; to be shown before it is switched off. Core settles it without the plugin. */
export function listOpen(host: PluginHost, storeId: StoreId, pluginId: string): Promise<OpenPromises | null> {
  const loaded = host.registry.find(pluginId)
  if (!loaded) return Promise.resolve(null)
  const kinds = (loaded.plugin.quotas ?? []).map(({ kind }) => kind)
  return withTenant(host.db, storeId, async (tx) => {
    const { takes, waiting } = await countOpen(tx, kinds, Object.keys(loaded.plugin.on ?? {}))
    return { held: [...takes], waitingEvents: [...waiting] }
  })
}
