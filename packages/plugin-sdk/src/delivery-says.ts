import type { Words } from '@mamapu/kernel'

/** Where an order stands, in a method's own words. */
export interface DeliveryStage {
  /** In a tag, at most 20 characters: `待备货`. */
  readonly name: Words
  /** To who bought, a sentence of at most 60: `店里正在备货，备好会通知你来取。` */
  readonly toShopper: Words
  /** To the shop, at most 60, without a full stop: `顾客已付款，备好货请点「备好了」`. */
  readonly toShop: Words
}

/** What an order says everywhere instead of the words for parcels (待发货, 已发货, 收货人). */
export interface DeliverySays {
  /** Who it is for: `自提人`. */
  readonly receiver: Words
  /** Before how many of a line are gone: `已取` 1/3. */
  readonly gone: Words
  /** The button that sends it: `送出`; null where nothing is sent by hand, as goods are handed over or deliver themselves. */
  readonly send: Words | null
  /** Paid, and nothing of it is gone. */
  readonly paid: DeliveryStage
  /** The same, and it lies ready: of methods whose plugin says so by `ctx.orders.markReady`. */
  readonly ready?: DeliveryStage
  /** Some of it is gone, the rest is still to come. */
  readonly part: DeliveryStage
  /** All of it left, and is not there yet. */
  readonly shipped: DeliveryStage
  readonly received: DeliveryStage
}

export const DELIVERY_STAGES = ['paid', 'ready', 'part', 'shipped', 'received'] as const
