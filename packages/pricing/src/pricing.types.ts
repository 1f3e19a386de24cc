import type { Bps, Fen, Words } from '@mamapu/kernel'

/** Which arbiter priced an order; raised whenever the same input could give other bits. Kept on every order. */
export const PRICING_VERSION = 3

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
  /** At most 100 characters. */
  readonly id: string
  readonly units: number
  /** The counter's limit, for personal counters that their first take makes; null when the counter exists already. */
  readonly limit: number | null
  /**
   * When core gives it back: when the order ends unpaid or cancelled, also when everything was refunded, or never: then an
   * order that was cancelled counts as a use.
   */
  readonly giveBack: 'never' | 'cancel' | 'refund'
  /** The cart line it is for: refunding units of that line gives as many back. */
  readonly lineId?: string
  /** These units are taken from this counter and not from the SKU's stock (a campaign's own units). Needs `lineId`. */
  readonly insteadOfStock?: boolean
  /**
   * The counter is one person's: core appends the person's key to `id` and asks a shopper without a verified phone for a
   * one-time code. Needs `limit`.
   */
  readonly perPerson?: boolean
  /**
   * With `perPerson`: where the person has less left than `units`, core lowers them and a unit price's `unitsMax` to that
   * before the arbiter decides, and leaves an offer of another stage out, instead of refusing the order.
   */
  readonly asFarAsLeft?: boolean
  /** Noted by core beside it, for replays: what the person had taken before. */
  readonly takenBefore?: number
}

interface OfferBase {
  /** Unique among the offers of one pricing: `<plugin>:<what>`. */
  readonly id: string
  readonly plugin: string
  /** The campaign it comes from, for reports and reasons. */
  readonly campaignId?: string
  /** What the shopper reads beside the amount. */
  readonly label: Words
  /** Higher first, −1000 … 1000; 0 when left out. */
  readonly priority?: number
  readonly takes?: readonly QuotaTake[]
  /**
   * It is for a person's n-th order alone (1: the first). The rule says whose that is by the facts it reads; core asks for a
   * verified phone and counts, so that no two orders at once are both the n-th.
   */
  readonly nthOrder?: number
}

/** How an offer stands beside others of the stages line and order. */
export interface Stacking {
  /** Offers of one class exclude each other: one coupon, one full reduction. */
  readonly class: string
  /**
   * Classes this one may stand beside; both sides must name each other (its own class: several of it). `exclusive` admits
   * lines with an exclusive unit price, `points` allows points beside it.
   */
  readonly combinesWith: readonly string[]
  /** Never together with another offer that names the same group, whatever the classes say. */
  readonly excludes?: string
  /** When it applies, nothing of lower priority (then larger id) applies after it. */
  readonly stops?: boolean
  /** When it applies, no other line, order or shipping offer does, whatever their priority. */
  readonly alone?: boolean
  /** `always` is tried by itself; `choice` only when the shopper chose it (or asked for the best). */
  readonly applies: 'always' | 'choice'
}

/** The amount off is rounded down to whole jiao or yuan of what is then paid: never above the price without the offer. */
export type RoundTo = 'fen' | 'jiao' | 'yuan'

/** Another price for one unit of a line. The best one wins; they never add up. */
export interface UnitPriceOffer extends OfferBase {
  readonly stage: 'unit'
  readonly lineId: string
  readonly unitPriceFen: Fen
  /** An exclusive price stands alone: order discounts count this line only when they name `exclusive` in `combinesWith`. */
  readonly exclusive?: boolean
  /** So many units have this price, further ones of the line the everyday price; all of them when left out. */
  readonly unitsMax?: number
  /** Shown in lists and on the product page as the price; false for prices that only a cart decides. True when left out. */
  readonly listed?: boolean
}

/** How much is taken off: an amount, a rate of what the units in scope cost (perhaps capped), or down to a price for all. */
export type Reduction = (
  | { readonly amountFen: Fen }
  | { readonly rateBps: Bps; readonly capFen?: Fen; readonly rounding: 'down' | 'up' }
  | { readonly priceFen: Fen }
) & { readonly roundTo?: RoundTo }

/**
 * Discounts counted in sets of units: second at half price, buy two get one, three for ¥99. Units of all lines in scope
 * are laid in sets by price, dearest first, so that the cheapest of each set are the reduced ones.
 */
export interface LineOffer extends OfferBase, Stacking {
  readonly stage: 'line'
  readonly lineIds: readonly string[]
  readonly set: { readonly units: number; readonly setsMax?: number }
  readonly gives:
    | {
        readonly cheapest: number
        readonly rateBps: Bps
        readonly rounding: 'down' | 'up'
        /** Each reduced unit costs whole jiao or yuan then, never more than before. */
        readonly roundTo?: RoundTo
      }
    | { readonly cheapest: number; readonly unitPriceFen: Fen }
    | { readonly setPriceFen: Fen }
  readonly undiscountedOnly?: boolean
}

/** Something put into the parcel for nothing when its tier is reached. */
export interface Gift {
  readonly skuId: string
  readonly title: Words
  readonly units: number
  /** Its own stock and limits; a gift that is gone when the order commits refuses the order by name. */
  readonly takes: readonly QuotaTake[]
  /** When its order line's offer no longer holds after a refund: to be sent back, or kept. */
  readonly onRefund: 'return' | 'keep'
}

/** One rung of a ladder; the highest reached one counts. */
export interface Tier {
  /** What the measured goods must be worth. */
  readonly thresholdFen: Fen
  /** How many units they must be; 0 when left out. */
  readonly thresholdUnits?: number
  readonly reduction?: Reduction
  readonly gifts?: readonly Gift[]
  readonly freeShipping?: boolean
}

/** A discount, gifts or free shipping for the lines in scope together. */
export interface OrderOffer extends OfferBase, Stacking {
  readonly stage: 'order'
  /** The lines it reduces. */
  readonly lineIds: readonly string[]
  /** Whose worth and units the thresholds look at; the lines in scope when left out. */
  readonly measures?: 'cart' | readonly string[]
  /** Ascending by threshold, 1 … 10. */
  readonly tiers: readonly Tier[]
  /** 每满: the reached tier's amount and gifts once per threshold, at most so often. */
  readonly repeatsMax?: number
  /** So many units of the scope are reduced at most: the dearest first, or the cheapest. */
  readonly units?: { readonly max: number; readonly pick: 'dearest' | 'cheapest' }
  /** Lines with a reduced unit price or a line discount count neither for the threshold nor for the split. */
  readonly undiscountedOnly?: boolean
  /** What a percentage is of: what earlier offers left (when left out), or the original price of the lines. */
  readonly base?: 'left' | 'original'
}

/** A discount on the shipping fee, of the full fee. The best one wins. */
export interface ShippingOffer extends OfferBase {
  readonly stage: 'shipping'
  /** Goods after discounts must be worth this much. */
  readonly thresholdFen: Fen
  readonly reduction: Reduction
}

/** Points as money, at the shopper's wish. At most one offer counts: the first by priority, then id. */
export interface PointsOffer extends OfferBase {
  readonly stage: 'points'
  readonly pointsAvailable: number
  /** So many points are worth one yuan. */
  readonly pointsPerYuan: number
  /** Of the goods after all discounts, at most this share is paid with points. */
  readonly maxShareBps: Bps
  /** Points are spent in whole multiples of this; 1 when left out. */
  readonly step?: number
  /** What spending takes; units are the points spent. */
  readonly spends: Omit<QuotaTake, 'units'>
}

export type Offer = UnitPriceOffer | LineOffer | OrderOffer | ShippingOffer | PointsOffer

/**
 * How delivery was charged for before methods of delivery reckoned their own fees: the first rule that names the region
 * counts, `regions: []` names all. Stands in the records of orders from then, and nowhere else.
 */
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

/** One part of what a method of delivery costs. */
export interface FeePart {
  readonly feeFen: Fen
  /** Goods of the whole cart worth this much after discounts make this part free; null never. */
  readonly freeOverFen: Fen | null
}

/** What the chosen method of delivery costs this cart; no parts cost nothing. */
export interface DeliveryFee {
  /** `unknown_region`: it depends on a place that is not known yet; `not_delivered`: it does not go there. */
  readonly state: 'known' | 'unknown_region' | 'not_delivered'
  readonly parts: readonly FeePart[]
}

export interface PricingPolicy {
  /** The payable amount never goes below this. */
  readonly payableFloorFen: Fen
  readonly shipping: DeliveryFee | readonly ShippingRule[]
  /** Offer ids the shopper chose, or `best` to let the arbiter choose among them. */
  readonly choices: readonly string[] | 'best'
  /** Points the shopper wants to spend: a number, as many as allowed, or none. */
  readonly points: number | 'most' | 'none'
}

export interface Share {
  readonly offerId: string
  readonly plugin: string
  readonly stage: Stage
  readonly campaignId?: string
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
  /** This line's share of line, order and points discounts: all of `shares`. */
  readonly discountFen: Fen
  readonly payableFen: Fen
  readonly shares: readonly Share[]
}

export type TraceCode =
  | 'applied'
  | 'below_units'
  | 'stopped'
  | 'stands_alone'
  | 'excluded_group'
  | 'at_floor'
  | 'discounted_already'
  | 'not_wanted'
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
  readonly missingUnits?: number
}

/**
 * What one more step would bring, proved by pricing it: bought what is missing, the offer applies and the order saves
 * `gainFen` more. The goods that are bought are taken to be under this offer alone and not reduced themselves.
 */
export interface Hint {
  readonly offerId: string
  readonly plugin: string
  readonly label: Words
  /** One of the two is above zero. */
  readonly missingFen: Fen
  readonly missingUnits: number
  /** For set offers: the price of one unit that the gain was proved with, the lowest in scope. */
  readonly unitFen?: Fen
  readonly gainFen: Fen
  readonly gifts: readonly Gift[]
  readonly freeShipping: boolean
}

export interface PricedGift extends Gift {
  readonly offerId: string
  readonly plugin: string
  readonly campaignId?: string
}

export interface SpentPoints {
  readonly offerId: string
  readonly points: number
  readonly amountFen: Fen
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
  /** What the everyday prices would have cost more, without shipping; points spent are not a saving. */
  readonly savedFen: Fen
  readonly takes: readonly QuotaTake[]
  readonly trace: readonly TraceEntry[]
  readonly gifts: readonly PricedGift[]
  readonly points: SpentPoints | null
  readonly hints: readonly Hint[]
  /** Ids of choice offers that won. */
  readonly chosen: readonly string[]
}
