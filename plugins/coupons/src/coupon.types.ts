import type { Bps, Fen, Id, Words } from '@mamapu/kernel'

export type CouponId = Id<'plg'>
export type HeldId = Id<'plg'>

/** What a coupon is worth and where. A held coupon keeps the terms of the moment it was claimed. */
export interface CouponTerms {
  readonly title: Words
  readonly kind: 'amount' | 'rate'
  readonly amountFen: Fen | null
  /** Taken off, in basis points. */
  readonly offBps: Bps | null
  readonly capFen: Fen | null
  readonly thresholdFen: Fen
  readonly scope: 'all' | 'products' | 'categories'
  readonly scopeIds: readonly string[]
}

/** When coupons may be claimed, [from, until), and how long a claimed one may be used. */
export interface CouponWindow {
  readonly claimFrom: Date
  readonly claimUntil: Date
  readonly validity: 'fixed' | 'relative'
  readonly validFrom: Date | null
  readonly validUntil: Date | null
  readonly validDays: number | null
}

export interface Coupon extends CouponWindow {
  readonly id: CouponId
  readonly terms: CouponTerms
  readonly total: number
  readonly perPerson: number
  readonly claim: 'shop' | 'code'
  readonly code: string | null
  readonly state: 'open' | 'stopped'
  readonly version: number
}

/** What has become of a held coupon: free, frozen by an unpaid order, or used. */
export type TakeState = 'free' | 'held' | 'claimed'

export interface HeldCoupon {
  readonly id: HeldId
  readonly couponId: CouponId
  readonly terms: CouponTerms
  readonly validFrom: Date
  readonly validUntil: Date
  readonly takeState: TakeState
}

/** As the shopper sees it. */
export type HeldState = 'usable' | 'not_started' | 'frozen' | 'used' | 'expired'

export const QUOTA = {
  /** One row per coupon: how many were claimed of the total. */
  issue: 'coupons.issue',
  /** One row per coupon and person. */
  person: 'coupons.person',
  /** One row per held coupon: used once. */
  use: 'coupons.use',
} as const
