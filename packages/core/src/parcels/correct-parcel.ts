import type { TenantTx } from '@mamapu/db'
import type { Id, OrderId } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { emit } from '../events/index.js'
import { lockShipment, type RecallObstacle, recallShipment, renumberShipment } from '../orders/index.js'
import { findTrack, renumberTrack } from './track.queries.js'

export interface ParcelEdit {
  readonly orderId: OrderId
  readonly shipmentId: Id<'shp'>
  readonly actor: string
  readonly at: Date
}

export type ParcelObstacle =
  | Exclude<RecallObstacle, 'not_found'>
  | 'not_found'
  /** Its carrier says that it was delivered. */
  | 'arrived'
  | 'same_number'

export type ParcelResult = { readonly done: true } | { readonly done: false; readonly reason: ParcelObstacle }

/**
 * Gives a parcel the carrier and number it should have had; what was heard of the wrong ones counts no more, and the shopper is
 * told the right ones as of a new parcel. Refused once it was delivered, voided, or the order is completed.
 */
export async function correctParcel(
  tx: TenantTx,
  edit: ParcelEdit & { readonly carrier: string; readonly trackingNumber: string },
): Promise<ParcelResult> {
  const { orderId, shipmentId, carrier, trackingNumber, actor, at } = edit
  const why = await whyNotEdit(tx, edit)
  if (why) return { done: false, reason: why }
  const changed = await renumberShipment(tx, { shipmentId, carrier, trackingNumber, actor, at })
  if (changed !== 'changed') return { done: false, reason: changed }
  await renumberTrack(tx, { shipmentId, carrier, number: trackingNumber, at })
  await audit(tx, {
    actor,
    action: 'parcel.corrected',
    subject: orderId,
    data: { shipmentId, carrier, trackingNumber },
    at,
  })
  await emit(tx, 'parcel.corrected', { orderId, shipmentId }, at)
  return { done: true }
}

/** Takes a parcel back that was never sent: its units wait again. Refused as a correction is, and when something of it was refunded. */
export async function voidParcel(tx: TenantTx, edit: ParcelEdit): Promise<ParcelResult> {
  const why = await whyNotEdit(tx, edit)
  if (why) return { done: false, reason: why }
  const { orderId, shipmentId, actor, at } = edit
  const result = await recallShipment(tx, shipmentId, { actor, at })
  if (!result.recalled) return { done: false, reason: result.reason }
  await audit(tx, { actor, action: 'parcel.voided', subject: orderId, data: { shipmentId }, at })
  return { done: true }
}

async function whyNotEdit(tx: TenantTx, edit: ParcelEdit): Promise<ParcelObstacle | null> {
  const held = await lockShipment(tx, edit.shipmentId)
  if (held?.shipment.orderId !== edit.orderId || held.shipment.kind !== 'parcel') return 'not_found'
  if (held.shipment.isVoided) return 'already_undone'
  const track = await findTrack(tx, edit.shipmentId)
  return track?.state === 'delivered' ? 'arrived' : null
}
