import { DAY, later } from '@mamapu/kernel'
import type { CartLine } from '@mamapu/pricing'
import type { CouponErrorCode } from './coupon.errors.js'
import type { Coupon, CouponTerms, CouponWindow, HeldCoupon, HeldState } from './coupon.types.js'

/** Why nobody can claim this coupon at `at` by this way; null when it is open. Windows are [from, until). */
export function whyNotClaimable(
  coupon: Pick<Coupon, 'state' | 'claim' | 'claimFrom' | 'claimUntil'>,
  source: 'shop' | 'code',
  at: Date,
): CouponErrorCode | null {
  if (coupon.state === 'stopped') return 'COUPONS_STOPPED'
  if (coupon.claim === 'code' && source === 'shop') return 'COUPONS_NEEDS_CODE'
  if (at < coupon.claimFrom) return 'COUPONS_NOT_STARTED'
  if (at >= coupon.claimUntil) return 'COUPONS_ENDED'
  return null
}

/** When a coupon claimed at `at` may be used: its fixed dates, or so many days from now on. */
export function validityOf(window: CouponWindow, at: Date): { from: Date; until: Date } {
  return window.validity === 'fixed'
    ? { from: window.validFrom as Date, until: window.validUntil as Date }
    : { from: at, until: later(at, (window.validDays as number) * DAY) }
}

/** What a held coupon is at `at`. One that came back from an order after its time is expired. */
export function heldStateOf(
  held: Pick<HeldCoupon, 'takeState' | 'validFrom' | 'validUntil'>,
  at: Date,
): HeldState {
  if (held.takeState === 'claimed') return 'used'
  if (held.takeState === 'held') return 'frozen'
  if (at >= held.validUntil) return 'expired'
  return at < held.validFrom ? 'not_started' : 'usable'
}

/** Whether these terms speak of a product. */
export function isInScope(
  { scope, scopeIds }: Pick<CouponTerms, 'scope' | 'scopeIds'>,
  product: { readonly productId: string; readonly categoryIds: readonly string[] },
): boolean {
  if (scope === 'all') return true
  if (scope === 'products') return scopeIds.includes(product.productId)
  return product.categoryIds.some((id) => scopeIds.includes(id))
}

export function linesInScope(terms: CouponTerms, lines: readonly CartLine[]): readonly string[] {
  return lines.filter((line) => isInScope(terms, line)).map(({ lineId }) => lineId)
}

/** A typed code as it is stored: capitals and digits, without the spaces and dashes people put in. */
export function normaliseCode(text: string): string | null {
  const code = text.replace(/[\s-]/g, '').toUpperCase()
  return /^[A-Z0-9]{4,20}$/.test(code) ? code : null
}

/** The next instant after `at` at which one of these windows opens or closes. */
export function nextBoundary(
  windows: readonly Pick<CouponWindow, 'claimFrom' | 'claimUntil'>[],
  at: Date,
): Date | null {
  let next: Date | null = null
  for (const { claimFrom, claimUntil } of windows)
    for (const edge of [claimFrom, claimUntil]) if (edge > at && (next === null || edge < next)) next = edge
  return next
}
