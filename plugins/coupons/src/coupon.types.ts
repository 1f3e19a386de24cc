import type { Bps, Fen, Id, Words } from '@mamapu/kernel'

export type CouponId = Id<'plg'>
export type HeldId = Id<'plg'>
export type GiftId = Id<'plg'>
export type BatchId = Id<'plg'>
export type GivingId = Id<'plg'>

/** A held coupon is never `random`: its amount was drawn. */
type CouponKind = 'amount' | 'rate' | 'random' | 'voucher'

/** What a coupon is worth and where. A held coupon keeps the terms of the moment it was claimed. */
export interface CouponTerms {
  readonly title: Words
  readonly kind: CouponKind
  /** Taken off; of a random one the least it may be. */
  readonly amountFen: Fen | null
  /** The most a random one may be. */
  readonly amountMaxFen: Fen | null
  /** Taken off, in basis points. */
  readonly offBps: Bps | null
  readonly capFen: Fen | null
  /** What an exchange voucher counts for in the budget. */
  readonly worthFen: Fen | null
  readonly thresholdFen: Fen
  readonly scope: 'all' | 'products' | 'categories'
  readonly scopeIds: readonly string[]
  /** Products and categories it is not for. */
  readonly exceptIds: readonly string[]
  /** Only for goods at their everyday price. */
  readonly undiscountedOnly: boolean
  /** Classes it may stand beside; its own class: several on one order. */
  readonly combinesWith: readonly string[]
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

/** How a coupon is come by: in the shop, by one code for all, by codes that work once, by an occasion, only given. */
type ClaimWay = 'shop' | 'code' | 'codes' | 'auto' | 'give'

/** What the shop gives a coupon for by itself. */
export type Occasion = 'registered' | 'birthday' | 'first-order' | 'paid' | 'level' | 'member-day'

export interface Coupon extends CouponWindow {
  readonly id: CouponId
  readonly terms: CouponTerms
  readonly total: number
  readonly perPerson: number
  readonly claim: ClaimWay
  readonly code: string | null
  readonly budgetFen: Fen | null
  readonly auto: Occasion | null
  readonly autoFromFen: Fen | null
  /** The rank of the level whose reaching it is for; null: every rise. */
  readonly autoLevel: number | null
  /** How many one shopper may put into gift links. */
  readonly giftMax: number
  readonly state: 'open' | 'stopped'
  readonly recallAt: Date | null
  readonly version: number
}

/** What has become of a held coupon: free, frozen by an unpaid order, or used. */
export type TakeState = 'free' | 'held' | 'claimed'

/** By which way a held coupon came. */
export type Source = 'shop' | 'code' | 'codes' | 'auto' | 'gift' | 'give'

export interface HeldCoupon {
  readonly id: HeldId
  readonly couponId: CouponId
  readonly terms: CouponTerms
  readonly validFrom: Date
  readonly validUntil: Date
  readonly takeState: TakeState
  readonly isRecalled: boolean
}

/** As the shopper sees it. */
export type HeldState = 'usable' | 'not_started' | 'frozen' | 'used' | 'expired' | 'recalled'

export const QUOTA = {
  /** One row per held coupon: used once, or taken back. */
  use: 'coupons.use',
  /** One row per coupon and person. */
  person: 'coupons.person',
  /** One row per gift link and person. */
  friend: 'coupons.friend',
  /** One row per coupon and person: how many they put into gift links. */
  sender: 'coupons.sender',
  /** One row per gift link: how many were claimed. */
  gift: 'coupons.gift',
  /** One row per coupon with a budget: how many fen are given away. */
  budget: 'coupons.budget',
  /** One row per coupon: how many were claimed or set aside of the total. */
  issue: 'coupons.issue',
} as const

/** The class of all coupons among offers. */
export const COUPON_CLASS = 'coupon'
