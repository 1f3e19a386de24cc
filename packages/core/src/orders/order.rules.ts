import { assert, type Fen, subFen, toFen } from '@mamapu/kernel'

export const ORDER_STATES = [
  'unpaid',
  'paid',
  'shipped',
  'received',
  'completed',
  'cancelled',
  'refunded',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

export const ORDER_ACTIONS = [
  'place',
  'pay',
  'expire',
  'cancel',
  'revive',
  'ship',
  'receive',
  'complete',
  'refund',
  'gift',
] as const
export type OrderAction = (typeof ORDER_ACTIONS)[number]

/** What may follow what. `refund` is the refund that leaves no goods; a partial one changes no state. */
const NEXT: Readonly<Record<OrderState, Partial<Record<OrderAction, OrderState>>>> = {
  unpaid: { pay: 'paid', expire: 'cancelled', cancel: 'cancelled' },
  paid: { ship: 'shipped', refund: 'refunded' },
  shipped: { receive: 'received', complete: 'completed', refund: 'refunded' },
  received: { complete: 'completed', refund: 'refunded' },
  completed: { refund: 'refunded' },
  // Late money takes the same quotas again and the order goes on.
  cancelled: { revive: 'paid' },
  // All goods are back; postage that was kept may still follow.
  refunded: { refund: 'refunded' },
}

/** The state an action leads to, or null when it is not allowed in this state. */
export function nextState(state: OrderState, action: OrderAction): OrderState | null {
  return NEXT[state][action] ?? null
}

/** States in which money has been kept and may go back. */
export function isRefundable(state: OrderState): boolean {
  return nextState(state, 'refund') !== null
}

/**
 * What refunding `units` more of a line gives back, after `unitsBefore` of it were refunded. Cumulative floors of
 * paid × n / quantity: every sequence of partial refunds of a line adds up to exactly what was paid for it.
 */
export function refundOfUnits(
  line: { paidFen: Fen; quantity: number; refundedUnits: number },
  units: number,
): Fen {
  assert(units >= 0 && line.refundedUnits + units <= line.quantity, 'more units than are left')
  return subFen(upTo(line, line.refundedUnits + units), upTo(line, line.refundedUnits))
}

function upTo(line: { paidFen: Fen; quantity: number }, units: number): Fen {
  return toFen(Number((BigInt(line.paidFen) * BigInt(units)) / BigInt(line.quantity)))
}

/** A whole number of units or fen, nothing included. */
export const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0

/** Units of a line that still wait to be sent. Refunds take the unsent ones first. */
export function unitsToShip(line: { quantity: number; refundedUnits: number; shippedUnits: number }): number {
  return Math.max(0, line.quantity - line.refundedUnits - line.shippedUnits)
}

/** 14 digits: the day in the store's zone and eight random ones, so that numbers tell nobody how much a shop sells. */
export function orderNumber(localDate: string, random: number): string {
  return `${localDate.replaceAll('-', '').slice(2)}${String(random).padStart(8, '0')}`
}
