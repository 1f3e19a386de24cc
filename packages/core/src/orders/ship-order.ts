import { type TenantTx, withTenant } from '@mamapu/db'
import { DAY, type Id, later, newId, type OrderId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import {
  addHistory,
  findStoreTimes,
  insertShipment,
  listLines,
  lockOrder,
  moveOrder,
  setCompleteAfter,
} from './order.queries.js'
import { nextState, unitsToShip } from './order.rules.js'
import type { OrderLine } from './order.types.js'

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
      readonly reason: 'order_not_found' | 'wrong_state' | 'nothing_to_ship' | 'too_many'
    }

/** Sends a parcel. The order counts as shipped once nothing of it is left to send. */
export async function shipOrder(app: App, storeId: StoreId, ask: ShipAsk): Promise<ShipResult> {
  const result = await withTenant(app.db, storeId, async (tx): Promise<ShipResult> => {
    const order = await lockOrder(tx, ask.orderId)
    if (!order) return { shipped: false, reason: 'order_not_found' }
    const to = nextState(order.state, 'ship')
    if (!to) return { shipped: false, reason: 'wrong_state' }
    const lines = await listLines(tx, ask.orderId)
    const packed = pack(lines, ask.lines)
    if ('reason' in packed) return { shipped: false, reason: packed.reason }
    const { parcel, isComplete } = packed
    const shipmentId = newId('shp', ask.at)
    await insertShipment(tx, { id: shipmentId, ...ask, lines: parcel })
    const entry = {
      action: 'ship' as const,
      actor: ask.actor,
      at: ask.at,
      note: `${ask.carrier} ${ask.trackingNumber}`,
    }
    if (isComplete) {
      await moveOrder(tx, order, { to, ...entry })
      await startCompletion(tx, order.id, ask.at)
    } else await addHistory(tx, order, { to: order.state, ...entry })
    await emit(
      tx,
      'order.shipped',
      { orderId: order.id, customerId: order.customerId, shipmentId, isComplete },
      ask.at,
    )
    return { shipped: true, shipmentId, isComplete }
  })
  if (result.shipped) app.nudge(storeId)
  return result
}

type Parcel = readonly { readonly lineId: Id<'lin'>; readonly units: number }[]

/** What goes into the parcel, and whether anything is left to send after it. */
function pack(
  lines: readonly OrderLine[],
  asked: Parcel | undefined,
): { parcel: Parcel; isComplete: boolean } | { reason: 'nothing_to_ship' | 'too_many' } {
  const left = new Map(lines.map((line) => [line.id, unitsToShip(line)]))
  const parcel = new Map<Id<'lin'>, number>()
  for (const { lineId, units } of asked ??
    lines.map(({ id }) => ({ lineId: id, units: left.get(id) ?? 0 }))) {
    const rest = (left.get(lineId) ?? -1) - units
    if (!Number.isSafeInteger(units) || units < 0 || rest < 0) return { reason: 'too_many' }
    left.set(lineId, rest)
    if (units > 0) parcel.set(lineId, (parcel.get(lineId) ?? 0) + units)
  }
  if (parcel.size === 0) return { reason: 'nothing_to_ship' }
  return {
    parcel: [...parcel].map(([lineId, units]) => ({ lineId, units })),
    isComplete: [...left.values()].every((rest) => rest === 0),
  }
}

/** All that will be sent is on its way: the order completes by itself after the shop's days. */
export async function startCompletion(tx: TenantTx, orderId: OrderId, at: Date): Promise<void> {
  const { completeDays } = await findStoreTimes(tx)
  await setCompleteAfter(tx, orderId, later(at, completeDays * DAY))
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
    const to = nextState(order.state, ask.action)
    if (!to) return { moved: false, reason: 'wrong_state' }
    if (ask.action === 'complete' && (order.completeAfter === null || order.completeAfter > ask.at))
      return { moved: false, reason: 'not_due' }
    await moveOrder(tx, order, { to, action: ask.action, actor: ask.actor, at: ask.at })
    const name = ask.action === 'receive' ? 'order.received' : 'order.completed'
    await emit(tx, name, { orderId: order.id, customerId: order.customerId }, ask.at)
    return { moved: true }
  })
  if (result.moved) app.nudge(storeId)
  return result
}
