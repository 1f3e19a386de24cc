import type { TenantTx } from '@mamapu/db'
import type { Id } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import { addHistory, listLines, lockOrder, moveOrder } from './order.queries.js'
import { isAnySent, nextState, type OrderAction } from './order-actions.rules.js'
import { findShipment, isExchangedSince, isRefundedSince, voidShipment } from './shipment.queries.js'

export type RecallObstacle = 'not_found' | 'already_undone' | 'refunded' | 'wrong_state'

export type RecallResult =
  | { readonly recalled: true }
  | { readonly recalled: false; readonly reason: RecallObstacle }

/**
 * Takes back what was entered as sent or handed over: its units wait to be sent again, and an order that counted as sent is
 * one that is paid. Refused once anything of it was refunded or exchanged since, and when the order is completed or over.
 */
export async function recallShipment(
  tx: TenantTx,
  shipmentId: Id<'shp'>,
  { actor, at }: { readonly actor: string; readonly at: Date },
): Promise<RecallResult> {
  const found = await findShipment(tx, shipmentId)
  const order = found && (await lockOrder(tx, found.orderId))
  // Read again behind the lock: a twin may have taken it back meanwhile.
  const shipment = found && (await findShipment(tx, shipmentId))
  if (!order || !shipment) return { recalled: false, reason: 'not_found' }
  if (shipment.isVoided) return { recalled: false, reason: 'already_undone' }
  const action: OrderAction = shipment.kind === 'parcel' ? 'void_parcel' : 'undo_hand_over'
  const isPartSent = isAnySent(await listLines(tx, order.id))
  const back = nextState({ ...order, isPartSent }, action)
  if (!back) return { recalled: false, reason: 'wrong_state' }
  if ((await isRefundedSince(tx, shipment)) || (await isExchangedSince(tx, shipment)))
    return { recalled: false, reason: 'refunded' }
  await voidShipment(tx, shipment, { actor, at })
  const note = `${shipment.carrier} ${shipment.trackingNumber}`.trim()
  const entry = { to: back, action, actor, at, note }
  if (order.state === 'paid') await addHistory(tx, order, entry)
  else await moveOrder(tx, order, entry)
  const { id: orderId, customerId } = order
  await emit(tx, 'order.recalled', { orderId, customerId, shipmentId }, at)
  return { recalled: true }
}
