import type { TenantTx } from '@mamapu/db'
import type { CustomerId } from '@mamapu/kernel'
import { isPaused } from '../earnings/index.js'
import { balanceOf } from '../ledger/index.js'
import type { WaitReason } from './withdrawal.types.js'

/**
 * Why money that was asked for may not leave now: the payee is paused, or refunds have taken back more meanwhile than the balance
 * covers; paying then would hand out what the shop has just taken back. Null when it may.
 */
export async function whyNotPayOut(tx: TenantTx, payeeId: CustomerId): Promise<WaitReason | null> {
  if (await isPaused(tx, payeeId)) return 'payee_paused'
  const { available } = await balanceOf(tx, `payee:${payeeId}`, 'CNY')
  return available < 0 ? 'payee_owes' : null
}
