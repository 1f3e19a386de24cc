import type { CustomerId, Fen, Id, OrderId, ProductId, SkuId, Words } from '@mamapu/kernel'
import type { Channel, CommissionRole } from '@mamapu/plugin-sdk'
import type { Cart, Offer, PricedCart, PricingPolicy, Share } from '@mamapu/pricing'

/**
 * Who an order is for and where it goes; `region` and `street` are empty where its delivery asks for no address. Sealed at
 * rest; opened only for those who may see it.
 */
export interface Address {
  readonly name: string
  readonly phone: string
  readonly regionCode: string
  /** 浙江省 杭州市 西湖区 */
  readonly region: string
  readonly street: string
  /** What the method of delivery keeps beside it. */
  readonly delivery?: Readonly<Record<string, unknown>>
}

/** How an order reaches its shopper, as agreed when it was placed or changed. */
export interface AgreedDelivery {
  /** `express`, or `<plugin>.<name>`. */
  readonly method: string
  readonly frozen: Readonly<Record<string, unknown>>
  readonly words: Words
}

/** The arbiter's whole input and its result, kept with the order so that the price can be replayed to the bit. */
export interface Decision {
  readonly version: number
  /** What the shopper came through; missing in orders from before it was kept. */
  readonly channel?: Channel
  readonly cart: Cart
  readonly offers: readonly Offer[]
  readonly policy: PricingPolicy
  readonly priced: PricedCart
  /** What was left out to keep the record within 32 KiB: offers that lost, or the input with them. */
  readonly trimmed?: 'losers' | 'input'
  /** Per line what it earns in points of the usual, in basis points; missing when no line earns more. */
  readonly earns?: readonly number[]
  /** What each plugin will owe for the order, by its settings of then; missing when none owes anything. */
  readonly promised?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** What the rules read; missing when the record would be too large with it. */
  readonly asked?: AskedFacts
}

/** When the rules were asked, and what they read about the shopper by fact: level, tags, counts, coupons, never who it is. */
export interface AskedFacts {
  readonly at: string
  readonly facts: Readonly<Record<string, unknown>>
}

export interface DecidedTake {
  readonly rank: number
  readonly kind: string
  readonly id: string
  readonly units: number
  readonly limit: number | null
  readonly giveBack: 'never' | 'cancel' | 'refund'
  readonly lineId: Id<'lin'> | null
  readonly takeId: Id<'tak'>
  /** It counts what one person has had. */
  readonly isPersons: boolean
  /** Lacking, the order is decided again with what is left. */
  readonly asFarAsLeft?: boolean
  /** Taken for how it is delivered, and given back when that is changed. */
  readonly ofDelivery?: boolean
}

export interface DecidedLine {
  readonly id: Id<'lin'>
  readonly skuId: SkuId
  readonly skuVersion: number
  readonly productId: ProductId
  readonly title: string
  readonly options: string
  readonly code: string
  readonly mediaHash: string | null
  readonly quantity: number
  readonly everydayUnitFen: Fen
  readonly unitFen: Fen
  readonly discountFen: Fen
  readonly paidFen: Fen
  readonly costFen: Fen | null
  readonly weightGram: number
  readonly shares: readonly DecidedShare[]
  /** The offer that gave it for nothing; null for what is bought. */
  readonly gift: LineGift | null
}

/** A line's share of a discount, with what the line still cost when it was split. */
export interface DecidedShare extends Share {
  readonly weightFen: Fen
}

/** What makes a line a gift. */
export interface LineGift {
  readonly offerId: string
  /** When a refund takes the offer's ground away: to be sent back, or kept. */
  readonly onRefund: 'return' | 'keep'
  /** Missing where an offer gave it when the order was placed. */
  readonly added?: AddedGift
}

/** A gift that a plugin added once the order was paid. */
export interface AddedGift {
  readonly plugin: string
  /** The plugin's own name for it. */
  readonly key: string
  readonly words: Words
}

/** One payee's part of one line, frozen with the order. */
export interface DecidedEarning {
  readonly id: Id<'ern'>
  readonly lineId: Id<'lin'>
  readonly role: CommissionRole
  readonly payee: CustomerId
  readonly plugin: string
  /** The rule of the plugin that said so, for reports of what it said wrong. */
  readonly rule: string
  readonly terms: { readonly bps: number } | { readonly perUnitFen: Fen }
  /** What is paid for the line, without postage. */
  readonly baseFen: Fen
  readonly amountFen: Fen
  readonly basis: string
  readonly units: number
}

/** An order as it was decided: everything `place_orders` writes. */
export interface DecidedOrder {
  readonly id: OrderId
  readonly number: string
  readonly actor: string
  readonly customerId: CustomerId | null
  readonly personKey: string | null
  readonly sessionHash: string | null
  readonly configVersion: number
  readonly goodsFen: Fen
  readonly discountFen: Fen
  readonly shippingFen: Fen
  readonly payableFen: Fen
  readonly regionCode: string
  readonly addressSealed: Buffer
  /** The same for the same door; null where it goes to none. */
  readonly addressHash: string | null
  /** Null where the delivery asks for no phone. */
  readonly phoneHash: string | null
  readonly phoneLast4Hash: string | null
  readonly contactMasked: string
  readonly remark: string
  readonly delivery: AgreedDelivery
  readonly tokenHash: string
  readonly payBefore: Date
  readonly decision: Decision
  /** When the first of the campaigns it was priced by ends; committed well after that it is refused. */
  readonly promisedUntil: Date | null
  readonly lines: readonly DecidedLine[]
  readonly takes: readonly DecidedTake[]
  readonly earnings: readonly DecidedEarning[]
  readonly cart: {
    readonly id: Id<'crt'>
    readonly lines: readonly { id: Id<'cln'>; quantity: number }[]
  } | null
  readonly idem: {
    readonly principal: string
    readonly route: string
    readonly key: string
    readonly hash: string
  } | null
}

export type CommitResult =
  /** `strangers`: parts that were left out because their payee is no customer of the shop. */
  | { readonly status: 'placed'; readonly orderId: OrderId; readonly strangers?: readonly Id<'ern'>[] }
  | { readonly status: 'again'; readonly orderId: OrderId }
  | { readonly status: 'key_reused' }
  | { readonly status: 'stale' }
  | { readonly status: 'late' }
  | {
      readonly status: 'lacking'
      readonly kind: string
      readonly quotaId: string
      readonly lineId: Id<'lin'> | null
    }

export interface OrderLine {
  readonly id: Id<'lin'>
  readonly skuId: SkuId
  readonly productId: ProductId
  readonly title: string
  readonly options: string
  readonly code: string
  readonly mediaHash: string | null
  readonly quantity: number
  readonly everydayUnitFen: Fen
  readonly unitFen: Fen
  readonly discountFen: Fen
  readonly paidFen: Fen
  readonly shippedUnits: number
  readonly refundedUnits: number
  readonly refundedFen: Fen
  /** Of the refunded units those that had been sent; the others never left the shelf. */
  readonly returnedUnits: number
  /** Units an open after-sale asks back before they were sent: they are not packed meanwhile. */
  readonly heldUnits: number
  /** Units another order stands for since they were exchanged. */
  readonly exchangedUnits: number
  /** Kept back of what the refunded units cost. */
  readonly withheldFen: Fen
  readonly gift: LineGift | null
  /** Virtual goods are delivered once they are paid and never go into a parcel. */
  readonly deliveryKind: 'physical' | 'virtual'
}

/** A discount as a text about it needs it. */
export interface DiscountLine {
  readonly label: Words
  readonly amountFen: Fen
}
