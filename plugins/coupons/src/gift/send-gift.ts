import { randomBytes } from 'node:crypto'
import { HOUR, later } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { isOver, setAside } from '../claim/set-aside.js'
import type { CouponErrorCode } from '../coupon.errors.js'
import { shareCoupon } from '../coupon.queries.js'
import { isGiftable, validityOf, whyNotClaimable } from '../coupon.rules.js'
import { type CouponId, QUOTA } from '../coupon.types.js'
import { type Gift, insertGift } from './gift.queries.js'

export type SendResult =
  | { readonly sent: true; readonly gift: Gift }
  | { readonly sent: false; readonly reason: CouponErrorCode }

/**
 * Makes a gift link: so many coupons set aside for whoever opens it first. A shopper may send as many of a coupon as the
 * merchant allows, and only of what is open to them; the shop what it gives out itself and has not stopped.
 */
export async function sendGift(
  ctx: PluginContext,
  { couponId, units, hours }: { couponId: CouponId; units: number; hours: number },
): Promise<SendResult> {
  const { at, customer } = ctx
  const coupon = await shareCoupon(ctx.tx, couponId)
  if (!coupon) return { sent: false, reason: 'COUPONS_NOT_FOUND' }
  if (!isGiftable(coupon, customer ? 'shopper' : 'shop'))
    return { sent: false, reason: 'COUPONS_NOT_GIVEABLE' }
  const obstacle = whyNotClaimable(coupon, customer ? 'shop' : 'give', at)
  if (obstacle) return { sent: false, reason: obstacle }
  if (isOver(coupon, at)) return { sent: false, reason: 'COUPONS_ENDED' }

  const id = ctx.newId()
  if (customer) {
    const taken = await ctx.quotas.take([
      {
        kind: QUOTA.sender,
        id: `${coupon.id}:${customer.personKey}`,
        limit: coupon.giftMax,
        units,
        owner: id,
      },
    ])
    if (!taken.taken) return { sent: false, reason: 'COUPONS_GIFT_LIMIT' }
  }
  await ctx.quotas.setLimit(QUOTA.gift, id, units)
  const aside = await setAside(ctx, coupon, { units, owner: id })
  if (!aside.done) return { sent: false, reason: 'COUPONS_TOO_FEW_LEFT' }

  const wanted = later(at, hours * HOUR)
  const { until } = validityOf(coupon, at)
  const gift = {
    id,
    token: randomBytes(16).toString('base64url'),
    couponId,
    senderId: customer?.id ?? null,
    senderKey: customer?.personKey ?? null,
    terms: coupon.terms,
    units,
    unitFen: aside.unitFen,
    createdAt: at,
    expiresAt: coupon.validity === 'fixed' && until < wanted ? until : wanted,
  }
  await insertGift(ctx.tx, gift)
  return { sent: true, gift: { ...gift, closedAt: null, returned: 0 } }
}
