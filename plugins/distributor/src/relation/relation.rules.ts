import { type CustomerId, DAY, later } from '@mamapu/kernel'

/** Whose customer somebody is, by what was opened last and when. */
export interface Binding {
  readonly promoter: CustomerId
  /** The first touch that counts. */
  readonly boundAt: Date
  readonly touchedAt: Date
  /** Until before then nobody takes over. */
  readonly protectedUntil: Date
  /** From then on it is over; null never. */
  readonly validUntil: Date | null
  readonly scene: string
}

/** Somebody opened what a distributor shared. */
export interface Touch {
  readonly promoter: CustomerId
  readonly at: Date
  readonly scene: string
}

/** `validDays` 0 lasts for ever. */
export interface RelationTerms {
  readonly protectDays: number
  readonly validDays: number
}

export type BindingChange = 'first' | 'again' | 'take-over'

export interface Touched {
  readonly binding: Binding
  /** Null when the promoter stays who it was. */
  readonly change: BindingChange | null
}

/** Over from `validUntil` on. */
export function isOver({ validUntil }: Pick<Binding, 'validUntil'>, at: Date): boolean {
  return validUntil !== null && validUntil <= at
}

/**
 * The binding after one more touch: the first one binds; the same promoter's lasts anew; another's takes over once the
 * protection is over, and binds anew what is over. A touch that is told late counts at its own time. Pure.
 */
export function afterTouch(before: Binding | null, touch: Touch, terms: RelationTerms): Touched {
  if (before === null) return { binding: bound(touch, terms), change: 'first' }
  if (touch.at < before.boundAt) return beforehand(before, touch, terms)
  const isSame = before.promoter === touch.promoter
  if (isOver(before, touch.at)) return { binding: bound(touch, terms), change: isSame ? null : 'again' }
  if (isSame) return { binding: touchedAgain(before, touch, terms), change: null }
  if (touch.at < before.protectedUntil || touch.at < before.touchedAt)
    return { binding: before, change: null }
  return { binding: bound(touch, terms), change: 'take-over' }
}

/** A touch from before the binding began: who would have it, had both been heard in their order. */
function beforehand(before: Binding, touch: Touch, terms: RelationTerms): Touched {
  const earlier = bound(touch, terms)
  const { promoter, boundAt, scene } = before
  const both = afterTouch(earlier, { promoter, at: boundAt, scene }, terms).binding
  if (both.promoter === promoter) return { binding: before, change: null }
  return { binding: both, change: 'take-over' }
}

/** The binding after its customer paid: protected and valid anew, as long as it stood. Pure. */
export function afterPurchase(binding: Binding, paidAt: Date, terms: RelationTerms): Binding {
  if (isOver(binding, paidAt) || paidAt < binding.boundAt) return binding
  const anew = bound({ ...binding, at: paidAt }, terms)
  return {
    ...binding,
    protectedUntil: latest(binding.protectedUntil, anew.protectedUntil),
    validUntil: lasting(binding.validUntil, anew.validUntil),
  }
}

/**
 * What a customer's binding becomes when she signs in with a browser that is bound: as if the browser's touches had been
 * hers. Her own promoter's link binds nobody to herself. Pure.
 */
export function afterSignIn(
  own: Binding | null,
  browser: Binding,
  { customer, terms }: { readonly customer: CustomerId; readonly terms: RelationTerms },
): Touched | null {
  if (browser.promoter === customer) return null
  const { promoter, scene } = browser
  const first = afterTouch(own, { promoter, at: browser.boundAt, scene }, terms)
  const last = afterTouch(first.binding, { promoter, at: browser.touchedAt, scene }, terms)
  return { binding: last.binding, change: last.change ?? first.change }
}

/** Who earns by what a shopper buys: her own binding, or, as if she had signed in by now, the browser's; null for nobody. */
export function promoterOf(
  own: Binding | null,
  browser: Binding | null,
  about: { readonly customer: CustomerId | null; readonly terms: RelationTerms; readonly at: Date },
): CustomerId | null {
  const { customer, terms, at } = about
  const joined =
    browser === null || customer === null
      ? browser
      : (afterSignIn(own, browser, { customer, terms })?.binding ?? null)
  const binding = joined ?? own
  return binding === null || isOver(binding, at) ? null : binding.promoter
}

function bound({ promoter, at, scene }: Touch, terms: RelationTerms): Binding {
  return {
    promoter,
    scene,
    boundAt: at,
    touchedAt: at,
    protectedUntil: later(at, terms.protectDays * DAY),
    validUntil: terms.validDays === 0 ? null : later(at, terms.validDays * DAY),
  }
}

function touchedAgain(before: Binding, touch: Touch, terms: RelationTerms): Binding {
  return {
    ...before,
    touchedAt: latest(before.touchedAt, touch.at),
    validUntil: lasting(before.validUntil, bound(touch, terms).validUntil),
  }
}

const latest = (a: Date, b: Date) => (a > b ? a : b)
const lasting = (a: Date | null, b: Date | null) => (a === null || b === null ? null : latest(a, b))
