import { shownCode } from '../batch/code.rules.js'
import { listOwnCodes } from '../batch/own-codes.queries.js'
import type { CouponErrorCode } from '../coupon.errors.js'
import { type OpenCoupon, toOpen } from '../coupon.facts.js'
import { openQuery } from '../coupon.queries.js'
import { heldStateOf, isGiftable, whyNotClaimable } from '../coupon.rules.js'
import { couponHooks } from '../coupon.settings.js'
import type { HeldCoupon, HeldState } from '../coupon.types.js'
import { ticket } from '../coupon.view.js'
import { listGiftsOf } from '../gift/gift.queries.js'
import { giftPath } from '../gift/gift.rules.js'
import { claimedOf } from '../gift/return-unclaimed.js'
import { listHeld } from '../held/held.queries.js'
import { claimUrl } from './slots.js'

type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** The coupon centre: what can be claimed, the shopper's own by what became of them, and the gifts they sent. */
export const couponCentre = couponHooks.page({
  name: 'centre',
  title: { 'zh-CN': '领券中心', en: 'Coupon centre' },
  block: 'centre',
  async data(ctx) {
    const { tx, at, locale } = ctx
    const open = (await openQuery(tx.sql, tx.tenantId, at)).map(toOpen)
    const held = ctx.customer ? await listHeld(tx, ctx.customer.id) : []
    const codes = ctx.customer ? await listOwnCodes(tx, { customerId: ctx.customer.id, at }) : []
    const gifts = ctx.customer ? await listGiftsOf(tx, ctx.customer.id) : []
    const claimed = gifts.length > 0 ? await claimedOf(ctx, gifts) : new Map<string, number>()
    const t: Say = (key, values) => ctx.t(key, values)
    const show = (states: readonly HeldState[]) =>
      held
        .filter((one) => states.includes(heldStateOf(one, at)))
        .map((one) => ({
          ...ticket(one.terms, t, locale),
          until: one.validUntil.toISOString(),
          state: t(`state.${heldStateOf(one, at)}`),
        }))
    return {
      claimable: open.map((coupon) => ({
        ...ticket(coupon.terms, t, locale),
        until: coupon.claimUntil.toISOString(),
        claimUrl: claimUrl(coupon.id),
        giftUrl: ctx.customer && isGiveable(coupon, at) ? `/x/coupons/coupons/${coupon.id}/gift` : '',
        giftMax: coupon.giftMax,
        done: doneText(coupon, held, at, t),
      })),
      isGuest: ctx.customer === null,
      codes: codes.map(({ code, terms, coupon }) => ({
        ...ticket(terms, t, locale),
        code: shownCode(code),
        until: coupon.claimUntil.toISOString(),
        rests: restText(whyNotClaimable(coupon, 'codes', at), t),
      })),
      usable: show(['usable', 'not_started', 'frozen']),
      used: show(['used']),
      expired: show(['expired', 'recalled']),
      gifts: gifts.map((gift) => ({
        title: gift.terms.title[locale],
        url: giftPath(gift.token),
        note: t('gift.claimed_of', { claimed: claimed.get(gift.id) ?? 0, units: gift.units }),
        until: gift.expiresAt.toISOString(),
        isOpen: gift.closedAt === null && at < gift.expiresAt,
      })),
    }
  },
})

function isGiveable(coupon: OpenCoupon, at: Date): boolean {
  return isGiftable(coupon, 'shopper') && coupon.isLeft && whyNotClaimable(coupon, 'shop', at) === null
}

/** Why a code of the shopper's own cannot be redeemed now; empty when it can. */
function restText(obstacle: CouponErrorCode | null, t: Say): string {
  if (obstacle === null) return ''
  return t(obstacle === 'COUPONS_NOT_STARTED' ? 'done.soon' : 'done.stopped')
}

function doneText(coupon: OpenCoupon, held: readonly HeldCoupon[], at: Date, t: Say): string {
  if (held.filter(({ couponId }) => couponId === coupon.id).length >= coupon.perPerson)
    return t('done.claimed')
  if (!coupon.isLeft) return t('done.gone')
  return whyNotClaimable(coupon, 'shop', at) === 'COUPONS_NOT_STARTED' ? t('done.soon') : ''
}
