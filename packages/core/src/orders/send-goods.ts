import type { TenantTx } from '@mamapu/db'
import { DAY, type Id, later, newId } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import {
  addHistory,
  findStoreTimes,
  listLines,
  moveOrder,
  type OrderRow,
  setCompleteAfter,
} from './order.queries.js'
import { nextState, type OrderAction } from './order-actions.rules.js'
import { type PackObstacle, packLines } from './send-goods.rules.js'
import { insertShipment, isAllReceived, type SentLines, type ShipmentKind } from './shipment.queries.js'

export interface Sending {
  readonly kind: ShipmentKind
  readonly carrier: string
  readonly trackingNumber: string
  readonly handOverKey: string | null
  /** Everything that is left of what may go that way when undefined. */
  readonly lines: SentLines | undefined
  readonly actor: string
  readonly at: Date
}

export type SendResult =
  | { readonly sent: true; readonly shipmentId: Id<'shp'>; readonly isComplete: boolean }
  | { readonly sent: false; readonly reason: 'wrong_state' | PackObstacle }

/**
 * Something of an order that is held leaves the shop. With the last of it the order counts as shipped, and as received when
 * all of it is in the shopper's hands already.
 */
export async function sendGoods(tx: TenantTx, order: OrderRow, sending: Sending): Promise<SendResult> {
  const action = ACTIONS[sending.kind]
  if (!nextState(order, action)) return { sent: false, reason: 'wrong_state' }
  const packed = packLines(await listLines(tx, order.id), { kind: sending.kind, asked: sending.lines })
  if (!packed.packed) return { sent: false, reason: packed.reason }
  const { lines, isComplete } = packed
  const { actor, at } = sending
  const shipmentId = newId('shp', at)
  await insertShipment(tx, { ...sending, id: shipmentId, orderId: order.id, lines })
  const { id: orderId, customerId } = order
  await emit(tx, 'order.shipped', { orderId, customerId, shipmentId, isComplete }, at)
  const entry = { action, actor, at, note: `${sending.carrier} ${sending.trackingNumber}`.trim() }
  if (isComplete) await allSent(tx, order, entry)
  else await addHistory(tx, order, { to: order.state, ...entry })
  return { sent: true, shipmentId, isComplete }
}

const ACTIONS = { parcel: 'ship', handed: 'hand_over', virtual: 'deliver' } as const

/**
 * Nothing of a held order is left to send: it completes by itself after the shop's days, and counts as received when nothing
 * is on its way.
 */
export async function allSent(
  tx: TenantTx,
  order: OrderRow,
  entry: { action: OrderAction; actor: string; at: Date; note: string },
): Promise<void> {
  const { at, actor } = entry
  await moveOrder(tx, order, { to: 'shipped', ...entry })
  const { completeDays } = await findStoreTimes(tx)
  await setCompleteAfter(tx, order.id, later(at, completeDays * DAY))
  if (!(await isAllReceived(tx, order.id))) return
  await moveOrder(tx, { ...order, state: 'shipped' }, { to: 'received', action: 'receive', actor, at })
  await emit(tx, 'order.received', { orderId: order.id, customerId: order.customerId }, at)
}
