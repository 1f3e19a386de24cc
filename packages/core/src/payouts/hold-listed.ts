import type { TenantTx } from '@mamapu/db'
import type { Id } from '@mamapu/kernel'
import { lockBatch } from './batch.queries.js'
import { findWithdrawal, lockWithdrawal } from './withdrawal.queries.js'
import type { Withdrawal } from './withdrawal.types.js'

export type HeldListed =
  | { readonly held: true; readonly row: Withdrawal }
  | { readonly held: false; readonly reason: 'not_found' | 'wrong_state' }

/**
 * Holds a withdrawal behind the list it is on, the list first, as whoever pays the whole list does: nobody waits in a circle.
 * `wrong_state` when it came onto a list or off one in between; whoever asked has seen another state than the one it has now.
 */
export async function holdListed(tx: TenantTx, id: Id<'wdr'>): Promise<HeldListed> {
  const batchId = (await findWithdrawal(tx, id))?.batchId ?? null
  if (batchId) await lockBatch(tx, batchId)
  const row = await lockWithdrawal(tx, id)
  if (!row) return { held: false, reason: 'not_found' }
  return row.batchId === batchId ? { held: true, row } : { held: false, reason: 'wrong_state' }
}
