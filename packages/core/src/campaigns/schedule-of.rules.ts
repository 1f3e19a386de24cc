import type { Campaign, Schedule } from './campaign.types.js'

type Timed = Pick<Campaign, 'startsAt' | 'endsAt' | 'recurrence' | 'announceMinutes' | 'changes' | 'cutAt'>

/** When a kept campaign runs, in its store's zone. */
export function scheduleOf(campaign: Timed, zone: string): Schedule {
  const { startsAt, endsAt, recurrence, announceMinutes, changes, cutAt } = campaign
  const window = startsAt && endsAt ? { startsAt, endsAt } : null
  return { zone, window, recurrence, announceMinutes, changes, cutAt }
}
