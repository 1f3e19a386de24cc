import type { TenantTx } from '@mamapu/db'
import { assert, type Id } from '@mamapu/kernel'
import { tellFreed } from './freed.js'
import { callReleaseTake, callTakeQuota, type Released, type TakeInput } from './quota.queries.js'
import { shelveUnits } from './shelves.js'

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

/** Units of one take that go back. `kind` and `quotaId` name its counter. */
export interface Release {
  readonly id: Id<'tak'>
  readonly kind: string
  readonly quotaId: string
  readonly units: number
}

/**
 * Gives units of several takes back, handed over in the lock order, and says how many came back: of each never more than
 * it still has, nothing a second time. Units of a closed pool go home to their shelf, with a movement.
 */
export async function releaseTakes(tx: TenantTx, releases: readonly Release[], at: Date): Promise<number> {
  const homeward: (Released & { shelf: string })[] = []
  let units = 0
  for (const one of releases.filter(({ kind }) => kind !== 'stock')) {
    const released = await release(tx, one)
    units += released.units
    if (released.home) homeward.push({ ...released, shelf: released.home })
  }
  // Shelves last and by id, those of closed pools among them: the order in which everybody touches them.
  const shelves = releases
    .filter(({ kind }) => kind === 'stock')
    .map((one) => ({ shelf: one.quotaId, work: async () => (units += (await release(tx, one)).units) }))
  const homes = homeward.map((one) => ({ shelf: one.shelf, work: () => takeHome(tx, one, at) }))
  for (const { work } of [...shelves, ...homes].sort((a, b) => (a.shelf < b.shelf ? -1 : 1))) await work()
  return units
}

/** Gives units of one take back; what `releaseTakes` says, for one. */
export function releaseTake(tx: TenantTx, release: Release, at: Date): Promise<number> {
  return releaseTakes(tx, [release], at)
}

async function release(tx: TenantTx, { id, kind, quotaId, units }: Release): Promise<Released> {
  assert(Number.isSafeInteger(units) && units > 0, `release of ${units} units`)
  const released = await callReleaseTake(tx, id, units)
  if (!released.home) tellFreed(tx, { kind, id: quotaId }, released.units)
  return released
}

function takeHome(tx: TenantTx, released: Released & { shelf: string }, at: Date): Promise<void> {
  const { shelf, units, kind, id } = released
  return shelveUnits(tx, { stockId: shelf, delta: units, pool: `${kind}/${id}`, actor: 'system', at })
}
