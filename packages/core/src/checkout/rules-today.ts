import { type CampaignsThen, lookBack } from '../campaigns/index.js'
import {
  type PluginHost,
  type QuietFault,
  quietHost,
  type StorePlugins,
  storePluginsOf,
  withCampaigns,
} from '../plugins/index.js'
import type { SnapshotPart, StoreSnapshot } from '../stores/index.js'

/** What of an order today's rules cannot be asked about. */
export type Unseen =
  /** It offered something then; it is not installed now, or it is off in this shop or cannot read its settings. */
  | { readonly code: 'plugin_gone' | 'plugin_off'; readonly plugin: string }
  /** Its campaign ran then; the mechanic installed now cannot read what was saved. */
  | {
      readonly code: 'campaign_unread'
      readonly plugin: string
      readonly campaign: string
      readonly cause: string
    }
  /** More campaigns ran then than are looked back at. */
  | { readonly code: 'campaigns_cut' }

/** Today's plugins and settings for looking back, and what failed meanwhile. */
export interface RulesToday {
  readonly host: PluginHost
  /** The plugins as of now with the campaigns of that instant. */
  at(instant: Date): Promise<StorePlugins>
  /** What cannot be looked at of an order of that instant which these plugins had offered something for. */
  unseen(instant: Date, offered: readonly string[]): Promise<readonly Unseen[]>
  faults(): readonly QuietFault[]
}

/** Opens a store for looking back: nothing is written, and what throws cuts nothing off. */
export async function rulesToday(
  deps: { readonly host: PluginHost; readonly pluginsPart: SnapshotPart<StorePlugins> },
  store: StoreSnapshot,
  now: Date,
): Promise<RulesToday> {
  const { host, faults } = quietHost(deps.host)
  const plugins = await storePluginsOf(host, deps.pluginsPart, store, now)
  const back = lookBack(host.db, store, host.registry)
  return {
    host,
    faults,
    at: async (instant) => withCampaigns(plugins, (await back.at(instant)).campaigns),
    unseen: async (instant, offered) => [
      ...absent(host, plugins, offered),
      ...unreadOf(plugins, await back.at(instant)),
    ],
  }
}

function absent({ registry }: PluginHost, { active }: StorePlugins, offered: readonly string[]): Unseen[] {
  return [...new Set(offered)]
    .filter((plugin) => !active.some(({ id }) => id === plugin))
    .map((plugin) => ({ code: registry.find(plugin) ? 'plugin_off' : 'plugin_gone', plugin }))
}

function unreadOf({ active }: StorePlugins, { unread, isCut }: CampaignsThen): Unseen[] {
  const own = unread.filter(({ campaign }) => active.some(({ id }) => id === campaign.plugin))
  return [
    ...own.map(({ campaign: { plugin, label }, cause }) => ({
      code: 'campaign_unread' as const,
      plugin,
      campaign: label,
      cause,
    })),
    ...(isCut ? [{ code: 'campaigns_cut' as const }] : []),
  ]
}
