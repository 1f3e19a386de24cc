import type { CustomerId, OrderId } from '@mamapu/kernel'

export const QUOTA = { spend: 'points.spend' } as const

export type EntryKind = 'earn' | 'check-in' | 'adjust' | 'spend' | 'return' | 'take-back' | 'expire'

export interface Entry {
  readonly customerId: CustomerId
  readonly kind: EntryKind
  /** Above zero what came, below what went. */
  readonly points: number
  readonly orderId?: OrderId
  readonly note?: string
}

/** A customer's account as it stands, held by this transaction. */
export interface Account {
  readonly customerId: CustomerId
  readonly credited: number
  readonly expired: number
  readonly debt: number
}

export interface Grant {
  readonly id: string
  readonly cause: string
  readonly points: number
  readonly gone: number
  readonly expiresAt: Date | null
}

export interface Spend {
  readonly customerId: CustomerId
  readonly points: number
  readonly returned: number
}
