import { instantOf } from '@mamapu/kernel'
import type { PickupError } from '../pickup.errors.js'
import type { Pickup } from '../pickup.types.js'

interface ChangeAsk {
  readonly at: Date
  readonly zone: string
  /** Until so long before the slot. */
  readonly changeMinutes: number
  /** The shop asked for it: then no cut-off holds. */
  readonly isAsked: boolean
}

/** Why a pickup cannot be moved to another time now; null when it can. */
export function whyNotChange(
  { state, day, from }: Pick<Pickup, 'state' | 'day' | 'from'>,
  { at, zone, changeMinutes, isAsked }: ChangeAsk,
): PickupError | null {
  if (state === 'handed') return 'SELF_PICKUP_HANDED'
  if (state === 'closed') return 'SELF_PICKUP_OVER'
  if (state === 'part') return 'SELF_PICKUP_PART_GONE'
  if (isAsked) return null
  const until = instantOf(day, from, zone).getTime() - changeMinutes * 60_000
  return at.getTime() < until ? null : 'SELF_PICKUP_CHANGE_LATE'
}
