import { must } from '@mamapu/kernel'
import type { OrderOffer, Reduction } from '@mamapu/pricing'
import { heldFact } from './coupon.facts.js'
import { heldStateOf, linesInScope } from './coupon.rules.js'
import { couponHooks } from './coupon.settings.js'
import { type CouponTerms, type HeldCoupon, QUOTA } from './coupon.types.js'

/** Offers every held coupon that may be used now, as the shopper's choice; one per order, by its class. */
export const couponPrice = couponHooks.price({
  name: 'held-coupons',
  stage: 'order',
  facts: { held: heldFact },
  offers: ({ cart, settings, facts, at }) =>
    facts.held
      .filter((held) => heldStateOf(held, at) === 'usable')
      .map((held) => ({
        ...offerOf(held),
        lineIds: linesInScope(held.terms, cart.lines),
        takes: [
          {
            kind: QUOTA.use,
            id: held.id,
            units: 1,
            limit: 1,
            giveBack: settings.returnOnRefund ? 'refund' : 'cancel',
          },
        ],
      })),
})

function offerOf({ id, terms }: HeldCoupon): Omit<OrderOffer, 'lineIds' | 'takes'> {
  return {
    id: `coupons:${id}`,
    plugin: 'coupons',
    stage: 'order',
    label: terms.title,
    class: 'coupon',
    combinesWith: ['full-reduction'],
    tiers: [{ thresholdFen: terms.thresholdFen, reduction: reductionOf(terms) }],
    applies: 'choice',
  }
}

/** The shop keeps the odd fen of a percentage. */
function reductionOf(terms: CouponTerms): Reduction {
  if (terms.kind === 'amount') return { amountFen: must(terms.amountFen, 'an amount coupon has an amount') }
  const rateBps = must(terms.offBps, 'a percentage coupon has a percentage')
  return terms.capFen === null
    ? { rateBps, rounding: 'down' }
    : { rateBps, capFen: terms.capFen, rounding: 'down' }
}
