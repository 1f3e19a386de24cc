import type { GiftObstacle } from '@mamapu/plugin-sdk'
import type { OrderState } from './order.rules.js'
import type { OrderLine } from './order.types.js'
import { decideAction } from './order-actions.rules.js'

/** Gifts that plugins add to one order at most. */
export const ADDED_GIFTS_MAX = 20

const WHY: Readonly<Partial<Record<OrderState, GiftObstacle>>> = {
  cancelled: 'order_ended',
  refunded: 'order_ended',
  shipped: 'already_shipped',
  received: 'already_shipped',
  completed: 'already_shipped',
}

/** Why this order is not given one more thing of that name; null when it may be. */
export function whyNoGift(
  { state, paidAt }: { readonly state: OrderState; readonly paidAt: Date | null },
  lines: readonly OrderLine[],
  {
    added: { plugin, key },
    offSince,
  }: { readonly added: { readonly plugin: string; readonly key: string }; readonly offSince: Date | null },
): GiftObstacle | null {
  const added = lines.flatMap(({ gift }) => gift?.added ?? [])
  if (added.some((one) => one.plugin === plugin && one.key === key)) return 'already_there'
  if (!decideAction({ state }, 'gift').allowed) return WHY[state] ?? 'order_not_paid'
  if (offSince && (paidAt === null || paidAt > offSince)) return 'switched_off'
  const bought = lines.filter(({ gift }) => gift === null)
  if (bought.every(({ quantity, refundedUnits }) => quantity === refundedUnits)) return 'order_ended'
  return added.length < ADDED_GIFTS_MAX ? null : 'too_many'
}
