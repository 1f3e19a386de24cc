import type { TenantTx } from '@mamapu/db'
import type { OrderId } from '@mamapu/kernel'
import type { HandOverResult, UndoHandOverResult } from '@mamapu/plugin-sdk'
import { lockOrder } from './order.queries.js'
import { recallShipment } from './recall-shipment.js'
import { sendGoods } from './send-goods.js'
import { findHandOver, type SentLines } from './shipment.queries.js'

export interface HandOverAsk {
  readonly orderId: OrderId
  /** Everything that is left of it when undefined; what is virtual never is. */
  readonly lines: SentLines | undefined
  /** Names this hand-over, once for all in the shop. */
  readonly key: string
  readonly actor: string
  readonly at: Date
}

/**
 * Goods go from hand to hand: sent and received at once, decided under the order's lock, once per key. A repeat changes
 * nothing and says so; a key whose hand-over was undone stays spent.
 */
export async function handOver(tx: TenantTx, ask: HandOverAsk): Promise<HandOverResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { handedOver: false, reason: 'order_not_found' }
  const known = await findHandOver(tx, ask.key)
  if (known?.orderId === ask.orderId)
    return known.isVoided
      ? { handedOver: false, reason: 'undone' }
      : { handedOver: true, shipmentId: known.id, isRepeat: true }
  if (known) return { handedOver: false, reason: 'key_of_another_order' }
  const sent = await sendGoods(tx, order, {
    kind: 'handed',
    carrier: '',
    trackingNumber: '',
    handOverKey: ask.key,
    lines: ask.lines,
    actor: ask.actor,
    at: ask.at,
  })
  return sent.sent
    ? { handedOver: true, shipmentId: sent.shipmentId, isRepeat: false }
    : { handedOver: false, reason: sent.reason }
}

/** Takes a hand-over back: its units wait again. Refused once something of it was refunded or the order is completed. */
export async function undoHandOver(
  tx: TenantTx,
  undo: { readonly key: string; readonly actor: string; readonly at: Date },
): Promise<UndoHandOverResult> {
  const known = await findHandOver(tx, undo.key)
  if (!known) return { undone: false, reason: 'not_found' }
  const result = await recallShipment(tx, known.id, undo)
  return result.recalled ? { undone: true } : { undone: false, reason: result.reason }
}
