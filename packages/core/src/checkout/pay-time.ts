import type { PluginRegistry } from '../plugins/index.js'
import type { Basket } from './basket.js'

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
    .flatMap(
      ({ plugin, config }) => registry.find(plugin)?.plugin.campaign?.payMinutes?.(config as never) ?? [],
    )
  return minutes.length > 0 ? Math.min(...minutes) : usual
}
