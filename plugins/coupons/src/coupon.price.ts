import { must, ZERO_FEN } from '@mamapu/kernel'
import type { OrderOffer, Reduction } from '@mamapu/pricing'
import { heldFact } from './coupon.facts.js'
import { heldStateOf, linesInScope } from './coupon.rules.js'
import { couponHooks } from './coupon.settings.js'
import { COUPON_CLASS, type CouponTerms, type HeldCoupon, QUOTA } from './coupon.types.js'

/** Offers every held coupon that may be used now, as the shopper's choice; one per order, unless several are allowed. */
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
    class: COUPON_CLASS,
    combinesWith: terms.combinesWith,
    tiers: [{ thresholdFen: terms.thresholdFen, reduction: reductionOf(terms) }],
    applies: 'choice',
    ...(terms.undiscountedOnly ? { undiscountedOnly: true } : {}),
    // A voucher is one unit of the goods it is for: the shopper gets the dearest of them.
    ...(terms.kind === 'voucher' ? { units: { max: 1, pick: 'dearest' as const } } : {}),
  }
}

/** The shop keeps the odd fen of a percentage. */
function reductionOf(terms: CouponTerms): Reduction {
  if (terms.kind === 'voucher') return { priceFen: ZERO_FEN }
  if (terms.kind === 'amount') return { amountFen: must(terms.amountFen, 'an amount coupon has an amount') }
  const rateBps = must(terms.offBps, 'a percentage coupon has a percentage')
  return terms.capFen === null
    ? { rateBps, rounding: 'down' }
    : { rateBps, capFen: terms.capFen, rounding: 'down' }
}
