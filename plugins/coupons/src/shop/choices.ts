import type { PricedCart, TraceEntry } from '@mamapu/pricing'
import { heldStateOf, isSeveral } from '../coupon.rules.js'
import type { HeldCoupon } from '../coupon.types.js'
import { type Say, shortMoney, ticket } from '../coupon.view.js'

interface Words {
  readonly at: Date
  readonly t: Say
  readonly locale: 'zh-CN' | 'en'
}

interface Option {
  readonly id: string
  /** The form's field: all of one name exclude each other, those of several have each their own. */
  readonly field: string
  readonly title: string
  readonly value: string
  readonly note: string
  readonly until: string
  /** Empty when it can be chosen. */
  readonly reason: string
  readonly savedFen: number
  readonly selected: boolean
}

/** What the shopper holds, usable first and the best preselected; with ticks when two of them may stand together. */
export function choicesFor(held: readonly HeldCoupon[], priced: PricedCart, words: Words) {
  const traced = new Map(priced.trace.map((entry) => [entry.offerId, entry]))
  const isMany = held.filter((one) => isSeveral(one.terms) && isUsable(one, words.at)).length > 1
  const coupons = held
    .map((one) => optionOf(one, traced.get(`coupons:${one.id}`), { ...words, isMany }))
    .sort((a, b) => rank(b) - rank(a) || b.savedFen - a.savedFen)
  return { coupons, isMany, isNone: !coupons.some(({ selected }) => selected) }
}

function isUsable(held: HeldCoupon, at: Date): boolean {
  return heldStateOf(held, at) === 'usable'
}

function optionOf(
  held: HeldCoupon,
  traced: TraceEntry | undefined,
  { at, t, locale, isMany }: Words & { readonly isMany: boolean },
): Option {
  const reason = reasonOf(held, traced, { at, t })
  return {
    id: `coupons:${held.id}`,
    field: isMany ? `choice.coupons.${held.id}` : 'choice.coupons',
    ...ticket(held.terms, t, locale),
    until: held.validUntil.toISOString(),
    reason,
    savedFen: reason === '' ? (traced?.amountFen ?? 0) : 0,
    selected: traced?.outcome === 'won',
  }
}

/** Reasons for which another choice would let the coupon apply. */
const CHOOSABLE = [
  'better_offer',
  'not_chosen',
  'not_combinable',
  'stands_alone',
  'stopped',
  'excluded_group',
]

/** Why it cannot be chosen, in words; empty when it can. */
function reasonOf(
  held: HeldCoupon,
  traced: TraceEntry | undefined,
  { at, t }: Pick<Words, 'at' | 't'>,
): string {
  const state = heldStateOf(held, at)
  if (state !== 'usable') return t(`reason.${state}`)
  if (!traced) return t('reason.offer_invalid')
  const isChoosable =
    traced.outcome === 'won' || (traced.outcome === 'lost' && CHOOSABLE.includes(traced.code))
  return isChoosable
    ? ''
    : t(`reason.${traced.code}`, {
        amount: shortMoney(traced.missingFen ?? 0),
        units: traced.missingUnits ?? 0,
      })
}

function rank(option: Option): number {
  return option.selected ? 2 : option.reason === '' ? 1 : 0
}
