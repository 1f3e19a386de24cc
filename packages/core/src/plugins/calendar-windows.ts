import { isConnectionLoss } from '@mamapu/db'
import type { Locale, StoreId } from '@mamapu/kernel'
import type { CalendarWindow } from '@mamapu/plugin-sdk'
import type { PluginHost } from './host.js'
import type { LoadedPlugin } from './registry.js'
import { runInStore } from './run-plugin.js'

/** Windows of one plugin that a calendar shows. */
const WINDOWS_MAX = 500

export interface ShownWindow extends CalendarWindow {
  readonly plugin: string
  /** What it is: 发券. */
  readonly title: string
}

interface Span {
  readonly from: Date
  readonly until: Date
  readonly at: Date
  readonly locale: Locale
}

/** The dated things of the plugins that are on, in the order they begin. A plugin that fails is reported and shows none. */
export async function listWindows(host: PluginHost, storeId: StoreId, span: Span): Promise<ShownWindow[]> {
  const all: ShownWindow[] = []
  for (const loaded of host.registry.plugins) all.push(...(await windowsOf(host, storeId, loaded, span)))
  return all.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

async function windowsOf(
  host: PluginHost,
  storeId: StoreId,
  loaded: LoadedPlugin,
  { from, until, at, locale }: Span,
): Promise<ShownWindow[]> {
  const { calendar } = loaded.plugin
  if (!calendar) return []
  const work = { loaded, hook: 'calendar', at, locale, whileOff: false }
  try {
    const result = await runInStore(host, storeId, work, (ctx) =>
      calendar.windows(ctx, { from, until, limit: WINDOWS_MAX }),
    )
    if (!result.on) return []
    return result.value
      .slice(0, WINDOWS_MAX)
      .map((window) => ({ ...window, plugin: loaded.id, title: calendar.title[locale] }))
  } catch (error) {
    if (isConnectionLoss(error)) throw error
    host.log.warn({ err: error, storeId, plugin: loaded.id }, 'the calendar of a plugin failed')
    return []
  }
}
