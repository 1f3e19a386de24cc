import type { Bps, Fen, Words } from '@mamapu/kernel'

/** Which arbiter priced an order; raised whenever the same input could give other bits. Kept on every order. */
export const PRICING_VERSION = 1

/** The stages in the order they run. */
export type Stage = 'unit' | 'line' | 'order' | 'shipping' | 'points'

/** One line as the catalogue knows it. Everything a rule or the arbiter may look at, frozen. */
export interface CartLine {
  readonly lineId: string
  readonly skuId: string
  readonly productId: string
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
  readonly quantity: number
  /** The shop's everyday price of one unit. */
  readonly unitPriceFen: Fen
  /** No offer may bring one unit below this. */
  readonly floorFen: Fen
  readonly weightGram: number
}

export interface Cart {
  readonly lines: readonly CartLine[]
  /** Six-digit region code of the address, or null while there is none. */
  readonly regionCode: string | null
}

/** Something limited that an order takes when its offer wins. */
export interface QuotaTake {
  readonly kind: string
  readonly id: string
  readonly units: number
  /** The counter's limit, for personal counters that their first take makes; null when the counter exists already. */
  readonly limit: number | null
  /** When core gives it back: only when the order ends unpaid or cancelled, or also when everything was refunded. */
  readonly giveBack: 'cancel' | 'refund'
}

interface OfferBase {
  /** Unique among the offers of one pricing: `<plugin>:<what>`. */
  readonly id: string
  readonly plugin: string
  /** What the shopper reads beside the amount. */
  readonly label: Words
  readonly priority?: number
  readonly takes?: readonly QuotaTake[]
}

/** Another price for one unit of a line. The best one wins; they never add up. */
export interface UnitPriceOffer extends OfferBase {
  readonly stage: 'unit'
  readonly lineId: string
  readonly unitPriceFen: Fen
  /** An exclusive price stands alone: order discounts count this line only when they name `exclusive` in `combinesWith`. */
  readonly exclusive?: boolean
}

/** How much is taken off: a fixed amount or a rate of what the lines in scope cost, perhaps capped. */
export type Reduction =
  | { readonly amountFen: Fen }
  | { readonly rateBps: Bps; readonly capFen?: Fen; readonly rounding: 'down' | 'up' }

/** A discount on the lines in scope together. */
export interface OrderOffer extends OfferBase {
  readonly stage: 'order'
  /** Offers of one class exclude each other: one coupon, one full reduction. */
  readonly class: string
  /** Classes this one may stand beside; both sides must name each other. `exclusive` admits lines with an exclusive price. */
  readonly combinesWith: readonly string[]
  readonly lineIds: readonly string[]
  readonly thresholdFen: Fen
  readonly reduction: Reduction
  /** `always` is tried by itself; `choice` only when the shopper chose it (or asked for the best). */
  readonly applies: 'always' | 'choice'
}

/** A discount on the shipping fee. */
export interface ShippingOffer extends OfferBase {
  readonly stage: 'shipping'
  readonly thresholdFen: Fen
  readonly reduction: Reduction
}

export type Offer = UnitPriceOffer | OrderOffer | ShippingOffer

/** One way of charging for delivery; the first rule that names the region counts, `regions: []` names all. */
export interface ShippingRule {
  /** Leading digits of six-digit region codes: `33` is a province, `3301` a city. */
  readonly regions: readonly string[]
  readonly firstGram: number
  readonly firstFen: Fen
  readonly stepGram: number
  readonly stepFen: Fen
  /** Goods worth this much after discounts ship free; null never. */
  readonly freeOverFen: Fen | null
  /** True: we do not deliver there. */
  readonly excluded?: boolean
}

export interface PricingPolicy {
  /** The payable amount never goes below this. */
  readonly payableFloorFen: Fen
  readonly shipping: readonly ShippingRule[]
  /** Offer ids the shopper chose, or `best` to let the arbiter choose among them. */
  readonly choices: readonly string[] | 'best'
}

export interface Share {
  readonly offerId: string
  readonly plugin: string
  readonly amountFen: Fen
}

export interface PricedLine {
  readonly lineId: string
  readonly skuId: string
  readonly quantity: number
  readonly everydayUnitFen: Fen
  readonly unitFen: Fen
  /** unitFen × quantity, before order discounts. */
  readonly subtotalFen: Fen
  /** This line's share of order discounts. */
  readonly discountFen: Fen
  readonly payableFen: Fen
  readonly shares: readonly Share[]
}

export type TraceCode =
  | 'applied'
  | 'better_offer'
  | 'not_chosen'
  | 'below_threshold'
  | 'no_line_in_scope'
  | 'not_combinable'
  | 'no_gain'
  | 'nothing_to_reduce'
  | 'not_tried'
  | 'offer_invalid'

/** Why an offer won, lost or was refused, with the numbers a text about it needs. */
export interface TraceEntry {
  readonly offerId: string
  readonly plugin: string
  readonly stage: Stage
  readonly label: Words
  readonly outcome: 'won' | 'lost' | 'refused'
  readonly code: TraceCode
  readonly amountFen: Fen
  /** For below_threshold: how much is missing. */
  readonly missingFen?: Fen
}

export type ShippingState = 'charged' | 'free' | 'unknown_region' | 'not_delivered'

export interface PricedCart {
  readonly version: number
  readonly lines: readonly PricedLine[]
  /** Sum of the lines before order discounts. */
  readonly goodsFen: Fen
  readonly discountFen: Fen
  readonly shippingFen: Fen
  /** The fee before shipping offers. */
  readonly shippingFullFen: Fen
  readonly shippingState: ShippingState
  readonly payableFen: Fen
  /** What the everyday prices would have cost more, without shipping. */
  readonly savedFen: Fen
  readonly takes: readonly QuotaTake[]
  readonly trace: readonly TraceEntry[]
  /** Ids of choice offers that won. */
  readonly chosen: readonly string[]
}
