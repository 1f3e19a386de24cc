import type { Fen, Id, LocalDate, OrderId } from '@mamapu/kernel'

export const DIFFERENCE_KINDS = [
  'unknown_here',
  'unpaid_here',
  'refund_open_here',
  'amount_differs',
  'number_differs',
  'twice_there',
  'missing_there',
  'refunded_twice',
] as const
/**
 * `unknown_here`: on the bill, no row of ours. `unpaid_here`: paid there, not booked here. `refund_open_here`: given back there, not done here.
 * `twice_there`: the same number of ours a second time. `missing_there`: ours, on no bill. `refunded_twice`: given
 * back there, though the merchant had paid it by hand.
 */
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

export type Subject = 'payment' | 'refund'

/** What our books hold of a payment or a refund. */
export interface Ours {
  readonly subject: Subject
  readonly id: Id<'pay'> | Id<'ref'>
  readonly orderId: OrderId
  readonly amountFen: Fen
  readonly state: string
  /** True when the money has moved, as far as we know. */
  readonly isMoved: boolean
  /** A refund the merchant paid without its provider. */
  readonly isByHand?: boolean
  /** The provider's own number, as we know it. */
  readonly providerRef: string | null
}

/** A difference as it is found. */
export interface Found {
  readonly kind: DifferenceKind
  readonly subject: Subject
  readonly name: string
  readonly ours: Ours | null
  readonly thereFen: Fen | null
}

export type DifferenceState = 'open' | 'solved' | 'looked_at'

/** A difference as it is kept. */
export interface Difference {
  readonly id: Id<'dif'>
  readonly provider: string
  readonly day: LocalDate
  readonly kind: DifferenceKind
  readonly subject: Subject
  readonly name: string
  readonly ours: Id<'pay'> | Id<'ref'> | null
  readonly orderId: OrderId | null
  readonly orderNumber: string | null
  readonly thereFen: Fen | null
  readonly hereFen: Fen | null
  readonly hereState: string
  readonly state: DifferenceState
  readonly note: string
  readonly actor: string
  readonly foundAt: Date
  readonly decidedAt: Date | null
}
