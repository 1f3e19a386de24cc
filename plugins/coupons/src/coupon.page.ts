import { listHeld, openQuery, toCoupon } from './coupon.queries.js'
import { heldStateOf, whyNotClaimable } from './coupon.rules.js'
import { couponHooks } from './coupon.settings.js'
import { claimUrl } from './coupon.slots.js'
import type { HeldCoupon, HeldState } from './coupon.types.js'
import { ticket } from './coupon.view.js'

/** The coupon centre: what can be claimed, and the shopper's own by what became of them. */
export const couponCentre = couponHooks.page({
  name: 'centre',
  title: { 'zh-CN': '领券中心', en: 'Coupon centre' },
  block: 'centre',
  async data(ctx) {
    const { tx, at, locale } = ctx
    const rows = await openQuery(tx.sql, tx.tenantId, at)
    const held = ctx.customer ? await listHeld(tx, ctx.customer.id) : []
    const t = (key: string, values?: Readonly<Record<string, string | number>>) => ctx.t(key, values)
    const show = (states: readonly HeldState[]) =>
      held
        .filter((one) => states.includes(heldStateOf(one, at)))
        .map((one) => ({
          ...ticket(one.terms, t, locale),
          until: one.validUntil.toISOString(),
          state: t(`state.${heldStateOf(one, at)}`),
        }))
    return {
      claimable: rows.map(toCoupon).map((coupon) => ({
        ...ticket(coupon.terms, t, locale),
        until: coupon.claimUntil.toISOString(),
        claimUrl: claimUrl(coupon.id),
        done: doneText(coupon, held, at, t),
      })),
      isGuest: ctx.customer === null,
      usable: show(['usable', 'not_started', 'frozen']),
      used: show(['used']),
      expired: show(['expired']),
    }
  },
})

function doneText(
  coupon: Parameters<typeof whyNotClaimable>[0] & { readonly id: string; readonly perPerson: number },
  held: readonly HeldCoupon[],
  at: Date,
  t: (key: string) => string,
): string {
  if (held.filter(({ couponId }) => couponId === coupon.id).length >= coupon.perPerson)
    return t('done.claimed')
  return whyNotClaimable(coupon, 'shop', at) === 'COUPONS_NOT_STARTED' ? t('done.soon') : ''
}
