import type { Campaign, CampaignAct } from '../../api/campaigns.js'

/** Steps of the form, in order. */
export const STEPS = ['what', 'who', 'when', 'check'] as const
export type Step = (typeof STEPS)[number]

/** How much of a campaign is still open: everything; only its name, its end and what its mechanic allows; or nothing. */
export type Openness = 'all' | 'few' | 'none'

type Timed = Pick<Campaign, 'state' | 'announceMinutes' | 'rounds'>

/** Rounds that were announced or began are promises to shoppers, also while paused; what is over is history. */
export function opennessOf(campaign: Timed, now: Date): Openness {
  const { state } = campaign
  if (state === 'ended' || state === 'cancelled') return 'none'
  if (state !== 'paused') return state === 'draft' || state === 'scheduled' ? 'all' : 'few'
  const [first] = edgesOf(campaign)
  return first && Date.parse(first.at) <= now.getTime() ? 'few' : 'all'
}

export interface NextEdge {
  readonly edge: 'announce' | 'start' | 'end'
  readonly at: string
}

/** What time does next to a campaign; null for what no longer, or not yet, goes by time. */
export function nextEdgeOf(campaign: Timed, now: Date): NextEdge | null {
  if (campaign.state === 'draft' || campaign.state === 'cancelled') return null
  return edgesOf(campaign).find(({ at }) => Date.parse(at) > now.getTime()) ?? null
}

function edgesOf({ announceMinutes, rounds }: Timed): NextEdge[] {
  const [round] = rounds
  if (!round) return []
  const announceAt = new Date(Date.parse(round.startsAt) - (announceMinutes ?? 0) * 60_000).toISOString()
  return [
    ...(announceMinutes ? [{ edge: 'announce', at: announceAt } as const] : []),
    { edge: 'start', at: round.startsAt },
    { edge: 'end', at: round.endsAt },
  ]
}

/** Published, and time moves it on. */
export function isLive({ state }: Pick<Campaign, 'state'>): boolean {
  return state === 'running' || state === 'announced' || state === 'scheduled'
}

type Said = Pick<Campaign, 'state' | 'isArchived' | 'recurrence'>

/** What can be done with a campaign now, the most likely first. A series that is stopped has ended, a single one is cancelled. */
export function actionsOf({ state, isArchived, recurrence }: Said): CampaignAct[] {
  if (isArchived) return ['copy', 'archive']
  switch (state) {
    case 'draft':
      return ['publish', 'copy', 'archive']
    case 'scheduled':
    case 'announced':
      return ['pause', 'copy', recurrence ? 'end' : 'cancel']
    case 'running':
      return ['pause', 'end', 'copy', 'cancel']
    case 'paused':
      return ['resume', 'end', 'copy', 'cancel']
    default:
      return ['copy', 'archive']
  }
}

/** The form's step that asks for what the server names, for leading there when something is refused. */
export function stepOf(pointer: string): Step {
  const [, field = ''] = pointer.split('/')
  if (/^(scope|audience|priority|commission)/.test(field)) return 'who'
  if (/^(startsAt|endsAt|recurrence|announceMinutes)/.test(field)) return 'when'
  return 'what'
}
