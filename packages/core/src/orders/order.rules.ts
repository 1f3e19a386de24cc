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

/** Where the units of a line are, as far as sending them asks. */
export interface LineUnits {
  readonly quantity: number
  readonly shippedUnits: number
  readonly refundedUnits: number
  /** Of the refunded ones those that had been sent. */
  readonly returnedUnits: number
}

/** Units of a line that still wait to be sent. */
export function unitsToShip(line: LineUnits): number {
  return Math.max(0, line.quantity - (line.refundedUnits - line.returnedUnits) - line.shippedUnits)
}

/** Those of them that may be packed now: what an open after-sale asks back waits for its answer. */
export function unitsToPack(line: LineUnits & { readonly heldUnits: number }): number {
  return Math.max(0, unitsToShip(line) - line.heldUnits)
}

/** 14 digits: the day in the store's zone and eight random ones, so that numbers tell nobody how much a shop sells. */
export function orderNumber(localDate: string, random: number): string {
  return `${localDate.replaceAll('-', '').slice(2)}${String(random).padStart(8, '0')}`
}
