import type { TenantTx } from '@mamapu/db'
import type { Id, OrderId } from '@mamapu/kernel'
import { releaseTake } from '../quotas/index.js'
import { listTakes, type TakeRow } from './order.queries.js'

/** Gives back everything an order took: it ended without having been paid. */
export async function releaseAll(tx: TenantTx, orderId: OrderId): Promise<void> {
  for (const take of await listTakes(tx, orderId)) await releaseTake(tx, take.id, take.units)
}

/** What came back of one line: so many units, and how many of them may be sold again. */
export interface ReturnedUnits {
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly restockedUnits: number
}

/**
 * Gives back by rule after a refund. Units of a line return with the line; what the whole order took (a coupon) returns
 * only when nothing of the order is left. A take that says `cancel` stays spent.
 */
export async function releaseRefunded(
  tx: TenantTx,
  orderId: OrderId,
  returned: { lines: readonly ReturnedUnits[]; isWhole: boolean },
): Promise<void> {
  const byLine = new Map(returned.lines.map((line) => [line.lineId, line]))
  for (const take of await listTakes(tx, orderId)) {
    const units = unitsBack(take, byLine, returned.isWhole)
    if (units > 0) await releaseTake(tx, take.id, units)
  }
}

function unitsBack(take: TakeRow, byLine: ReadonlyMap<Id<'lin'>, ReturnedUnits>, isWhole: boolean): number {
  if (take.giveBack !== 'refund') return 0
  if (take.lineId === null) return isWhole ? take.units : 0
  const line = byLine.get(take.lineId)
  if (!line) return 0
  // Goods that came back broken are not sold again; everything else counted per unit is.
  return take.kind === 'stock' ? line.restockedUnits : line.units
}
