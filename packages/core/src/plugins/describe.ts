import { withTenant } from '@mamapu/db'
import type { Locale, StoreId } from '@mamapu/kernel'
import { localised, PLUGIN_SCOPES, type StaffScope } from '@mamapu/plugin-sdk'
import { SAVED_FAULTS } from '../campaigns/index.js'
import type { PluginHost } from './host.js'
import type { LoadedPlugin } from './registry.js'
import { type AskedPlugin, savedSettings } from './saved-settings.js'
import { findSwitch, listBreakers, type SwitchRow, switchesQuery } from './switch.queries.js'

export interface PluginCard {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly description: string
  readonly category: string
  readonly isOn: boolean
  /** On, but what was saved cannot be read by the installed version: it counts as off. */
  readonly isUnread: boolean
  readonly hasBreaker: boolean
}

/** Every installed plugin as one store sees it. */
export async function listPlugins(host: PluginHost, storeId: StoreId, locale: Locale): Promise<PluginCard[]> {
  const rows = await withTenant(host.db, storeId, (tx) => switchesQuery(tx.sql, tx.tenantId))
  const byId = new Map(rows.map((row) => [row.plugin_id, row]))
  return host.registry.plugins.map((loaded) =>
    cardOf({ registry: host.registry, storeId, loaded }, byId.get(loaded.id), locale),
  )
}

function cardOf(asked: AskedPlugin, row: SwitchRow | undefined, locale: Locale): PluginCard {
  const { id, plugin } = asked.loaded
  return {
    id,
    version: plugin.version,
    title: plugin.title[locale],
    description: plugin.description[locale],
    category: plugin.category,
    isOn: row?.is_on ?? false,
    isUnread: row?.is_on === true && !savedSettings(asked, row).fits,
    hasBreaker: (row?.breakers.length ?? 0) > 0,
  }
}

interface DescribeAsk {
  readonly pluginId: string
  readonly locale: Locale
  /** What whoever asks may do in this store. */
  readonly may: (scope: StaffScope) => boolean
}

/**
 * Everything the console needs to draw a plugin's screens, in one language. What leads to a route that whoever asks may not call is
 * left out: a button that only ever answers 403 is worse than none.
 */
export async function describePlugin(
  host: PluginHost,
  storeId: StoreId,
  { pluginId, locale, may }: DescribeAsk,
) {
  const loaded = host.registry.find(pluginId)
  if (!loaded) return null
  const { plugin } = loaded
  const state = await withTenant(host.db, storeId, async (tx) => {
    const [row, breakers] = await Promise.all([findSwitch(tx, pluginId), listBreakers(tx, pluginId)])
    return { row, breakers }
  })
  const { row } = state
  const read = savedSettings({ registry: host.registry, storeId, loaded }, row)
  const isOpen = (one: { readonly route: string; readonly load?: string }) =>
    [one.route, one.load].every((ref) => {
      const scope = ref && routeOf(loaded, ref)?.scope
      return !scope || may(scope)
    })
  return {
    id: loaded.id,
    version: plugin.version,
    title: plugin.title[locale],
    description: plugin.description[locale],
    category: plugin.category,
    isOn: row?.is_on ?? false,
    scopes: (plugin.scopes ?? []).map((scope) => ({ scope, text: PLUGIN_SCOPES[scope][locale] })),
    settings: {
      schema: localised(plugin.settings, locale),
      value: read.fits ? read.value : (row?.settings ?? {}),
      fault: read.fits ? null : SAVED_FAULTS[read.fault][locale],
      version: row?.settings_version ?? 0,
    },
    campaign: plugin.campaign ? localised(plugin.campaign, locale) : null,
    admin: {
      lists: localised((plugin.admin?.lists ?? []).filter(isOpen), locale),
      forms: (plugin.admin?.forms ?? []).filter(isOpen).map((form) => ({
        ...(localised(form, locale) as object),
        schema: localised(routeOf(loaded, form.route)?.body, locale) ?? null,
      })),
      actions: localised((plugin.admin?.actions ?? []).filter(isOpen), locale),
      figures: localised((plugin.admin?.figures ?? []).filter(isOpen), locale),
      charts: localised((plugin.admin?.charts ?? []).filter(isOpen), locale),
    },
    breakers: state.breakers.map(({ hook, opened_at, reason }) => ({
      hook,
      openedAt: opened_at.toISOString(),
      reason,
    })),
  }
}

function routeOf({ plugin }: LoadedPlugin, ref: string) {
  return plugin.routes?.find(
    ({ audience, method, path }) => audience === 'staff' && `${method} ${path}` === ref,
  )
}
