import type { TenantTx } from '@mamapu/db'
import { DAY, type Locale } from '@mamapu/kernel'
import { listSince } from './campaign.queries.js'
import type { Campaign, CampaignId, CampaignState, Mechanics, Round } from './campaign.types.js'
import { summaryOf } from './campaign-reply.js'
import { roundsBetween } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'

/** The longest span a calendar shows: a quarter. */
export const CALENDAR_MAX_MS = 92 * DAY
const CAMPAIGNS_MAX = 500
const ROUNDS_EACH_MAX = 1200
export const CALENDAR_ROUNDS_MAX = 5000

export interface CalendarRound {
  readonly campaignId: CampaignId
  readonly plugin: string
  readonly label: string
  readonly summary: string
  /** Of this round: a campaign that is running has rounds still to come. */
  readonly state: CampaignState
  readonly round: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** All mechanics' rounds that touch [from, until), drafts included, in the order they begin. */
export async function readCalendar(
  tx: TenantTx,
  mechanics: Mechanics,
  { from, until, at, zone, locale }: { from: Date; until: Date; at: Date; zone: string; locale: Locale },
): Promise<CalendarRound[]> {
  const campaigns = await listSince(tx, from, CAMPAIGNS_MAX)
  return campaigns
    .flatMap((campaign) => {
      const { id, plugin, label } = campaign
      const summary = summaryOf(campaign, mechanics, locale)
      // What lies before a campaign was published never took place.
      const since = campaign.publishedAt ?? at
      const begin = since > from ? since : from
      return roundsBetween(scheduleOf(campaign, zone), begin, until, ROUNDS_EACH_MAX).map((round) => ({
        campaignId: id,
        plugin,
        label,
        summary,
        state: stateOf(campaign, round, at),
        round: round.key,
        startsAt: round.startsAt,
        endsAt: round.endsAt,
      }))
    })
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
    .slice(0, CALENDAR_ROUNDS_MAX)
}

function stateOf({ said }: Campaign, { startsAt, endsAt, announceAt }: Round, at: Date): CampaignState {
  if (said === 'draft' || said === 'cancelled') return said
  if (endsAt <= at) return 'ended'
  if (said === 'paused') return 'paused'
  if (startsAt <= at) return 'running'
  return announceAt && announceAt <= at ? 'announced' : 'scheduled'
}
