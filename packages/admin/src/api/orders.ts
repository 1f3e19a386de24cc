import { call } from './client.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

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
  readonly lines: readonly {
    readonly title: string
    readonly options: string
    readonly quantity: number
    readonly mediaHash: string | null
  }[]
}

export interface OrderPage extends Paged<OrderCard> {
  readonly counts: Readonly<Record<string, number>>
}

export interface OrderQuery {
  readonly state: string
  readonly search: string
}

export function listOrders(storeId: string, query: OrderQuery, cursor: string | null): Promise<OrderPage> {
  return call('GET', adminPath(storeId, '/orders'), { query: { ...query, cursor, limit: 20 } })
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
  readonly refunded: Money
  readonly gift: { readonly onRefund: string; readonly text: string | null } | null
}

export interface Parcel {
  readonly id: string
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
    readonly region: string
    readonly street: string
  } | null
  readonly contactMasked: string
  readonly customerId: string | null
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

export async function cancelOrder(storeId: string, orderId: string, reason: string): Promise<void> {
  await call('POST', adminPath(storeId, `/orders/${orderId}/cancel`), { body: { reason } })
}
