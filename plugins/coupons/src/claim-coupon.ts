import type { PluginContext } from '@mamapu/plugin-sdk'
import type { CouponErrorCode } from './coupon.errors.js'
import { findByCode, insertHeld, shareCoupon } from './coupon.queries.js'
import { normaliseCode, validityOf, whyNotClaimable } from './coupon.rules.js'
import { type CouponId, type HeldCoupon, QUOTA } from './coupon.types.js'

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

  const heldId = ctx.newId()
  const person = { kind: QUOTA.person, id: `${coupon.id}:${customer.personKey}`, limit: coupon.perPerson }
  const issue = { kind: QUOTA.issue, id: coupon.id, limit: null }
  const taken = await ctx.quotas.take([person, issue].map((quota) => ({ ...quota, units: 1, owner: heldId })))
  if (!taken.taken)
    return {
      claimed: false,
      reason: taken.lacking.kind === QUOTA.person ? 'COUPONS_LIMIT_REACHED' : 'COUPONS_SOLD_OUT',
    }

  const { from, until } = validityOf(coupon, at)
  await insertHeld(ctx.tx, { heldId, coupon, customerId: customer.id, source, from, until, at })
  return {
    claimed: true,
    held: {
      id: heldId,
      couponId: coupon.id,
      terms: coupon.terms,
      validFrom: from,
      validUntil: until,
      takeState: 'free',
    },
  }
}

/** The same for whoever knows a coupon's code. */
export async function redeemCode(ctx: PluginContext, text: string): Promise<ClaimResult> {
  const code = normaliseCode(text)
  const couponId = code && (await findByCode(ctx.tx, code))
  if (!couponId) return { claimed: false, reason: 'COUPONS_CODE_UNKNOWN' }
  return claimCoupon(ctx, { couponId, source: 'code' })
}
