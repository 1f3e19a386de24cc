import type { Id, OrderId, SkuId, Words } from '@mamapu/kernel'

/** One counter that a gift spends. */
export interface GiftTake {
  /** One of the plugin's own quota kinds. */
  readonly kind: string
  readonly id: string
  readonly units: number
  /** The counter's limit when its first take makes it; null when it exists already, as a pool does. */
  readonly limit: number | null
  /** The gift's units come from this pool of the plugin's campaign (one of `own` units of the gift's SKU) and not off the shelf. */
  readonly insteadOfStock?: boolean
  /** `refund` when left out: what was spent comes back with the gift. */
  readonly giveBack?: 'never' | 'cancel' | 'refund'
}

export interface GiftToAdd {
  readonly orderId: OrderId
  readonly skuId: SkuId
  /** 1 … 99. */
  readonly units: number
  /** When everything that was bought is refunded: to be sent back, or kept. What was not sent yet goes back in both cases. */
  readonly onRefund: 'return' | 'keep'
  /** The plugin's own name for it, at most 60 characters: one order is given one thing of a name once. */
  readonly key: string
  /** What the shopper and the merchant read beside the line, at most 40 characters; frozen with it. */
  readonly words: Words
  /** At most 10; all of them and the units themselves, or nothing. */
  readonly takes?: readonly GiftTake[]
}

/** Why an order was given nothing; nothing was written or taken. */
export type GiftObstacle =
  | 'order_not_found'
  | 'order_not_paid'
  /** Cancelled, or nothing of what was bought is left. */
  | 'order_ended'
  | 'already_shipped'
  | 'already_there'
  /** Paid after the plugin was switched off: it begins nothing new. What was paid before may still be given. */
  | 'switched_off'
  /** Twenty gifts were added to it. */
  | 'too_many'
  | 'no_such_goods'
  | 'sold_out'

export type AddGiftResult =
  | { readonly added: true; readonly lineId: Id<'lin'> }
  | {
      readonly added: false
      readonly reason: GiftObstacle
      /** With `sold_out`: which counter did not reach. */
      readonly lacking?: { readonly kind: string; readonly id: string }
    }
