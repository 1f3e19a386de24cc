import { askMechanic, type CompiledCampaign } from '../campaigns/index.js'
import type { PluginRegistry } from '../plugins/index.js'
import type { Basket } from './basket.js'

const MINUTES_MAX = 30 * 1440

/** Minutes an order has for its payment: the least any campaign it won by says, else the shop's usual time. */
export function payMinutesOf(
  registry: PluginRegistry,
  { priced, offers, plugins }: Pick<Basket, 'priced' | 'offers' | 'plugins'>,
  usual: number,
): number {
  const won = new Set(priced.trace.flatMap(({ offerId, outcome }) => (outcome === 'won' ? [offerId] : [])))
  const campaignIds = new Set(offers.flatMap(({ id, campaignId }) => (won.has(id) ? (campaignId ?? []) : [])))
  const minutes = plugins.campaigns.all
    .filter(({ id }) => campaignIds.has(id))
    .flatMap((one) => minutesOf(registry, one) ?? [])
  return minutes.length > 0 ? Math.min(...minutes) : usual
}

/** What a mechanic says for one campaign; null when it says nothing, or nothing that can be used. */
function minutesOf(registry: PluginRegistry, { plugin, campaign, config }: CompiledCampaign): number | null {
  const mechanic = registry.find(plugin)?.plugin.campaign
  try {
    const minutes = askMechanic(registry, campaign, () => mechanic?.payMinutes?.(config as never) ?? null)
    return Number.isInteger(minutes) && minutes !== null && minutes >= 1 && minutes <= MINUTES_MAX
      ? minutes
      : null
  } catch {
    return null
  }
}
