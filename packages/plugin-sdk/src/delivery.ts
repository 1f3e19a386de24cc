import type { Fen, OrderId, Words } from '@mamapu/kernel'
import type { CartLine, FeePart, QuotaTake } from '@mamapu/pricing'
import type { Static, TObject } from 'typebox'
import type { DeliverySays } from './delivery-says.js'
import type { CustomerRef, FactMap, FactValues } from './facts.js'

/** A line that has to be delivered. */
export interface DeliveryLine extends CartLine {
  /** Which of the shop's express templates it goes by; empty for the usual one. */
  readonly template: string
}

/** Units of one of the plugin's counters. */
export interface HeldUnits {
  readonly kind: string
  readonly id: string
  readonly units: number
}

/** Everything a method may look at; frozen through and through. */
export interface DeliveryInput<S, F extends FactMap> {
  /** The physical lines of the cart: a method is for all of them or not for this cart. Never empty. */
  readonly lines: readonly DeliveryLine[]
  /** Six digits of the address; null while there is none, and always where the method asks for no address. */
  readonly regionCode: string | null
  readonly settings: S
  readonly facts: FactValues<F>
  readonly at: Date
  /** The store's time zone: whose days and hours count. */
  readonly zone: string
  /** Null for a guest. */
  readonly customer: CustomerRef | null
  /**
   * What an order that is delivered otherwise from now on has of this plugin's counters: facts count it as taken, and it is free for
   * the order itself. Nothing at checkout.
   */
  readonly held: readonly HeldUnits[]
}

/** One thing to pick; `value` is what the choice has under the field's name. */
export interface DeliveryOption {
  readonly value: string
  readonly label: Words
  /** A second, quieter line: an address, a distance, what is left. */
  readonly hint?: Words
  /** Shown, but not to be picked: full, closed. */
  readonly isGone?: boolean
}

/** A field of the choice as the checkout page shows it; its name is a property of the choice. */
export interface DeliveryField {
  readonly name: string
  readonly label: Words
  /**
   * `cards` one below the other (places), `chips` side by side (days, hours), `text` typed by the shopper, `position`
   * the browser's own (`30.27415,120.15515`), sent only when the shopper taps the button.
   */
  readonly show: 'cards' | 'chips' | 'text' | 'position'
  /** For `cards` and `chips`; at most 60. */
  readonly options?: readonly DeliveryOption[]
  /** What is picked as it stands; none when left out. */
  readonly value?: string
  readonly hint?: Words
}

/** Whether and how this cart can be delivered that way. */
export type DeliveryOffer =
  | {
      readonly available: true
      /** What the shopper is promised: `明天 14:00–16:00 送到`; one short line. */
      readonly promise: Words
      /** What it would cost; null while that depends on an address there is not yet. */
      readonly fee: readonly FeePart[] | null
      /** At most 8. */
      readonly fields: readonly DeliveryField[]
      /** Goods after discounts must be worth this much; core refuses less and says how much is missing. */
      readonly leastGoodsFen?: Fen
    }
  | DeliveryRefusal

/** Why not: one of the plugin's own error codes, with words that say what to do instead. */
export interface DeliveryRefusal {
  readonly available: false
  readonly code: string
  readonly words: Words
}

/** What is agreed when the order is placed. */
export interface DeliveryAgreement {
  readonly available: true
  /** What counts: the arbiter adds the parts, lets offers of free delivery reduce them and freezes the sum. */
  readonly fee: readonly FeePart[]
  /**
   * Slots and other limited things, at most 60, kinds of the plugin's own; they come back by their rule without the plugin. One with
   * a `lineId` is goods of that line at a place of the method's own, `insteadOfStock`: they come back when they are sold again.
   */
  readonly takes: readonly QuotaTake[]
  /** Kept with the order, at most 2 KiB as JSON; nothing that says who somebody is. */
  readonly frozen: Readonly<Record<string, unknown>>
  /** Kept sealed with the order's contact, at most 1 KiB: who collects, where exactly. Opened by `ctx.orders.openDelivery`. */
  readonly sealed?: Readonly<Record<string, unknown>>
  /** What the order says of it everywhere: `滨江店自提 · 11月24日 14:00–16:00`. */
  readonly words: Words
}

/**
 * One way in which an order reaches its shopper. Pure and synchronous: `offer` shows it at checkout, `accept` decides it
 * again when the order is placed, so that a choice that went stale meanwhile is refused. A method that throws, stalls or
 * talks nonsense is missing from that page alone. Known to orders as `<plugin>.<name>`.
 */
export interface DeliveryMethod<S = unknown, F extends FactMap = FactMap, C extends TObject = TObject> {
  readonly name: string
  readonly title: Words
  /** How its orders read; as those that go by parcel when left out. */
  readonly says?: DeliverySays
  /** What the shopper gives besides the choice: a whole address, a name and a phone, or nothing (who is signed in is known). */
  readonly asks: 'address' | 'contact' | 'nothing'
  readonly facts: F
  /** What the form sends: an object of texts, each with a `maxLength` of at most 200 or named values. */
  readonly choice: C
  /** `choice` holds what was picked so far and is sound in itself; the rest is missing. */
  offer(input: DeliveryInput<S, F> & { readonly choice: Partial<Static<C>> }): DeliveryOffer
  accept(input: DeliveryInput<S, F> & { readonly choice: Static<C> }): DeliveryAgreement | DeliveryRefusal
}

/** How an order is delivered, as it was agreed. */
export interface DeliveryView {
  /** `express`, or `<plugin>.<name>`. */
  readonly method: string
  readonly frozen: Readonly<Record<string, unknown>>
  readonly words: Words
}

/** Personal data: shown to who hands over, never written to logs or events. */
export interface OpenedDelivery {
  readonly name: string
  readonly phone: string
  readonly sealed: Readonly<Record<string, unknown>>
}

/** What is to become of an order's delivery. */
export interface ChangeDelivery {
  readonly orderId: OrderId
  /** One of the plugin's own (`self-pickup.point`), or `express`. */
  readonly method: string
  readonly choice: Readonly<Record<string, string>>
  /** Who and where from now on, when the new way asks for more than the order has. */
  readonly contact?: {
    readonly name: string
    readonly phone: string
    readonly regionCode: string
    readonly street: string
  }
}

export type ChangeDeliveryResult =
  | { readonly changed: true; readonly delivery: DeliveryView }
  | {
      readonly changed: false
      /**
       * `refused`: the method said no, with `code` and `words`; `gone`: something it takes was just taken by somebody else;
       * `too_late`: the order is ended, or some of it was sent or handed over; `needs_address`: the order has none.
       */
      readonly reason: 'no_order' | 'too_late' | 'no_method' | 'needs_address' | 'refused' | 'gone'
      readonly code?: string
      readonly words?: Words
    }
