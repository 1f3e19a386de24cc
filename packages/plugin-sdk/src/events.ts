import type { CustomerId, Fen, Id, OrderId, SkuId } from '@mamapu/kernel'
import type { PluginContext } from './context.js'

type OfOrder = { readonly orderId: OrderId; readonly customerId: CustomerId | null }

/** What happens in a shop that a plugin may hear of: ids and amounts, nothing personal. */
export interface PluginEvents {
  'order.placed': OfOrder & { readonly payableFen: Fen }
  'order.paid': OfOrder & { readonly paidFen: Fen }
  'order.cancelled': OfOrder & { readonly reason: string }
  'order.refunded': OfOrder & {
    readonly refundId: Id<'ref'>
    readonly amountFen: Fen
    readonly shippingFen: Fen
    /** The exact share of every line. */
    readonly lines: readonly {
      readonly lineId: Id<'lin'>
      readonly skuId: SkuId
      readonly units: number
      readonly amountFen: Fen
    }[]
    /** Nothing of the order is left unrefunded. */
    readonly isWhole: boolean
  }
  'order.shipped': OfOrder & { readonly shipmentId: Id<'shp'> }
  'order.received': OfOrder
  'order.completed': OfOrder
  'customer.registered': { readonly customerId: CustomerId }
}

export type PluginEventName = keyof PluginEvents

export const PLUGIN_EVENTS = Object.freeze([
  'order.placed',
  'order.paid',
  'order.cancelled',
  'order.refunded',
  'order.shipped',
  'order.received',
  'order.completed',
  'customer.registered',
]) satisfies readonly PluginEventName[]

/** Survives the same event twice and in any order; what it writes commits with the note that it was handled. */
export interface EventHandler<S = unknown, E = never> {
  /** Stays on while the plugin is switched off: it settles what was promised. */
  readonly whileOff?: boolean
  handle(ctx: PluginContext<S>, payload: E): Promise<void>
}

export type EventHandlers<S> = { readonly [E in PluginEventName]?: EventHandler<S, PluginEvents[E]> }
