import { call } from './client.js'
import { adminPath } from './store.js'
import type { Money } from './types.js'

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

/** How an order reads in the words of its way of delivery; null for a parcel. */
export interface Says {
  /** Null where every order reads alike: not paid yet, or over. */
  readonly stage: { readonly name: string; readonly text: string } | null
  readonly receiver: string
  readonly gone: string
  /** Null where nothing is sent by hand. */
  readonly send: string | null
}

export interface OrderCard {
  readonly id: string
  readonly number: string
  readonly state: OrderState
  readonly isPartShipped: boolean
  readonly unitsToShip: number
  readonly payable: Money
  readonly refunded: Money
  readonly contactMasked: string
  readonly placedAt: string
  readonly badges: readonly string[]
  readonly says: Says | null
  readonly lines: readonly {
    readonly title: string
    readonly options: string
    readonly quantity: number
    readonly mediaHash: string | null
  }[]
}

export interface OrderLine {
  readonly id: string
  readonly productId: string
  readonly title: string
  readonly options: string
  readonly code: string
  readonly mediaHash: string | null
  readonly quantity: number
  readonly everydayUnit: Money
  readonly unit: Money
  readonly discount: Money
  readonly paid: Money
  readonly shippedUnits: number
  readonly refundedUnits: number
  readonly returnedUnits: number
  readonly heldUnits: number
  readonly refunded: Money
  readonly deliveryKind: 'physical' | 'virtual'
  readonly gift: { readonly onRefund: string; readonly text: string | null } | null
}

export interface Parcel {
  readonly id: string
  readonly kind: 'parcel' | 'handed' | 'virtual'
  readonly carrier: string
  readonly trackingNumber: string
  readonly shippedAt: string
  readonly lines: readonly { lineId: string; units: number }[]
}

export interface Refund {
  readonly id: string
  readonly kind: string
  readonly amount: Money
  readonly shipping: Money
  readonly state: 'waiting' | 'sent' | 'done' | 'failed'
  readonly reason: string
  /** Why the provider has not paid it: what it is, and the provider's own words. */
  readonly fault: {
    readonly kind: 'refused' | 'came_back' | 'too_long' | 'unreachable'
    readonly text: string
  } | null
  /** How staff paid it without the provider; empty when they did not. */
  readonly byHand: string
  /** When the provider paid it as well. */
  readonly alsoPaidAt: string | null
  readonly createdAt: string
  readonly doneAt: string | null
}

export interface Order {
  readonly id: string
  readonly number: string
  readonly state: OrderState
  readonly isPartShipped: boolean
  readonly goods: Money
  readonly discount: Money
  readonly shipping: Money
  /** How it reaches the shopper. */
  readonly delivery: { readonly method: string; readonly text: string }
  /** Before what `discounts` takes off it. */
  readonly shippingFull: Money
  readonly payable: Money
  readonly paid: Money
  readonly refunded: Money
  readonly saved: Money
  readonly discounts: readonly { label: string; amount: Money }[]
  /** Null for those who may not see it. */
  readonly address: {
    readonly name: string
    readonly phone: string
    /** Empty where it goes to no address. */
    readonly regionCode: string
    readonly region: string
    readonly street: string
  } | null
  readonly contactMasked: string
  readonly customerId: string | null
  readonly says: Says | null
  readonly remark: string
  readonly badges: readonly string[]
  readonly lines: readonly OrderLine[]
  readonly parcels: readonly Parcel[]
  readonly refunds: readonly Refund[]
  readonly payment: { state: string; provider: string | null; paidAt: string | null }
  readonly transactionId: string | null
  readonly notes: readonly { action: string; actor: string; note: string; at: string }[]
  readonly cancelReason: string | null
  readonly placedAt: string
  readonly payBefore: string
  readonly completeAfter: string | null
}

export function getOrder(storeId: string, orderId: string): Promise<Order> {
  return call('GET', adminPath(storeId, `/orders/${orderId}`))
}

/** Why an order cost what it cost, by its own record; `isSame` when pricing the record again gives the same, null when that cannot be tried. */
export interface PriceRecord {
  readonly isSame: boolean | null
  readonly reasons: readonly { readonly outcome: 'won' | 'lost' | 'refused'; readonly text: string }[]
}

export function explainPrice(storeId: string, orderId: string): Promise<PriceRecord> {
  return call('GET', adminPath(storeId, `/orders/${orderId}/replay`))
}

export interface Shipping {
  readonly carrier: string
  readonly trackingNumber: string
  readonly lines: readonly { lineId: string; units: number }[]
}

export function shipOrder(
  storeId: string,
  orderId: string,
  body: Shipping,
): Promise<{ isComplete: boolean }> {
  return call('POST', adminPath(storeId, `/orders/${orderId}/ship`), { body })
}

export interface RefundAsk {
  readonly lines: readonly { lineId: string; units: number; restock: boolean }[]
  readonly shipping: Money
  readonly reason: string
}

interface Deciding {
  readonly orderId: string
  readonly ask: RefundAsk
  readonly key: string
}

export function refundOrder(storeId: string, { orderId, ask, key }: Deciding): Promise<{ amount: Money }> {
  return call('POST', adminPath(storeId, `/orders/${orderId}/refund`), { body: ask, key })
}

export async function retryRefund(storeId: string, orderId: string, refundId: string): Promise<void> {
  await call('POST', adminPath(storeId, `/orders/${orderId}/refunds/${refundId}/retry`), { body: {} })
}

/** It was paid to the shopper another way. */
export async function payRefundByHand(
  storeId: string,
  { orderId, refundId, note }: { orderId: string; refundId: string; note: string },
): Promise<void> {
  await call('POST', adminPath(storeId, `/orders/${orderId}/refunds/${refundId}/by-hand`), { body: { note } })
}

export async function cancelOrder(storeId: string, orderId: string, reason: string): Promise<void> {
  await call('POST', adminPath(storeId, `/orders/${orderId}/cancel`), { body: { reason } })
}

/** Calls off a paid order of which nothing was sent; all of it is refunded. */
export const cancelPaidOrder = (
  storeId: string,
  orderId: string,
  { reason, key }: { readonly reason: string; readonly key: string },
): Promise<{ refundId: string }> =>
  call('POST', adminPath(storeId, `/orders/${orderId}/cancel-paid`), { body: { reason }, key })
