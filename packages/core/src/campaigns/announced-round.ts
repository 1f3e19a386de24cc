import type { RunningCampaign } from '@mamapu/plugin-sdk'
import type { StoreCampaigns } from './compile-campaigns.js'
import { roundsFrom } from './schedule.rules.js'

/** A round shoppers were told of that has not begun. */
export type AnnouncedRound = Pick<RunningCampaign, 'id' | 'label' | 'round' | 'startsAt' | 'endsAt'>

/** The next announced round these goods are in, of the mechanics that are on; null when there is none, or one runs already. */
export function announcedRoundOf(
  { all }: StoreCampaigns,
  line: Parameters<RunningCampaign['covers']>[0],
  { at, isOn }: { readonly at: Date; readonly isOn: (plugin: string) => boolean },
): AnnouncedRound | null {
  const next = all
    .filter(({ campaign, plugin, covers }) => campaign.said === 'published' && isOn(plugin) && covers(line))
    .flatMap(({ id, campaign: { label }, schedule }) =>
      roundsFrom(schedule, at, 1)
        .filter(({ announceAt }) => announceAt !== null && announceAt <= at)
        .map(({ key, startsAt, endsAt }) => ({ id, label, round: key, startsAt, endsAt })),
    )
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
  const [first] = next
  return first && first.startsAt > at ? first : null
}
