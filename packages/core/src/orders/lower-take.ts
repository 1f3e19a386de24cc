import type { TenantTx } from '@mamapu/db'
import type { OrderId } from '@mamapu/kernel'
import { releaseTakes } from '../quotas/index.js'
import { listTakes, lockOrder } from './order.queries.js'

/**
 * Leaves an order at most `units` of a counter it took as a whole and gives the rest back, under the order's lock; says how many
 * came back. A repeat gives nothing more.
 */
export async function lowerTake(
  tx: TenantTx,
  orderId: OrderId,
  {
    kind,
    id,
    units,
    at,
  }: { readonly kind: string; readonly id: string; readonly units: number; readonly at: Date },
): Promise<number> {
  if (!(await lockOrder(tx, orderId))) return 0
  const takes = (await listTakes(tx, orderId)).filter(
    (take) => take.kind === kind && take.quotaId === id && take.lineId === null && take.giveBack === 'refund',
  )
  let over = takes.reduce((sum, take) => sum + take.units - take.released, 0) - units
  const back = takes.map((take) => {
    const less = Math.max(0, Math.min(over, take.units - take.released))
    over -= less
    return { ...take, units: less }
  })
  return releaseTakes(
    tx,
    back.filter((take) => take.units > 0),
    at,
  )
}
