import type { PluginCalendar } from '@mamapu/plugin-sdk'
import { listIssued } from '../coupon.queries.js'
import type { CouponSettings } from '../coupon.settings.js'
import type { Coupon } from '../coupon.types.js'
import { valueText } from '../coupon.view.js'

/** When coupons are given out, on the shop's calendar. */
export const couponCalendar: PluginCalendar<CouponSettings> = {
  title: { 'zh-CN': '发券', en: 'Coupons given out' },
  async windows({ tx, at, locale, t }, span) {
    const coupons = await listIssued(tx, span)
    return coupons.map((coupon) => ({
      id: coupon.id,
      label: coupon.terms.title[locale],
      summary: valueText(coupon.terms, t, locale),
      state: stateOf(coupon, at),
      startsAt: coupon.claimFrom,
      endsAt: coupon.claimUntil,
    }))
  },
}

function stateOf({ state, claimFrom, claimUntil }: Coupon, at: Date) {
  if (claimUntil <= at) return 'ended'
  if (state === 'stopped') return 'paused'
  return claimFrom <= at ? 'running' : 'scheduled'
}
