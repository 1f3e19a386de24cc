import type { TenantTx } from '@mamapu/db'
import type { SkuId } from '@mamapu/kernel'
import { lendTo, lockClosed, lockShelves, writeClosed } from './pool.queries.js'
import { shelveUnits } from './shelves.js'

/** Units of a closed pool for what was won while its round was running. */
export interface LateUnits {
  readonly kind: string
  readonly id: string
  readonly skuId: SkuId
  readonly units: number
  readonly wonAt: Date
  readonly at: Date
}

/**
 * Takes units of a round that is over, won within it and heard of later: out of those that went home to the shelf, never
 * more than were left when it closed, and only when the shelf still has them. `take` counts them in the pool, which is
 * closed again before this returns. False, doing nothing, when there are none.
 */
export async function withLateUnits(
  tx: TenantTx,
  late: LateUnits,
  take: () => Promise<boolean>,
): Promise<boolean> {
  const { kind, id, units, at } = late
  const pool = await lockClosed(tx, late)
  if (!pool || pool.left < units) return false
  const shelves = await lockShelves(tx, [pool.home])
  if ((shelves.get(pool.home) ?? 0) < units) return false
  await lendTo(tx, { kind, id }, units)
  await shelveUnits(tx, { stockId: pool.home, delta: -units, pool: `${kind}/${id}`, actor: 'system', at })
  const isTaken = await take()
  await writeClosed(tx, { kind, id }, pool.closedAt)
  return isTaken
}
