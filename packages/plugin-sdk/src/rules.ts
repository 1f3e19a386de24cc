import type { Words } from '@mamapu/kernel'
import type { Cart, CartLine, Offer } from '@mamapu/pricing'
import type { CampaignsNow } from './campaigns.js'
import type { CustomerRef, FactMap, FactValues } from './facts.js'

/** Everything a rule may look at; frozen through and through. */
export interface RuleInput<S, F extends FactMap, C = unknown> {
  readonly cart: Cart
  readonly settings: S
  readonly facts: FactValues<F>
  readonly at: Date
  /** The store's time zone: whose days, weeks and months count. */
  readonly zone: string
  readonly customer: CustomerRef | null
  /** This mechanic's campaigns as they stand for this shopper at `at`. */
  readonly campaigns: CampaignsNow<C>
}

/** Offers prices and discounts. Pure and synchronous: the arbiter decides, caps, allocates and records why. */
export interface PriceRule<S = unknown, F extends FactMap = FactMap, C = unknown> {
  readonly name: string
  readonly stage: Offer['stage']
  readonly facts: F
  offers(input: RuleInput<S, F, C>): readonly Offer[]
}

/** Points that lines bring beyond the usual. Extras of several add up: ×1.5 with ×2 is ×2.5. */
export interface EarnFactor {
  readonly lineIds: readonly string[]
  /** Of the usual points: 20000 for double; above 10000. */
  readonly bps: number
  readonly label: Words
  readonly campaignId?: string
}

/**
 * Raises what lines earn in points. Pure and synchronous, asked with every price and kept with the order, so that what the
 * shopper was promised is what comes. Without a points plugin it brings nothing.
 */
export interface EarnRule<S = unknown, F extends FactMap = FactMap, C = unknown> {
  readonly name: string
  readonly facts: F
  factors(input: RuleInput<S, F, C>): readonly EarnFactor[]
}

/** Why a cart, or one line of it, cannot be ordered. */
export interface Refusal {
  /** One of the plugin's own error codes. */
  readonly code: string
  readonly lineId?: string
  readonly words: Words
}

/** What a validator may look at besides. */
interface ValidatorInput<S, F extends FactMap, C = unknown> extends RuleInput<S, F, C> {
  /** Ids of the offers that won this cart. */
  readonly won: readonly string[]
}

/** Refuses carts. Pure, over preloaded facts. When it cannot be decided, the lines it governs are refused. */
export interface Validator<S = unknown, F extends FactMap = FactMap, C = unknown> {
  readonly name: string
  readonly facts: F
  /** Which lines it speaks for; all of them when left out. What it cannot decide is refused for these alone. */
  governs?(line: CartLine, settings: S, campaigns: CampaignsNow<C>): boolean
  check(input: ValidatorInput<S, F, C>): readonly Refusal[]
}
