import type { TenantTx } from '@mamapu/db'
import type { CustomerId, Fen, Id, OrderId, ProductId, SkuId } from '@mamapu/kernel'
import type { CommissionRole, EarningState, Occasion } from '@mamapu/plugin-sdk'
import type { App } from '../app.js'

type OfOrder = { readonly orderId: OrderId; readonly customerId: CustomerId | null }

/** One order line as it was bought; `paidFen` is its share of the money, all discounts taken off. */
export interface BoughtLine {
  readonly lineId: Id<'lin'>
  readonly skuId: SkuId
  readonly quantity: number
  readonly paidFen: Fen
}

/** The exact share of one order line in a refund: what came back, in units and in fen. */
export interface RefundedLine {
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly amountFen: Fen
}

type Bought = OfOrder & { readonly payableFen: Fen; readonly lines: readonly BoughtLine[] }

/** What a campaign took off one line. */
export interface CampaignShare {
  readonly campaignId: Id<'cmp'>
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly discountFen: Fen
}

/** The prices of one product for everyone; instants are ISO. */
export interface PricedProduct {
  readonly productId: ProductId
  readonly listedFrom: string | null
  readonly listedUntil: string | null
  readonly skus: readonly { readonly skuId: SkuId; readonly priceFen: Fen; readonly isOffered: boolean }[]
}

export interface CampaignRound {
  readonly campaignId: Id<'cmp'>
  /** The mechanic it is of. */
  readonly plugin: string
  readonly round: string
  /** Instants in ISO form. A late delivery sees by them what no longer makes sense. */
  readonly startsAt: string
  readonly endsAt: string
}

/** Everything that is told, and with what: ids and amounts, nothing personal. One name per fact, in the past tense. */
export interface EventMap {
  'order.placed': Bought & { readonly campaigns?: readonly CampaignShare[] }
  'order.paid': Bought & { readonly paidFen: Fen }
  /** An unpaid order costs something else than when it was placed. */
  'order.price_changed': OfOrder & { readonly fromFen: Fen; readonly toFen: Fen }
  /** An order goes to another door, or to somebody else. */
  'order.address_changed': OfOrder
  'order.cancelled': OfOrder & { readonly reason: string }
  /** A refund was decided; the money is on its way. */
  'order.refunded': OfOrder & {
    readonly refundId: Id<'ref'>
    readonly amountFen: Fen
    readonly shippingFen: Fen
    readonly lines: readonly RefundedLine[]
    /** Nothing of the order is left unrefunded. */
    readonly isWhole: boolean
  }
  /** The provider has paid a refund back. */
  'order.refund_paid': { readonly orderId: OrderId; readonly refundId: Id<'ref'>; readonly amountFen: Fen }
  /** Other goods are sent for some that came back, by an order of its own that costs nothing and is no sale. */
  'order.exchanged': OfOrder & { readonly of: OrderId }
  'order.shipped': OfOrder & { readonly shipmentId: Id<'shp'>; readonly isComplete: boolean }
  'order.received': OfOrder
  /** What was entered as sent or handed over was taken back. */
  'order.recalled': OfOrder & { readonly shipmentId: Id<'shp'> }
  /** A carrier says where a parcel is: nobody's name, no place. */
  'parcel.moved': { readonly orderId: OrderId; readonly shipmentId: Id<'shp'>; readonly state: string }
  /** A parcel got the carrier and number it should have had. */
  'parcel.corrected': { readonly orderId: OrderId; readonly shipmentId: Id<'shp'> }
  'order.completed': OfOrder
  /** Money arrived after the order had been let go: it goes on, or the money goes back. */
  'order.late_money': {
    readonly orderId: OrderId
    readonly amountFen: Fen
    readonly outcome: 'revived' | 'returned'
  }
  'product.changed': { readonly productId: ProductId }
  /** What a product's variants cost everyone from now on, and whether they are on sale: told when one of these changes. */
  'product.priced': PricedProduct
  'customer.registered': { readonly customerId: CustomerId }
  'customer.signed_in': { readonly customerId: CustomerId; readonly visitorKey: string }
  /** A tracked link of a plugin was opened. */
  'link.visited': {
    readonly plugin: string
    readonly code: string
    readonly owner: CustomerId
    readonly scene: string
    readonly target: string
    readonly visitorKey: string
    readonly customerId: CustomerId | null
    readonly at: string
  }
  'visitor.looked': {
    readonly looks: readonly {
      /** Whose link brought the visitor. */
      readonly owner: CustomerId
      readonly visitorKey: string
      readonly customerId: CustomerId | null
      readonly productId: ProductId
      readonly at: string
    }[]
  }
  'visitor.answered': {
    readonly visitorKey: string
    readonly customerId: CustomerId | null
    readonly mayFollow: boolean
    readonly at: string
  }
  /** A commission came to another state, or refunds took something of it back. */
  'earning.changed': {
    /** By whose rules it was promised. */
    readonly plugin: string
    readonly earningId: Id<'ern'>
    readonly orderId: OrderId
    readonly payee: CustomerId
    readonly role: CommissionRole
    readonly state: EarningState
    readonly amountFen: Fen
    readonly returnedFen: Fen
  }
  /** Messages wait to be sent on channels outside the shop. */
  'message.queued': { readonly sendIds: readonly Id<'snd'>[] }
  /** A poster waits to be drawn. */
  'poster.asked': { readonly posterId: Id<'pst'> }
  'campaign.published': { readonly campaignId: Id<'cmp'>; readonly plugin: string }
  /** A round of a campaign, told ahead, about to begin, begun, over: each once. */
  'campaign.announced': CampaignRound
  'campaign.soon': CampaignRound
  'campaign.started': CampaignRound
  'campaign.ended': CampaignRound
  /** Ranks are 0 where there is no level. */
  'customer.level_changed': {
    readonly customerId: CustomerId
    readonly from: string
    readonly to: string
    readonly fromRank: number
    readonly toRank: number
  }
  /** A plugin says what day it is, for whichever gives something on it. */
  'occasion.came': Occasion
  'plugin.switched': { readonly pluginId: string; readonly isOn: boolean }
}

export type EventName = keyof EventMap

export type StoreEvent<N extends EventName = EventName> = {
  [K in N]: {
    readonly id: Id<'evt'>
    readonly name: K
    readonly payload: EventMap[K]
    /** When the fact happened. */
    readonly at: Date
  }
}[N]

export interface HandlerContext {
  readonly app: App
  /** The instant this delivery is handled at. */
  readonly at: Date
  /**
   * Asks for a job once this handler's transaction has committed: the way to everything outside the database. A job lost
   * between the two is found by a sweeper, so every such job needs one.
   */
  enqueue(
    job: string,
    id: string,
    payload: Readonly<Record<string, string>>,
    options?: { runAt?: Date },
  ): void
}

/** What a domain or plugin does when something has happened: in one transaction of its own, once per event. */
export interface EventHandler<N extends EventName = EventName> {
  /** `<domain or plugin>.<handler>`; never renamed, or what was handled is handled again. */
  readonly name: string
  readonly event: N
  /** Survives any order of events. What it throws is tried again later and stops no other handler. */
  handle(tx: TenantTx, event: StoreEvent<N>, context: HandlerContext): Promise<void>
}

export type HandlerRegistry = ReadonlyMap<EventName, readonly EventHandler[]>
