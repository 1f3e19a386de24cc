import { heldFact, type OpenCoupon, openFact } from '../coupon.facts.js'
import { isInScope, nextBoundary, whyNotClaimable } from '../coupon.rules.js'
import { couponHooks } from '../coupon.settings.js'
import { type Say, ticket } from '../coupon.view.js'
import { choicesFor } from './choices.js'

const PRODUCT_MAX = 4

/** A strip of what can be claimed now, on the home page. */
export const homeStrip = couponHooks.slot({
  slot: 'home.strip',
  block: 'strip',
  facts: { open: openFact },
  data({ facts, settings, at, t, locale }) {
    const coupons = claimableNow(facts.open, at).slice(0, settings.stripMax)
    return coupons.length === 0 ? null : { coupons: tickets(coupons, t, locale), next: '/' }
  },
  changesAt: ({ facts, at }) => nextBoundary(facts.open, at),
})

/** What can be claimed for this product, below its price. */
export const productRow = couponHooks.slot({
  slot: 'product.price',
  block: 'row',
  facts: { open: openFact },
  data({ subject: { product }, facts, at, t, locale }) {
    const { id: productId, categoryIds, path } = product
    const coupons = claimableNow(facts.open, at)
      .filter(({ terms }) => isInScope(terms, { productId, categoryIds }))
      .slice(0, PRODUCT_MAX)
    return coupons.length === 0 ? null : { coupons: tickets(coupons, t, locale), next: path }
  },
  changesAt: ({ facts, at }) => nextBoundary(facts.open, at),
})

/** Which coupons to use: the arbiter's choice is preselected, unusable ones say why. */
export const checkoutChoices = couponHooks.slot({
  slot: 'checkout.choices',
  block: 'choices',
  facts: { held: heldFact },
  personal: true,
  data: ({ subject: { priced }, facts, at, t, locale }) =>
    facts.held.length === 0 ? null : choicesFor(facts.held, priced, { at, t, locale }),
})

/** A way to the coupon centre from the shopper's own page. */
export const accountLink = couponHooks.slot({
  slot: 'account.links',
  block: 'link',
  facts: {},
  data: () => ({ url: '/x/coupons/centre' }),
})

/** Open now with one left. What is all gone is said in the centre, and offered nowhere. */
function claimableNow(open: readonly OpenCoupon[], at: Date): readonly OpenCoupon[] {
  return open.filter((coupon) => coupon.isLeft && whyNotClaimable(coupon, 'shop', at) === null)
}

function tickets(coupons: readonly OpenCoupon[], t: Say, locale: 'zh-CN' | 'en') {
  return coupons.map(({ id, terms }) => ({ ...ticket(terms, t, locale), claimUrl: claimUrl(id) }))
}

export function claimUrl(couponId: string): string {
  return `/x/coupons/coupons/${couponId}/claim`
}
