import type { CouponErrorCode } from '../coupon.errors.js'
import type { Gift } from './gift.queries.js'

/** Why nobody can take a coupon out of this gift at `at`; null when it is open. What was claimed is counted elsewhere. */
export function whyNotOpen(gift: Pick<Gift, 'closedAt' | 'expiresAt'>, at: Date): CouponErrorCode | null {
  return gift.closedAt !== null || at >= gift.expiresAt ? 'COUPONS_GIFT_OVER' : null
}

/** Where a gift is opened: the link that is sent. */
export function giftPath(token: string): string {
  return `/x/coupons/gift?g=${token}`
}
