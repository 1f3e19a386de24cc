import type { PluginContext } from '@mamapu/plugin-sdk'
import { redeemUniqueCode } from '../batch/redeem.js'
import type { CouponErrorCode } from '../coupon.errors.js'
import { findByCode, shareCoupon } from '../coupon.queries.js'
import { normaliseCode, whyNotClaimable } from '../coupon.rules.js'
import type { CouponId, HeldCoupon } from '../coupon.types.js'
import { issueOne } from './issue.js'

export type ClaimResult =
  | { readonly claimed: true; readonly held: HeldCoupon }
  | { readonly claimed: false; readonly reason: CouponErrorCode }

/** Gives a signed-in customer one of these coupons: never more than issued, never more per person than allowed. */
export async function claimCoupon(
  ctx: PluginContext,
  { couponId, source }: { couponId: CouponId; source: 'shop' | 'code' },
): Promise<ClaimResult> {
  const { customer, at } = ctx
  if (!customer) return { claimed: false, reason: 'COUPONS_NOT_FOUND' }
  const coupon = await shareCoupon(ctx.tx, couponId)
  if (!coupon) return { claimed: false, reason: 'COUPONS_NOT_FOUND' }

  const obstacle = whyNotClaimable(coupon, source, at)
  if (obstacle) return { claimed: false, reason: obstacle }

  const result = await issueOne(ctx, { coupon, holder: customer, source })
  if (result.issued) return { claimed: true, held: result.held }
  return {
    claimed: false,
    reason: result.lacking === 'person' ? 'COUPONS_LIMIT_REACHED' : 'COUPONS_SOLD_OUT',
  }
}

/** The same for whoever knows a code: one for all, or one that works once. */
export async function redeemCode(ctx: PluginContext, text: string): Promise<ClaimResult> {
  const code = normaliseCode(text)
  if (!code) return { claimed: false, reason: 'COUPONS_CODE_UNKNOWN' }
  const couponId = await findByCode(ctx.tx, code)
  return couponId ? claimCoupon(ctx, { couponId, source: 'code' }) : redeemUniqueCode(ctx, code)
}
