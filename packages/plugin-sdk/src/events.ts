import type { CustomerId, Fen, Id, OrderId, ProductId, SkuId } from '@mamapu/kernel'
import type { CommissionRole } from './commissions.js'
import type { PluginContext, Segment } from './context.js'
import type { EarningState } from './earnings.js'

type OfOrder = { readonly orderId: OrderId; readonly customerId: CustomerId | null }

/** One order line as it was bought; `paidFen` is its share of the money, all discounts taken off. */
export interface BoughtLine {
  readonly lineId: Id<'lin'>
  readonly skuId: SkuId
  readonly quantity: number
  readonly paidFen: Fen
}

type Bought = OfOrder & { readonly payableFen: Fen; readonly lines: readonly BoughtLine[] }

/** One round of a campaign. */
export interface CampaignRound {
  readonly campaignId: Id<'cmp'>
  readonly plugin: string
  readonly round: string
  /** Instants in ISO form. Told late after an outage, in order: look whether it still makes sense at `ctx.at`. */
  readonly startsAt: string
  readonly endsAt: string
}

/** A day on which a shop may give something: told by the mechanic that knows of it, heard by whichever gives. */
export interface Occasion {
  /** What it is, in the words both sides know: `member-day`. */
  readonly name: string
  /** The store's day, `2026-03-04`: who gives, gives once per person, name and day. */
  readonly day: string
  /** What brings it, a campaign for one; at most 40 characters. */
  readonly source: string
  readonly to: Segment
  /** In ISO form: from then on nothing is given for it any more. */
  readonly until: string
}

/** What happens in a shop that a plugin may hear of: ids and amounts, nothing personal. */
export interface PluginEvents {
  'order.placed': Bought
  'order.paid': Bought & { readonly paidFen: Fen }
  'order.cancelled': OfOrder & { readonly reason: string }
  'order.refunded': OfOrder & {
    readonly refundId: Id<'ref'>
    readonly amountFen: Fen
    readonly shippingFen: Fen
    /** The exact share of every line. */
    readonly lines: readonly {
      readonly lineId: Id<'lin'>
      readonly units: number
      readonly amountFen: Fen
    }[]
    /** Nothing of the order is left unrefunded. */
    readonly isWhole: boolean
  }
  /**
   * Other goods are sent for some of the order `of` that came back: `orderId` costs nothing and is no sale. It goes to the same door;
   * where the first went to none, it goes the same way, and the plugin of that way agrees with the shopper on time and place anew.
   */
  'order.exchanged': OfOrder & { readonly of: OrderId }
  'order.shipped': OfOrder & { readonly shipmentId: Id<'shp'>; readonly isComplete: boolean }
  'order.received': OfOrder
  'order.completed': OfOrder
  /** Money arrived after the order had been let go: it goes on, or the money goes back. */
  'order.late_money': {
    readonly orderId: OrderId
    readonly amountFen: Fen
    readonly outcome: 'revived' | 'returned'
  }
  'customer.registered': { readonly customerId: CustomerId }
  /** `visitorKey`: the browser it happened in, the same before and after. */
  'customer.signed_in': { readonly customerId: CustomerId; readonly visitorKey: string }
  /**
   * Somebody opened a tracked link, of this plugin or of another: who shared is one person, whichever made the link. Handled before the visitor is led on; when that fails it comes again, so
   * look at `at` for the order of visits.
   */
  'link.visited': {
    readonly code: string
    readonly owner: CustomerId
    readonly scene: string
    readonly target: string
    readonly visitorKey: string
    readonly customerId: CustomerId | null
    /** In ISO form. */
    readonly at: string
  }
  /** Visitors who came by tracked links, and said that they may be followed, looked at products; collected for some seconds. */
  'visitor.looked': {
    readonly looks: readonly {
      /** Whose link brought the visitor. */
      readonly owner: CustomerId
      readonly visitorKey: string
      readonly customerId: CustomerId | null
      readonly productId: ProductId
      /** In ISO form. */
      readonly at: string
    }[]
  }
  /** A visitor said whether whoever brought them may see what they look at. Looks told later may be older: compare `at`. */
  'visitor.answered': {
    readonly visitorKey: string
    readonly customerId: CustomerId | null
    readonly mayFollow: boolean
    /** In ISO form. */
    readonly at: string
  }
  /** A commission by this plugin's rules came to another state, or refunds took something of it back. */
  'earning.changed': {
    readonly earningId: Id<'ern'>
    readonly orderId: OrderId
    readonly payee: CustomerId
    readonly role: CommissionRole
    readonly state: EarningState
    readonly amountFen: Fen
    readonly returnedFen: Fen
  }
  /** A round of one of this plugin's own campaigns was announced. */
  'campaign.announced': CampaignRound
  /** An announced round begins in five minutes: time to remind those who asked. */
  'campaign.soon': CampaignRound
  'campaign.started': CampaignRound
  /** A round is over: by its time, or because the merchant ended or cancelled it. */
  'campaign.ended': CampaignRound
  /** Ranks are 0 where there is no level. */
  'customer.level_changed': {
    readonly customerId: CustomerId
    readonly from: string
    readonly to: string
    readonly fromRank: number
    readonly toRank: number
  }
  /** Another plugin (or this one) told an occasion by `ctx.tellOccasion`. */
  'occasion.came': Occasion
}

export type PluginEventName = keyof PluginEvents

export const PLUGIN_EVENTS = Object.freeze([
  'order.placed',
  'order.paid',
  'order.cancelled',
  'order.refunded',
  'order.exchanged',
  'order.shipped',
  'order.received',
  'order.completed',
  'order.late_money',
  'customer.registered',
  'customer.signed_in',
  'link.visited',
  'visitor.looked',
  'visitor.answered',
  'earning.changed',
  'campaign.announced',
  'campaign.soon',
  'campaign.started',
  'campaign.ended',
  'customer.level_changed',
  'occasion.came',
]) satisfies readonly PluginEventName[]

/** Survives the same event twice and in any order; what it writes commits with the note that it was handled. */
export interface EventHandler<S = unknown, E = never> {
  /** Stays on while the plugin is switched off: it settles what was promised. */
  readonly whileOff?: boolean
  handle(ctx: PluginContext<S>, payload: E): Promise<void>
}

export type EventHandlers<S> = { readonly [E in PluginEventName]?: EventHandler<S, PluginEvents[E]> }
