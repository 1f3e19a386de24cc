import type { TenantTx } from '@mamapu/db'
import type { OrderId } from '@mamapu/kernel'
import {
  decideAction,
  listLines,
  lockOrder,
  type OrderLine,
  unitsToPack,
  unitsToShip,
} from '../../orders/index.js'
import { listPacks, markPacksVoid, receiverOf } from './pack.queries.js'
import { isOneReceiver, type PackLine, type PackOrder, plansOver } from './pack.rules.js'

/** The orders of some lines, their rows held in the order of their ids; null when one is not there. */
export async function lockOrders(
  tx: TenantTx,
  lines: readonly Pick<PackLine, 'orderId'>[],
): Promise<PackOrder[] | null> {
  const ids = [...new Set(lines.map(({ orderId }) => orderId))].sort()
  const orders: PackOrder[] = []
  for (const id of ids) {
    const order = await lockOrder(tx, id)
    if (!order) return null
    const decision = decideAction(order, 'ship')
    const packed = (await listLines(tx, id)).filter(isPacked)
    orders.push({
      order,
      receiver: await receiverOf(tx, id),
      obstacle: decision.allowed ? null : decision.code,
      left: new Map(packed.map((line) => [line.id, unitsToPack(line)])),
      unsent: new Map(packed.map((line) => [line.id, unitsToShip(line)])),
    })
  }
  return orders
}

export const isPacked = ({ deliveryKind }: OrderLine): boolean => deliveryKind !== 'virtual'

/**
 * Ends the plans of an order that can leave no more: what is in them was refunded or sent otherwise, or an order of them goes
 * to another door now. Their other units may be planned anew. Safe to run again; hold nothing before.
 */
export async function endOverPlans(tx: TenantTx, orderId: OrderId): Promise<void> {
  const known = await plannedOf(tx, orderId)
  const lines = known.flatMap((pack) => pack.lines)
  const orders = await lockOrders(tx, lines)
  if (!orders || orders.length === 0) return
  // Read again now that the orders are held; what was planned meanwhile was planned over what is left now.
  const ids = new Set(known.map(({ id }) => id))
  const plans = (await plannedOf(tx, orderId)).filter(({ id }) => ids.has(id))
  const parted = plans.filter((plan) => !isOneReceiver(ordersOf(plan.lines, orders)))
  const whole = plans.filter((plan) => !parted.includes(plan))
  const unsent = new Map(orders.flatMap((one) => [...one.unsent]))
  await markPacksVoid(tx, [...parted.map(({ id }) => id), ...plansOver(whole, unsent)])
}

const plannedOf = async (tx: TenantTx, orderId: OrderId) =>
  (await listPacks(tx, orderId)).filter(({ state }) => state === 'planned')

const ordersOf = (lines: readonly PackLine[], orders: readonly PackOrder[]) =>
  orders.filter(({ order }) => lines.some(({ orderId }) => orderId === order.id))
