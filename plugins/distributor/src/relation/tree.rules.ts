import type { CustomerId } from '@mamapu/kernel'

/** Above so many inviters nobody is put under anyone any more: a chain like that is no shop's. */
export const ANCESTORS_MAX = 1000

export type InviterObstacle = 'self' | 'loop' | 'too_deep'

/** Why a person may not be put under an inviter whose own inviters, upwards, are these; null when she may. Pure. */
export function whyNotUnder(
  person: CustomerId,
  inviter: CustomerId,
  ancestors: readonly CustomerId[],
): InviterObstacle | null {
  if (person === inviter) return 'self'
  if (ancestors.includes(person)) return 'loop'
  return ancestors.length >= ANCESTORS_MAX ? 'too_deep' : null
}
