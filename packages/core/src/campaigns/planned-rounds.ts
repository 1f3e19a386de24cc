import type { TenantTx } from '@mamapu/db'
import type { PlannedRound } from '@mamapu/plugin-sdk'
import { coversOf, segmentOf } from './audience.rules.js'
import { listPublished, zoneOf } from './campaign.queries.js'
import { isPausedAt } from './campaign.rules.js'
import type { Campaign, Mechanics, Round } from './campaign.types.js'
import { readCampaign } from './compile-campaigns.js'
import { roundsBetween } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'

const CAMPAIGNS_MAX = 200
const ROUNDS_MAX = 100

/** A mechanic's published rounds that touch [from, until), in the order they begin, as they stood at `at`: the first hundred. */
export async function plannedRounds(
  tx: TenantTx,
  mechanics: Mechanics,
  { plugin, from, until, at }: { plugin: string; from: Date; until: Date; at: Date },
): Promise<readonly PlannedRound[]> {
  const zone = await zoneOf(tx)
  const campaigns = await listPublished(tx, { plugin, since: from, limit: CAMPAIGNS_MAX })
  return campaigns
    .flatMap((campaign) => {
      const read = readCampaign(mechanics, campaign)
      if (read === null) return []
      const { config } = read
      const { id, label, priority, audience } = campaign
      const covers = coversOf(read.scope)
      // A cancelled campaign's rounds are told as they were planned.
      const planned = campaign.said === 'cancelled' ? { ...campaign, cutAt: null } : campaign
      // What ended before it was published never took place.
      const since = campaign.publishedAt && campaign.publishedAt > from ? campaign.publishedAt : from
      return roundsBetween(scheduleOf(planned, zone), since, until, ROUNDS_MAX).map(
        (round): PlannedRound => ({
          id,
          label,
          priority,
          config,
          covers,
          round: round.key,
          startsAt: round.startsAt,
          endsAt: round.endsAt,
          announcedAt: round.announceAt,
          forEveryone: audience.kind === 'everyone',
          audience: segmentOf(audience),
          state: stateOf(campaign, round, at),
        }),
      )
    })
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
    .slice(0, ROUNDS_MAX)
}

function stateOf(
  campaign: Campaign,
  { startsAt, endsAt, announceAt }: Round,
  at: Date,
): PlannedRound['state'] {
  const { said, cutAt } = campaign
  if (said === 'cancelled' && (cutAt === null || cutAt <= at))
    return cutAt && endsAt <= cutAt ? 'ended' : 'cancelled'
  if (endsAt <= at) return 'ended'
  if (isPausedAt(campaign, at)) return 'paused'
  if (startsAt <= at) return 'running'
  return announceAt && announceAt <= at ? 'announced' : 'upcoming'
}
