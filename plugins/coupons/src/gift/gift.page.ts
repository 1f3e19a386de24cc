import type { PluginContext } from '@mamapu/plugin-sdk'
import { couponHooks } from '../coupon.settings.js'
import { ticket } from '../coupon.view.js'
import { wasGiven } from '../held/held.queries.js'
import { findGift } from './gift.queries.js'
import { giftPath, whyNotOpen } from './gift.rules.js'
import { claimedOf } from './return-unclaimed.js'

/** Where a gift is opened. Stays while the plugin is off: what was sent was promised. */
export const giftPage = couponHooks.page({
  name: 'gift',
  title: { 'zh-CN': '优惠券红包', en: 'A gift of coupons' },
  block: 'gift',
  whileOff: true,
  async data(ctx, { query }) {
    const { tx, at, locale, customer } = ctx
    const token = query['g'] ?? ''
    const gift = await findGift(tx, token)
    if (!gift) return { isKnown: false, state: ctx.t('gift.unknown') }
    const claimed = (await claimedOf(ctx, [gift])).get(gift.id) ?? 0
    const isOwn = customer !== null && gift.senderKey === customer.personKey
    const ask = customer && {
      couponId: gift.couponId,
      customerId: customer.id,
      cause: `gift:${gift.id}`,
    }
    const hasOne = ask !== null && (await wasGiven(tx, ask))
    const left = gift.units - claimed
    const isOver = whyNotOpen(gift, at) !== null
    const state = hasOne ? 'yours' : isOver ? 'over' : left <= 0 ? 'empty' : isOwn ? 'own' : 'open'
    const next = giftPath(gift.token)
    return {
      isKnown: true,
      ...ticket(gift.terms, (key, values) => ctx.t(key, values), locale),
      from: ctx.t(isOwn ? 'gift.from_me' : gift.senderId === null ? 'gift.from_shop' : 'gift.from_friend'),
      state: ctx.t(`gift.${state}`),
      progress: ctx.t('gift.claimed_of', { claimed, units: gift.units }),
      until: gift.expiresAt.toISOString(),
      canClaim: state === 'open',
      isFresh: state === 'open' || state === 'own',
      isGuest: customer === null,
      loginUrl: `/login?next=${encodeURIComponent(next)}`,
      claimUrl: `/x/coupons/gifts/${gift.token}/claim`,
      centreUrl: '/x/coupons/centre',
      isYours: state === 'yours',
      shareUrl: state === 'own' ? next : '',
      ownLinkUrl: left > 0 && !isOver && (await isDistributor(ctx)) ? ownLinkOf(next) : '',
      next,
    }
  },
})

/** Whether whoever looks is somebody who recommends: her own link brings her the friends who claim. */
async function isDistributor({ customer, customers, enhancers }: PluginContext): Promise<boolean> {
  if (customer === null || !(await enhancers()).has('distributor')) return false
  return /^distributor(:|$)/.test((await customers.find(customer.id))?.plan ?? '')
}

const ownLinkOf = (gift: string) => `/x/distributor/share?to=${encodeURIComponent(gift)}`
