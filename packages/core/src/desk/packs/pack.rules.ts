import type { Id, OrderId } from '@mamapu/kernel'
import type { OrderErrorCode, OrderRow } from '../../orders/index.js'

/** Units of a line of an order. */
export interface PackLine {
  readonly orderId: OrderId
  readonly lineId: Id<'lin'>
  readonly units: number
}

/** An order as packing looks at it. */
export interface PackOrder {
  readonly order: OrderRow
  /** The same for orders of one phone to one door by one method; null when nobody may be put together with it. */
  readonly receiver: string | null
  /** Why nothing of it may be sent; null when something may. */
  readonly obstacle: OrderErrorCode | null
  /** Units of each line that may be packed now; what goes in no parcel is not among them. */
  readonly left: ReadonlyMap<Id<'lin'>, number>
  /** The same with what an open after-sale asks back. */
  readonly unsent: ReadonlyMap<Id<'lin'>, number>
}

export const PACK_ORDERS_MAX = 10
export const PACK_LINES_MAX = 50

export type PackObstacle = OrderErrorCode | 'PACK_CHANGED' | 'PACK_RECEIVERS' | 'PACK_TOO_MUCH'

/**
 * Why these units cannot be planned to go together; null when they can. `planned` are the units of each line that other packs
 * stand for already.
 */
export function whyNotPlan(
  orders: readonly PackOrder[],
  asked: readonly PackLine[],
  planned: ReadonlyMap<Id<'lin'>, number>,
): PackObstacle | null {
  if (!isOneReceiver(orders)) return 'PACK_RECEIVERS'
  return whyNotSend(orders, asked, planned)
}

/** Why these units cannot leave now; null when they can. */
export function whyNotSend(
  orders: readonly PackOrder[],
  asked: readonly PackLine[],
  planned: ReadonlyMap<Id<'lin'>, number> = new Map(),
): PackObstacle | null {
  for (const { obstacle } of orders) if (obstacle) return obstacle
  if (new Set(asked.map(({ lineId }) => lineId)).size < asked.length) return 'PACK_TOO_MUCH'
  for (const { orderId, lineId, units } of asked) {
    const left = orders.find(({ order }) => order.id === orderId)?.left.get(lineId) ?? 0
    if (units > left - (planned.get(lineId) ?? 0)) return 'PACK_TOO_MUCH'
  }
  return null
}

/**
 * Which of these plans can leave no more: together they stand for more than is left, so the largest keep what they hold. What
 * an open after-sale asks back counts as left, as it may be answered either way.
 */
export function plansOver<Id extends string>(
  plans: readonly { readonly id: Id; readonly lines: readonly PackLine[] }[],
  left: ReadonlyMap<string, number>,
): Id[] {
  const rest = new Map(left)
  const unitsOf = ({ lines }: (typeof plans)[number]) => lines.reduce((sum, { units }) => sum + units, 0)
  return [...plans]
    .sort((a, b) => unitsOf(b) - unitsOf(a) || (a.id < b.id ? -1 : 1))
    .filter(({ lines }) => {
      if (lines.some(({ lineId, units }) => units > (rest.get(lineId) ?? 0))) return true
      for (const { lineId, units } of lines) rest.set(lineId, (rest.get(lineId) ?? 0) - units)
      return false
    })
    .map(({ id }) => id)
}

/** Orders that may lie in one parcel: all of one receiver. */
export function isOneReceiver(orders: readonly Pick<PackOrder, 'receiver'>[]): boolean {
  const [first] = orders
  return (
    orders.length < 2 || orders.every(({ receiver }) => receiver !== null && receiver === first?.receiver)
  )
}
