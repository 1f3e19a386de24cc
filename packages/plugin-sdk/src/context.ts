import type { TenantTx } from '@mamapu/db'
import type { CustomerId, Fen, Id, Locale, OrderId, ProductId, SkuId, StoreId, Words } from '@mamapu/kernel'
import type { CampaignId, CampaignService } from './campaigns.js'
import type { EarningService } from './earnings.js'
import type { Occasion } from './events.js'
import type { AddGiftResult, GiftToAdd } from './gifts.js'
import type { GuardService } from './guard.js'
import type { LinkService, Visitor } from './links.js'
import type { MediaService, PictureView } from './media.js'
import type { PosterService } from './posters.js'

/** One take of a limited thing. */
export interface Take {
  readonly kind: string
  readonly id: string
  readonly units: number
  /** The counter's limit when its first take makes it (personal counters); null when it must exist. */
  readonly limit: number | null
  /** What it is taken for; one owner takes a counter once, however often it is asked. */
  readonly owner: string
  /** When it comes back by itself unless claimed; left out: claimed at once. */
  readonly expiresAt?: Date
}

export type TakeResult =
  | {
      readonly taken: true
      /** The counters after it, in the order they were asked for: held until the commit, so this take was the how-manieth. */
      readonly counts: readonly QuotaCount[]
      /** All of it was taken by the same owners before: nothing changed, and what follows from it is done already. */
      readonly isRepeat: boolean
    }
  | {
      readonly taken: false
      readonly lacking: { readonly kind: string; readonly id: string }
      /** Not for want of units: the plugin is off, and the order that the event tells of was paid later. */
      readonly isOff?: true
    }

export interface QuotaCount {
  readonly limit: number
  readonly taken: number
}

/** Limited things of the plugin's own kinds. */
export interface QuotaService {
  /** Makes a counter, or sets its limit. False, changing nothing, when more than that is taken already, and for a pool: its units are the campaign's. */
  setLimit(kind: string, id: string, limit: number): Promise<boolean>
  /** All or nothing, coldest kind first, in the transaction of `ctx.tx`; taken before by the same owner changes nothing. */
  take(takes: readonly Take[]): Promise<TakeResult>
  /** Gives back what this owner still has of a counter, or at most `units` of it. How many units came back. */
  release(kind: string, id: string, owner: string, units?: number): Promise<number>
  /** Counters by id; those never made are missing. At most 200 ids. */
  read(kind: string, ids: readonly string[]): Promise<ReadonlyMap<string, QuotaCount>>
}

export interface LedgerPost {
  readonly unit: 'CNY' | 'points'
  /** `<what>:<whose>`; `payee:…` has a balance that cannot be overdrawn. */
  readonly debit: `${string}:${string}`
  readonly credit: `${string}:${string}`
  readonly amount: number
  /** Unique with `leg`: posting the same cause again does nothing. */
  readonly cause: string
  readonly leg?: string
}

export interface LedgerService {
  /** Moves an amount at once; a repeat does nothing. `short`: the payee's balance does not cover it. */
  post(
    transfer: LedgerPost,
  ): Promise<
    | { readonly entered: true; readonly isRepeat: boolean }
    | { readonly entered: false; readonly reason: 'short' }
  >
}

/**
 * Some of the shop's customers. `new` have not paid for anything yet; a level's rank means that level and above; birthdays
 * are 100 × month + day, at most 2; `these` are at most 500.
 */
export type Segment =
  | { readonly who: 'everyone' | 'members' | 'new' }
  | { readonly who: 'level'; readonly fromRank: number }
  | { readonly who: 'tag'; readonly tag: string }
  | { readonly who: 'birthday'; readonly days: readonly number[] }
  | { readonly who: 'these'; readonly ids: readonly CustomerId[] }

/** What a plugin may know of a customer: no name, no phone. `personKey` is the same for the same phone. */
export interface AudiencePerson {
  readonly id: CustomerId
  readonly personKey: string
  readonly level: string
  readonly ordersPaid: number
  readonly isMember: boolean
}

export interface AudienceService {
  find(id: CustomerId): Promise<AudiencePerson | null>
  /** Ascending by id, after the one named; at most 500. */
  list(ask: {
    readonly segment: Segment
    readonly after: CustomerId | null
    readonly limit: number
  }): Promise<readonly AudiencePerson[]>
  /** Whether a customer is of a segment now; false when there is none. */
  isIn(segment: Segment, id: CustomerId): Promise<boolean>
  /** The first order the customer paid, whatever came after; null without one. */
  firstPaidOrder(id: CustomerId): Promise<OrderId | null>
}

/** One line of an order as it stands now. */
export interface OrderLineView {
  readonly id: Id<'lin'>
  readonly skuId: SkuId
  readonly quantity: number
  readonly refundedUnits: number
  /** The line's share of the money, all discounts taken off; `refundedFen` of it went back. */
  readonly paidFen: number
  readonly refundedFen: number
  /** What the line earns in points, of the usual: 10000 without extras. Frozen when the order was placed. */
  readonly earnBps: number
  /** This plugin's discounts on this line. */
  readonly discountFen: number
  /** Given for nothing; null for what was bought. `key` as this plugin named it in `addGift`, null for gifts of others and of offers. */
  readonly gift: { readonly onRefund: 'return' | 'keep'; readonly key: string | null } | null
}

/** What a plugin may know of an order: what it was promised by this plugin. */
export interface OrderView {
  readonly id: OrderId
  /** What shopper and merchant call it. */
  readonly number: string
  readonly state: string
  readonly customerId: CustomerId | null
  readonly payableFen: number
  readonly refundedFen: number
  readonly placedAt: Date
  /** When its money was recorded: the day a payment counts for, however late it is heard of. Null while unpaid. */
  readonly paidAt: Date | null
  readonly receivedAt: Date | null
  /** What this plugin promised by `promises` when the order was placed; null when it was off or promised nothing. */
  readonly promised: Readonly<Record<string, number>> | null
  /** In the order's own order. */
  readonly lines: readonly OrderLineView[]
  /** This plugin's discounts, summed over the lines. */
  readonly discounts: readonly { readonly offerId: string; readonly amountFen: number }[]
  /** Takes of this plugin's quota kinds. */
  readonly takes: readonly {
    readonly kind: string
    readonly id: string
    readonly units: number
    readonly state: 'held' | 'claimed' | 'released'
  }[]
}

export interface OrderService {
  /** Needs `orders:read`. */
  find(orderId: OrderId): Promise<OrderView | null>
  /** What shopper and merchant call these orders; the ones the shop has not are missing. At most 200. Needs `orders:read`. */
  numbers(orderIds: readonly OrderId[]): Promise<ReadonlyMap<OrderId, string>>
  /**
   * Gives a paid order that is not sent whole a line that costs nothing, in the transaction of `ctx.tx`: either all of it
   * (line, units, counters, history) commits with the rest of the work, or none. The money of the order stays as it is. The
   * order is held from here to the commit: take counters of your own before, or in `takes`. Needs `orders:gift`.
   */
  addGift(gift: GiftToAdd): Promise<AddGiftResult>
  /**
   * What this plugin says of an order in a few words (at most 20 characters) on the shopper's and the merchant's pages,
   * one badge per plugin; null takes it away. It stays as it was said when the plugin is switched off. False without such
   * an order, and for words on one that was paid after the plugin was switched off. Needs `orders:badge`.
   */
  setBadge(orderId: OrderId, words: Words | null): Promise<boolean>
}

/** A customer as mechanics know one: nothing that says who it is. */
export interface CustomerView {
  readonly id: CustomerId
  /** Empty without one. */
  readonly level: string
  /** From 1; 0 without a level. */
  readonly levelRank: number
  readonly growth: number
  readonly tags: readonly string[]
  readonly ordersPaid: number
  readonly isMember: boolean
  readonly isNew: boolean
  readonly points: number
  /** As a mechanic said by `setPlan`; empty without one. */
  readonly plan: string
  /** What others may read of her, by her own choice; empty without one. */
  readonly publicName: string
  /** `03-08`; null when the shopper gave none. */
  readonly birthday: string | null
  readonly createdAt: Date
}

export type SetLevelResult =
  | { readonly done: true; readonly changed: boolean; readonly from: string }
  | { readonly done: false; readonly reason: 'no_customer' | 'unknown_level' }

/** One change of a level; empty for none. */
export interface LevelChangeView {
  readonly from: string
  readonly to: string
  readonly at: Date
}

/** Which customers, in the order of their ids; at most 500 at once. */
export interface CustomerPage {
  readonly after: CustomerId | null
  readonly limit: number
  readonly level?: string
  readonly tag?: string
  /** `03-08`. */
  readonly birthday?: string
}

/** Core's facts about customers and their only writers. Reading needs `customers:read`, writing `customers:write`. */
export interface CustomerService {
  find(customerId: CustomerId): Promise<CustomerView | null>
  list(page: CustomerPage): Promise<readonly CustomerId[]>
  /** What to call them on a page that others read: the first letter of the name and stars, `陈**`; those without a name are missing. At most 200. */
  maskedNames(ids: readonly CustomerId[]): Promise<ReadonlyMap<CustomerId, string>>
  /** How a customer's level changed, the latest first; at most 50. */
  levelChanges(customerId: CustomerId, limit: number): Promise<readonly LevelChangeView[]>
  /** Puts a customer on a level (`''` for none), keeps the change for ever and tells `customer.level_changed`. */
  setLevel(customerId: CustomerId, level: string, reason: string): Promise<SetLevelResult>
  /** False when there is no such customer. */
  setGrowth(customerId: CustomerId, growth: number): Promise<boolean>
  /** What the customer is to the shop, `distributor:gold`, for rules and pages by `core:plan`; empty takes it away. At most 40 of a-z, 0-9, `:` and `-`; few values. */
  setPlan(customerId: CustomerId, plan: string): Promise<boolean>
  /**
   * What the customer wants to be called where others read it (on posters): her own choice, at most 20 letters; empty takes it
   * away. False, writing nothing, for words that the guard would not let pass, and without such a customer.
   */
  setPublicName(customerId: CustomerId, name: string): Promise<boolean>
  /** `full`: the customer has `CUSTOMER_TAGS_MAX` already. */
  addTag(customerId: CustomerId, tag: string): Promise<'added' | 'there' | 'full' | 'no_customer'>
  removeTag(customerId: CustomerId, tag: string): Promise<boolean>
}

/** What the shopper laid ready before a round begins: one tap at its start makes it an order. */
export interface PreparedView {
  readonly campaignId: CampaignId
  readonly round: string
  readonly skuId: SkuId
  readonly quantity: number
  /** What they saw it will cost at the start; another total is asked again, never charged. */
  readonly totalFen: Fen
  /** Name and phone, masked. */
  readonly contact: string
  /** POST `csrf, back` here to buy, or to go on paying what was bought; `back` is where one comes from. */
  readonly buyUrl: string
  readonly isBought: boolean
}

/** What this shopper, signed in or not, has ready. Needs no scope. */
export interface PreparedService {
  mine(): Promise<readonly PreparedView[]>
}

/** A variant as everybody sees it. */
export interface GoodsView {
  readonly skuId: SkuId
  readonly productId: ProductId
  readonly title: string
  readonly optionText: string
  /** Its product's page. */
  readonly path: string
  /** The everyday price. */
  readonly priceFen: Fen
  /** On the shelf, campaigns' own units apart. */
  readonly available: number
  readonly isForSale: boolean
  /** For `{{img}}` in blocks. */
  readonly picture: PictureView | null
}

/** What a variant costs now. */
export interface GoodsPrice {
  readonly unitFen: Fen
  readonly everydayFen: Fen
  /** When the round ends that makes the price; null where no campaign does. */
  readonly until: Date | null
}

/** The shop's goods. Needs no scope. */
export interface GoodsService {
  /** These in this order, without those that the shop has not; the first 200. */
  find(skuIds: readonly SkuId[]): Promise<readonly GoodsView[]>
  /** Of each product the variant that costs least, in this order, without those that the shop has not; the first 200. */
  ofProducts(productIds: readonly ProductId[]): Promise<readonly GoodsView[]>
  /**
   * What their pages ask of whoever comes without an account, by the same snapshot and arbiter: those that the shop has not are
   * missing; the first 200.
   */
  prices(skuIds: readonly SkuId[]): Promise<ReadonlyMap<SkuId, GoodsPrice>>
  /** Of the product on sale whose page this path is, the variant that costs least; null for any other page. */
  at(path: string): Promise<GoodsView | null>
}

export interface MessageToSend {
  readonly customerId: CustomerId
  /** A text `message.<template>` of the plugin's locale files. */
  readonly template: string
  readonly data: Readonly<Record<string, string | number>>
  /** The same key is sent once. */
  readonly dedupeKey: string
}

export interface PluginLog {
  info(data: object, message: string): void
  warn(data: object, message: string): void
}

/** Everything a route, handler, job or page may touch. Services need their scope in the manifest. */
export interface PluginContext<S = unknown> {
  /** The one transaction of this piece of work, bound to the store; only `*.queries.ts` speaks SQL with it. */
  readonly tx: TenantTx
  readonly storeId: StoreId
  readonly at: Date
  /** The store's time zone: whose days, weeks and months count. */
  readonly zone: string
  readonly locale: Locale
  readonly settings: S
  /** False only in work marked `whileOff`: it settles what was promised and begins nothing new. */
  readonly isOn: boolean
  /** The signed-in shopper. `personKey` names the person behind it, for limits per person. */
  readonly customer: { readonly id: CustomerId; readonly personKey: string } | null
  readonly staff: { readonly id: Id<'stf'> } | null
  /** Who looks, signed in or not; null in work that no browser asked for, and for one that keeps no session yet. */
  readonly visitor: Visitor | null
  readonly log: PluginLog
  /** A new time-ordered id for rows of the plugin's own tables. */
  newId(): Id<'plg'>
  /** A text of the plugin's locale files with its placeholders filled. */
  t(key: string, values?: Readonly<Record<string, string | number>>): string
  readonly quotas: QuotaService
  readonly ledger: LedgerService
  readonly orders: OrderService
  readonly customers: CustomerService
  readonly audience: AudienceService
  readonly campaigns: CampaignService
  readonly goods: GoodsService
  readonly prepared: PreparedService
  readonly guard: GuardService
  readonly media: MediaService
  /** Commissions by this plugin's rules, and the money of payees. */
  readonly earnings: EarningService
  readonly links: LinkService
  readonly posters: PosterService
  /** Which of the plugins named in `enhancedBy` are on: for links to their pages, never for reaching into them. */
  enhancers(): Promise<ReadonlySet<string>>
  /** Sends a message to a customer through the shop's channels. Needs `messages:send`. */
  notify(message: MessageToSend): Promise<void>
  /**
   * Tells the shop's staff something on the console's first page, once per key and in this transaction: it leads to the
   * plugin's own screens, and stays until somebody has seen it. False when it was told before. Needs no scope.
   */
  tellStaff(notice: {
    readonly key: string
    /** At most 200 characters. */
    readonly words: Words
    readonly isUrgent?: boolean
  }): Promise<boolean>
  /**
   * Tells whichever plugin gives something on such a day, as `occasion.came` once this transaction commits; nobody may be
   * listening. Needs `occasions:tell`.
   */
  tellOccasion(occasion: Occasion): Promise<void>
  /**
   * What cached pages show has changed by something rare that no merchant did (the last one is gone, one came back): in
   * the transaction's commit the store's configuration version rises. Never for an ordinary sale or claim.
   */
  pagesChanged(): Promise<void>
}
