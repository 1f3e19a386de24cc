import type { SlotInput } from '@mamapu/plugin-sdk'
import type { TraceEntry } from '@mamapu/pricing'
import { heldFact, openFact } from './coupon.facts.js'
import { heldStateOf, isInScope, nextBoundary, whyNotClaimable } from './coupon.rules.js'
import { couponHooks } from './coupon.settings.js'
import type { Coupon, HeldCoupon } from './coupon.types.js'
import { type Say, shortMoney, ticket } from './coupon.view.js'

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

/** Which coupon to use: the arbiter's choice is preselected, unusable ones say why. */
export const checkoutChoices = couponHooks.slot({
  slot: 'checkout.choices',
  block: 'choices',
  facts: { held: heldFact },
  personal: true,
  data({ subject: { priced }, facts, at, t, locale }) {
    if (facts.held.length === 0) return null
    const traced = new Map(priced.trace.map((entry) => [entry.offerId, entry]))
    const options = facts.held
      .map((held) => optionOf(held, traced.get(`coupons:${held.id}`), { at, t, locale }))
      .sort((a, b) => rank(b) - rank(a) || b.savedFen - a.savedFen)
    return { coupons: options, isNone: !options.some(({ selected }) => selected) }
  },
})

/** A way to the coupon centre from the shopper's own page. */
export const accountLink = couponHooks.slot({
  slot: 'account.links',
  block: 'link',
  facts: {},
  data: () => ({ url: '/x/coupons/centre' }),
})

function claimableNow(open: readonly Coupon[], at: Date): readonly Coupon[] {
  return open.filter((coupon) => whyNotClaimable(coupon, 'shop', at) === null)
}

function tickets(coupons: readonly Coupon[], t: Say, locale: 'zh-CN' | 'en') {
  return coupons.map(({ id, terms }) => ({ ...ticket(terms, t, locale), claimUrl: claimUrl(id) }))
}

export function claimUrl(couponId: string): string {
  return `/x/coupons/coupons/${couponId}/claim`
}

interface Option {
  readonly id: string
  readonly title: string
  readonly value: string
  readonly note: string
  readonly until: string
  /** Empty when it can be chosen. */
  readonly reason: string
  readonly savedFen: number
  readonly selected: boolean
}

function optionOf(
  held: HeldCoupon,
  traced: TraceEntry | undefined,
  { at, t, locale }: Pick<SlotInput<unknown, never>, 'at' | 't' | 'locale'>,
): Option {
  const reason = reasonOf(held, traced, at, t)
  return {
    id: `coupons:${held.id}`,
    ...ticket(held.terms, t, locale),
    until: held.validUntil.toISOString(),
    reason,
    savedFen: reason === '' ? (traced?.amountFen ?? 0) : 0,
    selected: traced?.outcome === 'won',
  }
}

/** Why it cannot be chosen, in words; empty when it can. */
function reasonOf(held: HeldCoupon, traced: TraceEntry | undefined, at: Date, t: Say): string {
  const state = heldStateOf(held, at)
  if (state !== 'usable') return t(`reason.${state}`)
  if (!traced) return t('reason.offer_invalid')
  const isChoosable =
    traced.outcome === 'won' || (traced.outcome === 'lost' && !['not_tried', 'no_gain'].includes(traced.code))
  return isChoosable ? '' : t(`reason.${traced.code}`, { amount: shortMoney(traced.missingFen ?? 0) })
}

function rank(option: Option): number {
  return option.selected ? 2 : option.reason === '' ? 1 : 0
}
