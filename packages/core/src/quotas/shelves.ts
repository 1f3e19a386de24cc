import type { TenantTx } from '@mamapu/db'
import { assert, newId } from '@mamapu/kernel'
import { tellFreed } from './freed.js'
import { insertMovements, moveStock } from './quota.queries.js'
import { shelfOf } from './quota.rules.js'

/** Units between a shelf and a campaign's pool. */
export interface ShelfMove {
  readonly stockId: string
  /** Above zero: they come home; below: they leave. */
  readonly delta: number
  /** `kind/id` of the pool. */
  readonly pool: string
  readonly actor: string
  readonly at: Date
}

/** Moves units between a shelf and a pool, with its movement. The caller has made sure that they are there. */
export async function shelveUnits(tx: TenantTx, { stockId, delta, ...rest }: ShelfMove): Promise<void> {
  const available = await moveStock(tx, stockId, delta)
  assert(available !== null, `shelf ${stockId} has not ${-delta} units to give`)
  const movement = { movementId: newId('mov', rest.at), ...shelfOf(stockId), delta }
  await insertMovements(tx, [{ ...movement, reason: 'campaign', note: '', ...rest }])
  tellFreed(tx, { kind: 'stock', id: stockId }, delta)
}
