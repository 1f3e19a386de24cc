import type { TenantTx } from '@mamapu/db'
import { DAY, type Id, later, type OrderId } from '@mamapu/kernel'
import {
  addHistory,
  findStoreTimes,
  listLines,
  lockOrder,
  type OrderRow,
  setCompleteAfter,
} from './order.queries.js'
import { isAnySent, nextState } from './order-actions.rules.js'
import { findShipment, type ShipmentRow, updateNumber } from './shipment.queries.js'

/** A shipment with its order, held until the transaction ends; null when the shop has no such shipment. */
export async function lockShipment(
  tx: TenantTx,
  shipmentId: Id<'shp'>,
): Promise<{ readonly shipment: ShipmentRow; readonly order: OrderRow } | null> {
  const found = await findShipment(tx, shipmentId)
  const order = found && (await lockOrder(tx, found.orderId))
  // Read again behind the lock: it may have been taken back meanwhile.
  const shipment = found && (await findShipment(tx, shipmentId))
  return order && shipment ? { order, shipment } : null
}

/** The shop's days until an order completes by itself begin again now; nothing for one that is not on its way. */
export async function restartCompletion(tx: TenantTx, orderId: OrderId, at: Date): Promise<void> {
  const order = await lockOrder(tx, orderId)
  if (order?.state !== 'shipped') return
  const { completeDays } = await findStoreTimes(tx)
  await setCompleteAfter(tx, orderId, later(at, completeDays * DAY))
}

/** Gives a parcel the carrier and number it should have had, with a note in the order's history. */
export async function renumberShipment(
  tx: TenantTx,
  edit: {
    readonly shipmentId: Id<'shp'>
    readonly carrier: string
    readonly trackingNumber: string
    readonly actor: string
    readonly at: Date
  },
): Promise<'changed' | 'not_found' | 'wrong_state' | 'same_number'> {
  const held = await lockShipment(tx, edit.shipmentId)
  if (!held) return 'not_found'
  const { order, shipment } = held
  const isPartSent = isAnySent(await listLines(tx, order.id))
  if (!nextState({ ...order, isPartSent }, 'edit_parcel')) return 'wrong_state'
  if (!(await updateNumber(tx, shipment, edit))) return 'same_number'
  const note = `${shipment.carrier} ${shipment.trackingNumber} → ${edit.carrier} ${edit.trackingNumber}`
  await addHistory(tx, order, {
    to: order.state,
    action: 'edit_parcel',
    actor: edit.actor,
    note,
    at: edit.at,
  })
  return 'changed'
}
