import type { TenantTx } from '@mamapu/db'
import { assert, type Id } from '@mamapu/kernel'
import { callReleaseTake, callTakeQuota, type TakeInput } from './quota.queries.js'

export type TakeOutcome = 'taken' | 'again' | 'lacking'

/**
 * Takes units of one counter for an owner, once: `again` when this owner has taken it before, `lacking` when it does not
 * reach. Several takes go in the lock order (`byLockOrder`). Never above the limit.
 */
export async function takeQuota(tx: TenantTx, take: TakeInput): Promise<TakeOutcome> {
  assert(Number.isSafeInteger(take.units) && take.units > 0, `take of ${take.units} units`)
  const outcome = await callTakeQuota(tx, take)
  assert(outcome === 'taken' || outcome === 'again' || outcome === 'lacking', `take_quota said ${outcome}`)
  return outcome
}

/** Gives units of one take back and says how many came back: never more than it still has, nothing a second time. */
export async function releaseTake(tx: TenantTx, takeId: Id<'tak'>, units: number): Promise<number> {
  assert(Number.isSafeInteger(units) && units > 0, `release of ${units} units`)
  return callReleaseTake(tx, takeId, units)
}
