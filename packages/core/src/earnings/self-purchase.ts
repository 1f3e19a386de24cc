import type { TenantTx } from '@mamapu/db'
import { newId, type OrderId } from '@mamapu/kernel'
import { insertHold } from './hold.queries.js'
import { listLikenesses } from './likeness.queries.js'

/** What a buyer and a payee may have in common; the note of a hold names them, joined by commas. */
const SIGNS = ['phone', 'address', 'payer'] as const

/**
 * Keeps what looks like a sale to herself for the merchant's decision: the buyer's phone, door or payer is the payee's too.
 * Asked once, before an order's earnings are booked; whoever calls it holds them.
 */
export async function holdSelfPurchases(tx: TenantTx, orderId: OrderId, at: Date): Promise<void> {
  for (const like of await listLikenesses(tx, orderId)) {
    const signs = SIGNS.filter((sign) => like[sign])
    if (signs.length === 0) continue
    await insertHold(tx, {
      id: newId('hld', at),
      earningId: like.earningId,
      payeeId: null,
      reason: 'self_purchase',
      source: '',
      note: signs.join(),
      by: 'system',
      at,
    })
  }
}
