import type { TenantTx } from '@mamapu/db'
import { type OrderId, subFen, ZERO_FEN } from '@mamapu/kernel'
import type { RefundUnsentResult } from '@mamapu/plugin-sdk'
import { listLines, lockOrder } from './order.queries.js'
import { unitsToShip } from './order.rules.js'
import { decideRefund } from './refund-order.js'

/**
 * Refunds every unit of an order that is still to be sent, and its postage when nothing was sent: under the order's lock, so
 * that what is handed over meanwhile is not paid back. The sweeper of refunds sends the money.
 */
export async function refundUnsent(
  tx: TenantTx,
  ask: { readonly orderId: OrderId; readonly reason: string; readonly actor: string; readonly at: Date },
): Promise<RefundUnsentResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { refunded: false, reason: 'no_order' }
  const lines = await listLines(tx, ask.orderId)
  if (lines.some(({ heldUnits }) => heldUnits > 0)) return { refunded: false, reason: 'asked_back' }
  const carried = lines.filter(({ deliveryKind }) => deliveryKind === 'physical')
  // Gifts come back by their own rule, with what they were given for.
  const unsent = carried.filter((line) => line.gift === null && unitsToShip(line) > 0)
  if (unsent.length === 0) return { refunded: false, reason: 'nothing_unsent' }
  const isNothingSent = carried.every(({ shippedUnits }) => shippedUnits === 0)
  const result = await decideRefund(tx, {
    ...ask,
    lines: unsent.map((line) => ({ lineId: line.id, units: unitsToShip(line), from: 'unsent' as const })),
    shippingFen: isNothingSent ? subFen(order.shippingFen, order.shippingRefundedFen) : ZERO_FEN,
  })
  return result.refunded
    ? { refunded: true, amountFen: result.amountFen }
    : { refunded: false, reason: 'refused' }
}
