import type { CustomerId, OrderId } from '@mamapu/kernel'
import type { PluginContext } from './context.js'

/** What happens in a shop that a plugin may hear of. Payloads carry ids; the rest is read when handling. */
export interface PluginEvents {
  'order.placed': { readonly orderId: OrderId }
  'order.paid': { readonly orderId: OrderId }
  'order.cancelled': { readonly orderId: OrderId }
  'order.shipped': { readonly orderId: OrderId }
  'order.received': { readonly orderId: OrderId }
  'order.completed': { readonly orderId: OrderId }
  'order.refunded': { readonly orderId: OrderId; readonly refundId: string }
  'customer.verified': { readonly customerId: CustomerId }
}

export type PluginEventName = keyof PluginEvents

export const PLUGIN_EVENTS = Object.freeze([
  'order.placed',
  'order.paid',
  'order.cancelled',
  'order.shipped',
  'order.received',
  'order.completed',
  'order.refunded',
  'customer.verified',
]) satisfies readonly PluginEventName[]

/** Survives the same event twice and in any order; what it writes commits with the note that it was handled. */
export interface EventHandler<S = unknown, E = never> {
  /** Stays on while the plugin is switched off: it settles what was promised. */
  readonly whileOff?: boolean
  handle(ctx: PluginContext<S>, payload: E): Promise<void>
}

export type EventHandlers<S> = { readonly [E in PluginEventName]?: EventHandler<S, PluginEvents[E]> }
