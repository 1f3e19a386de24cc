import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, must, uuidOf } from '@mamapu/kernel'
import { type RefundFault, refundFault } from '../orders/index.js'

/** What a refund pays back, and what keeps its provider from paying it. */
export async function findRefundOf(
  tx: TenantTx,
  refundId: Id<'ref'>,
): Promise<{ readonly amountFen: Fen; readonly fault: RefundFault | null }> {
  const [row] = await tx.sql<
    { amount_fen: Fen; state: Parameters<typeof refundFault>[0]; last_error: string }[]
  >`
    select amount_fen, state, last_error from refunds where tenant_id = ${tx.tenantId} and id = ${uuidOf(refundId)}`
  const { amount_fen: amountFen, state, last_error: error } = must(row, 'a case names its own refund')
  return { amountFen, fault: refundFault(state, error) }
}
