import { DAY, type Fen, later, toFen, ZERO_FEN } from '@mamapu/kernel'
import type { CartLine } from '@mamapu/pricing'
import type { CouponErrorCode } from './coupon.errors.js'
import {
  COUPON_CLASS,
  type Coupon,
  type CouponTerms,
  type CouponWindow,
  type HeldCoupon,
  type HeldState,
  type Source,
} from './coupon.types.js'

/** Which ways lead to a coupon that is come by this way. Staff may give any. */
const WAYS: Readonly<Record<Coupon['claim'], readonly Source[]>> = {
  shop: ['shop', 'give'],
  code: ['code', 'give'],
  codes: ['codes', 'give'],
  auto: ['auto', 'give'],
  give: ['give'],
}

/** Why nobody can claim this coupon at `at` by this way; null when it is open. Windows are [from, until). */
export function whyNotClaimable(
  coupon: Pick<Coupon, 'state' | 'claim' | 'claimFrom' | 'claimUntil'>,
  source: Source,
  at: Date,
): CouponErrorCode | null {
  if (coupon.state === 'stopped') return 'COUPONS_STOPPED'
  if (!WAYS[coupon.claim].includes(source))
    return coupon.claim === 'code' || coupon.claim === 'codes' ? 'COUPONS_NEEDS_CODE' : 'COUPONS_NOT_HERE'
  if (at < coupon.claimFrom) return 'COUPONS_NOT_STARTED'
  if (at >= coupon.claimUntil) return 'COUPONS_ENDED'
  return null
}

/**
 * Whether a gift link can be made of it: by the shop of what it gives out itself, by a shopper of what they could claim and
 * may pass on.
 */
export function isGiftable(
  { claim, giftMax }: Pick<Coupon, 'claim' | 'giftMax'>,
  by: 'shop' | 'shopper',
): boolean {
  return by === 'shop' ? claim === 'shop' || claim === 'give' : claim === 'shop' && giftMax > 0
}

/** When a coupon claimed at `at` may be used: its fixed dates, or so many days from now on. */
export function validityOf(window: CouponWindow, at: Date): { from: Date; until: Date } {
  return window.validity === 'fixed'
    ? { from: window.validFrom as Date, until: window.validUntil as Date }
    : { from: at, until: later(at, (window.validDays as number) * DAY) }
}

/** What a held coupon is at `at`. One that came back from an order after its time is expired. */
export function heldStateOf(
  held: Pick<HeldCoupon, 'takeState' | 'validFrom' | 'validUntil' | 'isRecalled'>,
  at: Date,
): HeldState {
  if (held.isRecalled) return 'recalled'
  if (held.takeState === 'claimed') return 'used'
  if (held.takeState === 'held') return 'frozen'
  if (at >= held.validUntil) return 'expired'
  return at < held.validFrom ? 'not_started' : 'usable'
}

/** Whether these terms speak of a product; what they except they never do. */
export function isInScope(
  { scope, scopeIds, exceptIds }: Pick<CouponTerms, 'scope' | 'scopeIds' | 'exceptIds'>,
  product: { readonly productId: string; readonly categoryIds: readonly string[] },
): boolean {
  const { productId, categoryIds } = product
  if (exceptIds.includes(productId) || categoryIds.some((id) => exceptIds.includes(id))) return false
  if (scope === 'all') return true
  if (scope === 'products') return scopeIds.includes(productId)
  return categoryIds.some((id) => scopeIds.includes(id))
}

export function linesInScope(terms: CouponTerms, lines: readonly CartLine[]): readonly string[] {
  return lines.filter((line) => isInScope(terms, line)).map(({ lineId }) => lineId)
}

/** Whether several of it may be used on one order. */
export function isSeveral({ combinesWith }: Pick<CouponTerms, 'combinesWith'>): boolean {
  return combinesWith.includes(COUPON_CLASS)
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

/** What the budget is asked for: at least, and at most, by one coupon of these terms. */
export function worthOf(terms: CouponTerms): { readonly least: Fen; readonly most: Fen } {
  switch (terms.kind) {
    case 'amount':
      return both(terms.amountFen)
    case 'random':
      return { least: terms.amountFen ?? ZERO_FEN, most: terms.amountMaxFen ?? ZERO_FEN }
    case 'rate':
      return both(terms.capFen)
    case 'voucher':
      return both(terms.worthFen)
  }
}

function both(fen: Fen | null): { least: Fen; most: Fen } {
  return { least: fen ?? ZERO_FEN, most: fen ?? ZERO_FEN }
}

/**
 * The terms as one holder gets them: a random amount becomes the one drawn, evenly between its least and its most or
 * what `roomFen` leaves. `below(n)` gives a whole number from 0 to n − 1.
 */
export function drawTerms(
  terms: CouponTerms,
  { below, roomFen }: { readonly below: (n: number) => number; readonly roomFen: number },
): CouponTerms {
  if (terms.kind !== 'random') return terms
  const { least, most } = worthOf(terms)
  const top = Math.max(least, Math.min(most, roomFen))
  return { ...terms, kind: 'amount', amountFen: toFen(least + below(top - least + 1)), amountMaxFen: null }
}

/** Until when a coupon that an order gives back is good: as it was, or so many days from now on. */
export function returnedUntil(validUntil: Date, at: Date, graceDays: number): Date {
  const grace = later(at, graceDays * DAY)
  return graceDays > 0 && grace > validUntil ? grace : validUntil
}
