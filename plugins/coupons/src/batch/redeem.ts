import type { PluginContext } from '@mamapu/plugin-sdk'
import type { ClaimResult } from '../claim/claim-coupon.js'
import { personTake } from '../claim/issue.js'
import { handOut } from '../claim/set-aside.js'
import { shareCoupon } from '../coupon.queries.js'
import { whyNotClaimable } from '../coupon.rules.js'
import { findCodeCoupon, lockCode, markRedeemed, shareBatch } from './batch.queries.js'

/**
 * Redeems a code that works once: for one person, however many type it at the same time; a code made for a customer for
 * that one alone.
 */
export async function redeemUniqueCode(ctx: PluginContext, code: string): Promise<ClaimResult> {
  const { customer, at } = ctx
  const couponId = await findCodeCoupon(ctx.tx, code)
  if (!customer || !couponId) return { claimed: false, reason: 'COUPONS_CODE_UNKNOWN' }
  // The coupon's row before the others, as a recall holds them.
  const coupon = await shareCoupon(ctx.tx, couponId)
  const found = await lockCode(ctx.tx, code)
  if (!coupon || !found) return { claimed: false, reason: 'COUPONS_CODE_UNKNOWN' }
  if (found.customerId !== null && found.customerId !== customer.id)
    return { claimed: false, reason: 'COUPONS_CODE_NOT_YOURS' }
  if (found.isRedeemed) return { claimed: false, reason: 'COUPONS_CODE_USED' }
  const batch = await shareBatch(ctx.tx, found.batchId)
  if (!batch || batch.closedAt) return { claimed: false, reason: 'COUPONS_STOPPED' }
  const obstacle = whyNotClaimable(coupon, 'codes', at)
  if (obstacle) return { claimed: false, reason: obstacle }
  const heldId = ctx.newId()
  const taken = await ctx.quotas.take([personTake(coupon, customer.personKey, heldId)])
  if (!taken.taken) return { claimed: false, reason: 'COUPONS_LIMIT_REACHED' }
  const held = await handOut(ctx, {
    coupon,
    holder: customer,
    source: 'codes',
    cause: `code:${code}`,
    aside: { owner: batch.id, terms: batch.terms, unitFen: batch.unitFen },
    heldId,
  })
  await markRedeemed(ctx.tx, code, heldId, at)
  return { claimed: true, held }
}
