import { roundsFrom } from '../campaigns/index.js'
import type { Basket } from './basket.js'

/** When the first of the campaigns ends whose offers won: what was decided at `at` is promised until then. Null: no end. */
export function promisedUntil(
  { priced, offers, plugins }: Pick<Basket, 'priced' | 'offers' | 'plugins'>,
  at: Date,
): Date | null {
  const won = new Set(priced.trace.flatMap(({ offerId, outcome }) => (outcome === 'won' ? [offerId] : [])))
  const campaignIds = new Set(offers.flatMap(({ id, campaignId }) => (won.has(id) ? (campaignId ?? []) : [])))
  const ends = plugins.campaigns.all
    .filter(({ id }) => campaignIds.has(id))
    .flatMap(({ schedule }) => roundsFrom(schedule, at, 1))
    .flatMap(({ startsAt, endsAt }) => (startsAt <= at ? [endsAt.getTime()] : []))
  return ends.length > 0 ? new Date(Math.min(...ends)) : null
}
