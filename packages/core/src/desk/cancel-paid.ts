import type { TenantTx } from '@mamapu/db'
import { type Id, type OrderId, ZERO_FEN } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import {
  decideAction,
  decideRefund,
  isAnySent,
  listLines,
  lockOrder,
  type OrderErrorCode,
  REFUND_CODES,
} from '../orders/index.js'

export type CancelPaidResult =
  | { readonly cancelled: true; readonly refundId: Id<'ref'> }
  | { readonly cancelled: false; readonly code: OrderErrorCode }

/**
 * Calls off a paid order of which nothing has left: everything that is left of it is refunded, with the reason the shopper
 * reads. Hold nothing before; the money follows when it has committed.
 */
export async function cancelPaid(
  tx: TenantTx,
  ask: { readonly orderId: OrderId; readonly reason: string; readonly actor: string; readonly at: Date },
): Promise<CancelPaidResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { cancelled: false, code: 'ORDER_NOT_FOUND' }
  const isPartSent = isAnySent(await listLines(tx, order.id))
  const decision = decideAction({ ...order, isPartSent }, 'cancel_paid')
  if (!decision.allowed) return { cancelled: false, code: decision.code }
  const refund = await decideRefund(tx, {
    ...ask,
    action: 'cancel_paid',
    lines: [],
    shippingFen: ZERO_FEN,
    whole: true,
  })
  if (!refund.refunded) return { cancelled: false, code: REFUND_CODES[refund.reason] }
  const { refundId, amountFen } = refund
  const { actor, at, reason } = ask
  await audit(tx, {
    actor,
    action: 'order.called_off',
    subject: order.id,
    data: { refundId, amountFen, reason },
    at,
  })
  return { cancelled: true, refundId }
}
