import type { PluginContext } from '@mamapu/plugin-sdk'
import type { ClaimResult } from '../claim/claim-coupon.js'
import { personTake } from '../claim/issue.js'
import { handOut, isOver } from '../claim/set-aside.js'
import { shareCoupon } from '../coupon.queries.js'
import { QUOTA } from '../coupon.types.js'
import { findGift, shareGift } from './gift.queries.js'
import { whyNotOpen } from './gift.rules.js'

/**
 * Takes one coupon out of a gift: one per person and never more than were put in. What was sent stays good when the shop
 * stops giving the coupon out, and while the plugin is off.
 */
export async function claimGift(ctx: PluginContext, token: string): Promise<ClaimResult> {
  const { customer, at } = ctx
  const found = await findGift(ctx.tx, token)
  if (!customer || !found) return { claimed: false, reason: 'COUPONS_GIFT_UNKNOWN' }
  // The coupon's row before the gift's, as a recall holds them.
  const coupon = await shareCoupon(ctx.tx, found.couponId)
  const gift = await shareGift(ctx.tx, token)
  if (!coupon || !gift) return { claimed: false, reason: 'COUPONS_GIFT_UNKNOWN' }
  const obstacle = whyNotOpen(gift, at)
  if (obstacle) return { claimed: false, reason: obstacle }
  if (gift.senderKey === customer.personKey) return { claimed: false, reason: 'COUPONS_GIFT_OWN' }
  if (isOver(coupon, at)) return { claimed: false, reason: 'COUPONS_GIFT_OVER' }

  const heldId = ctx.newId()
  const taken = await ctx.quotas.take([
    { kind: QUOTA.friend, id: `${gift.id}:${customer.personKey}`, limit: 1, units: 1, owner: heldId },
    personTake(coupon, customer.personKey, heldId),
    { kind: QUOTA.gift, id: gift.id, limit: null, units: 1, owner: heldId },
  ])
  if (!taken.taken) {
    const { kind } = taken.lacking
    if (kind === QUOTA.gift) return { claimed: false, reason: 'COUPONS_GIFT_EMPTY' }
    return {
      claimed: false,
      reason: kind === QUOTA.friend ? 'COUPONS_GIFT_ONCE' : 'COUPONS_LIMIT_REACHED',
    }
  }
  const aside = { owner: gift.id, terms: gift.terms, unitFen: gift.unitFen }
  const held = await handOut(ctx, {
    coupon,
    holder: customer,
    source: 'gift',
    cause: `gift:${gift.id}`,
    aside,
    heldId,
  })
  return { claimed: true, held }
}
