import { later } from '@mamapu/kernel'
import type { Campaign, DueEdge } from './campaign.types.js'
import { byDue, edgesOf, roundsFrom } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'

/** Twelve rounds a day, announced a week ahead, are all told in time. */
const ROUNDS_AHEAD = { announced: 100, plain: 4 }

export const edgeKey = (round: string, edge: string) => `${round}|${edge}`

/**
 * Edges of a campaign that are not in effect, in order. What was due before it was published is left out: nobody is told
 * of a round that has begun. While paused only ends count; a start waits for the resumption, or never comes.
 */
export function pendingEdges(campaign: Campaign, zone: string, done: ReadonlySet<string>): DueEdge[] {
  const { publishedAt, edgesFrom, said } = campaign
  if (!publishedAt || said === 'draft') return []
  const ahead =
    campaign.recurrence && campaign.announceMinutes !== null ? ROUNDS_AHEAD.announced : ROUNDS_AHEAD.plain
  return roundsFrom(scheduleOf(campaign, zone), later(edgesFrom ?? publishedAt, -1), ahead)
    .filter(({ endsAt }) => endsAt > publishedAt)
    .flatMap(edgesOf)
    .filter(({ round, edge }) => {
      if (done.has(edgeKey(round.key, edge))) return false
      if (said === 'paused') return edge === 'end'
      return edge === 'start' || edge === 'end' || round.startsAt > publishedAt
    })
    .sort(byDue)
}
