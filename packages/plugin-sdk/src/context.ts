import type { TenantTx } from '@mamapu/db'
import type { CustomerId, Fen, Id, Locale, OrderId, ProductId, SkuId, StoreId, Words } from '@mamapu/kernel'
import type { CampaignId, CampaignService } from './campaigns.js'
import type { CustomerService } from './customers.js'
import type { ChangeDelivery, ChangeDeliveryResult, DeliveryView, OpenedDelivery } from './delivery.js'
import type { EarningService } from './earnings.js'
import type { Occasion } from './events.js'
import type { AddGiftResult, GiftToAdd } from './gifts.js'
import type { GuardService } from './guard.js'
import type { HandOver, HandOverResult, UndoHandOverResult } from './hand-over.js'
import type { LinkService, Visitor } from './links.js'
import type { MediaService, PictureView } from './media.js'
import type { PosterService } from './posters.js'
import type { StaffScope } from './routes.js'
import type { VaultService } from './vault.js'

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

/** A part of the country; the codes of those without parts are the six digits addresses have. */
export interface RegionNode {
  readonly code: string
  readonly name: string
  readonly children?: readonly RegionNode[]
}

/** One line of an order as it stands now. */
export interface OrderLineView {
  readonly id: Id<'lin'>
  readonly skuId: SkuId
  readonly quantity: number
  readonly refundedUnits: number
  /** Units that are still to be sent or handed over. Virtual goods are never carried. */
  readonly leftUnits: number
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
  /** How it reaches the shopper, as agreed last. */
  readonly delivery: DeliveryView
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

export type RefundUnsentResult =
  | { readonly refunded: true; readonly amountFen: Fen }
  | {
      readonly refunded: false
      /** `asked_back`: an open after-sale asks for some of it already; `refused`: the order is in no state for it. */
      readonly reason: 'no_order' | 'nothing_unsent' | 'asked_back' | 'refused'
    }

export interface OrderService {
  /** Needs `orders:read`. */
  find(orderId: OrderId): Promise<OrderView | null>
  /** What shopper and merchant call these orders; the ones the shop has not are missing. At most 200. Needs `orders:read`. */
  numbers(orderIds: readonly OrderId[]): Promise<ReadonlyMap<OrderId, string>>
  /**
   * Whether whoever asks may see an order: as its page is opened, by its owner signed in, or by its link in a browser that has shown it
   * before. `token` is the one in `order.below`. Null for everybody else, and for links nobody gave out. Needs `orders:read`.
   */
  openedBy(token: string): Promise<OrderId | null>
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
  /**
   * What this plugin's own method kept sealed with the order's contact, and who the order is for: for those who hand it
   * over. Null for orders of other methods. Needs `orders:deliver`.
   */
  openDelivery(orderId: OrderId): Promise<OpenedDelivery | null>
  /**
   * Another slot, place or way for a paid order of this plugin's own methods of which nothing was sent, in the transaction of
   * `ctx.tx` and under the order's lock: what the new way takes is taken, what the old one took goes back, all of it or
   * nothing. What was paid for delivery stays; who was asked for consent is the plugin's to know. Needs `orders:deliver`.
   */
  changeDelivery(change: ChangeDelivery): Promise<ChangeDeliveryResult>
  /**
   * Leaves an order at most `units` (from 1) of a counter of this plugin's own that the order took as a whole, and gives the rest
   * back: for what became less, such as places in a slot counted by items after a refund. Says how many came back; a repeat
   * gives nothing more. The order is held from here to the commit. Needs `quotas:take`.
   */
  lowerTake(less: {
    readonly orderId: OrderId
    readonly kind: string
    readonly id: string
    readonly units: number
  }): Promise<number>
  /**
   * Says that a paid order of this plugin's own methods lies ready for whoever collects it, or not after all: it reads so
   * everywhere, by the method's `says.ready`. Another way of delivery begins unready. False when nothing of it is to be handed
   * over any more. Needs `orders:deliver`.
   */
  markReady(orderId: OrderId, isReady: boolean): Promise<boolean>
  /**
   * Gives the shopper her money back for what is still to be sent of an order of this plugin's own methods, in the transaction of
   * `ctx.tx`: every such unit comes back to where it lay, and when nothing was sent at all, delivery is paid back with it. For what
   * she was promised and the shop cannot keep, or what she agreed to. Works while the plugin is off. Needs `orders:refund`.
   */
  refundUnsent(refund: {
    readonly orderId: OrderId
    /** The shopper and the merchant read it; at most 200 letters. */
    readonly reason: string
    /** Who decided it: a member of staff or a customer by id, or the plugin's own name. */
    readonly by: string
  }): Promise<RefundUnsentResult>
  /**
   * Goods of a paid order go from hand to hand, all that is left or these units: sent and received in the transaction of
   * `ctx.tx`, once per key (a repeat says so), with the events of a parcel. The order is held from here to the commit. With the
   * last of it the order is received, unless a parcel of it is on its way. Works for what was promised while the plugin is
   * off. Needs `orders:hand-over`.
   */
  handOver(ask: HandOver): Promise<HandOverResult>
  /**
   * Takes a hand-over of this plugin back: its units wait again, the order is paid as before. Points or growth that came with
   * receiving stay until a refund takes them. The key stays spent. Needs `orders:hand-over`.
   */
  undoHandOver(undo: { readonly key: string; readonly by: string }): Promise<UndoHandOverResult>
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
  /** The member of staff who asks, and what her role lets her do. */
  readonly staff: { readonly id: Id<'stf'>; may(scope: StaffScope): boolean } | null
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
  /** Provinces with their cities and districts, as addresses of this shop have them. */
  regions(): readonly RegionNode[]
  readonly media: MediaService
  /** Commissions by this plugin's rules, and the money of payees. */
  readonly earnings: EarningService
  readonly links: LinkService
  readonly posters: PosterService
  /** Keys of this store for this plugin alone: what names a person is kept sealed, what is looked up is kept as its keyed hash. */
  readonly vault: VaultService
  /** Which of the plugins named in `enhancedBy` are on: for links to their pages, never for reaching into them. */
  enhancers(): Promise<ReadonlySet<string>>
  /** Sends a message to a customer through the shop's channels; as an offer, if `offerMessages` names it. Needs `messages:send`. */
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
