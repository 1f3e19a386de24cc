import type { Look } from '../../api/campaign-checks.js'
import type { Audience, Campaign } from '../../api/campaigns.js'

/** The shop as a campaign's own shoppers will see it when it next runs; published or not. */
export function lookOf(campaign: Pick<Campaign, 'id' | 'state' | 'audience' | 'rounds'>, now: Date): Look {
  const { id, state, audience, rounds } = campaign
  const [round] = rounds
  const [channel] = audience.channels ?? []
  const isAhead = round !== undefined && Date.parse(round.startsAt) > now.getTime()
  return {
    ...(isAhead ? { at: round.startsAt } : {}),
    ...eyesOf(audience),
    ...(channel ? { channel } : {}),
    ...(state === 'draft' ? { drafts: [id] } : {}),
  }
}

function eyesOf(audience: Audience): Look {
  if (audience.kind === 'level')
    return { isMember: true, level: { rank: audience.rank, name: audience.name } }
  if (audience.kind === 'tag') return { isMember: true, tags: [audience.tag] }
  if (audience.kind === 'new') return { isNew: true }
  return audience.kind === 'members' ? { isMember: true } : {}
}
