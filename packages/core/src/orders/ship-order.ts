import { type TenantTx, withTenant } from '@mamapu/db'
import type { Id, OrderId, StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import { lockOrder, moveOrder } from './order.queries.js'
import { nextState } from './order-actions.rules.js'
import { sendGoods } from './send-goods.js'
import type { PackObstacle } from './send-goods.rules.js'
import { markReceived } from './shipment.queries.js'

export interface ShipAsk {
  readonly orderId: OrderId
  readonly carrier: string
  readonly trackingNumber: string
  /** What goes into this parcel; everything that is still to be sent when left out. */
  readonly lines?: readonly { readonly lineId: Id<'lin'>; readonly units: number }[]
  readonly actor: string
  readonly at: Date
}

export type ShipResult =
  | { readonly shipped: true; readonly shipmentId: Id<'shp'>; readonly isComplete: boolean }
  | {
      readonly shipped: false
      readonly reason: 'order_not_found' | 'wrong_state' | PackObstacle
    }

/** Sends a parcel. The order counts as shipped once nothing of it is left to send. */
export async function shipOrder(app: App, storeId: StoreId, ask: ShipAsk): Promise<ShipResult> {
  const result = await withTenant(app.db, storeId, (tx) => shipParcel(tx, ask))
  if (result.shipped) app.nudge(storeId)
  return result
}

/** The same for callers that already hold a transaction. */
export async function shipParcel(tx: TenantTx, ask: ShipAsk): Promise<ShipResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { shipped: false, reason: 'order_not_found' }
  const { carrier, trackingNumber, lines, actor, at } = ask
  const parcel = { kind: 'parcel', carrier, trackingNumber, handOverKey: null, lines, actor, at } as const
  const { sent, ...result } = await sendGoods(tx, order, parcel)
  return { shipped: sent, ...result } as ShipResult
}

export type ArriveResult =
  | { readonly moved: true }
  | { readonly moved: false; readonly reason: 'order_not_found' | 'wrong_state' | 'not_due' }

/** The shopper says the goods are here. */
export async function receiveOrder(
  app: App,
  storeId: StoreId,
  ask: { orderId: OrderId; actor: string; at: Date },
): Promise<ArriveResult> {
  return arrive(app, storeId, { ...ask, action: 'receive' })
}

/** Completes an order whose time has come; early or repeated calls do nothing. */
export async function completeOrder(app: App, storeId: StoreId, orderId: OrderId): Promise<ArriveResult> {
  return arrive(app, storeId, { orderId, actor: 'system', at: app.clock.now(), action: 'complete' })
}

async function arrive(
  app: App,
  storeId: StoreId,
  ask: { orderId: OrderId; actor: string; at: Date; action: 'receive' | 'complete' },
): Promise<ArriveResult> {
  const result = await withTenant(app.db, storeId, async (tx): Promise<ArriveResult> => {
    const order = await lockOrder(tx, ask.orderId)
    if (!order) return { moved: false, reason: 'order_not_found' }
    const to = nextState(order, ask.action)
    if (!to) return { moved: false, reason: 'wrong_state' }
    if (ask.action === 'complete' && (order.completeAfter === null || order.completeAfter > ask.at))
      return { moved: false, reason: 'not_due' }
    await moveOrder(tx, order, { to, action: ask.action, actor: ask.actor, at: ask.at })
    await markReceived(tx, order.id, ask.at)
    const name = ask.action === 'receive' ? 'order.received' : 'order.completed'
    await emit(tx, name, { orderId: order.id, customerId: order.customerId }, ask.at)
    return { moved: true }
  })
  if (result.moved) app.nudge(storeId)
  return result
}
