import type { Id, OrderId } from '@mamapu/kernel'

export interface HandOver {
  readonly orderId: OrderId
  /** Units of lines, at most 200; left out: all that is left. Virtual goods are never handed over. */
  readonly lines?: readonly { readonly lineId: Id<'lin'>; readonly units: number }[]
  /** The plugin's own name for it, at most 100 characters: handed over once, even when it was undone. */
  readonly key: string
  /** Who handed over, as the order's history names it: the id of staff, at most 60 characters. */
  readonly by: string
}

/** Why nothing was handed over; nothing was written. */
export type HandOverObstacle =
  /** An open after-sale asks some of it back: it waits for the shop's answer. */
  | 'asked_back'
  | 'order_not_found'
  /** Not paid, or over. */
  | 'wrong_state'
  /** All of it was sent, handed over or refunded. */
  | 'nothing_to_ship'
  /** More units of a line than are left of it. */
  | 'too_many'
  /** Virtual goods are delivered by themselves. */
  | 'virtual_line'
  /** This key was handed over and undone. */
  | 'undone'
  | 'key_of_another_order'

export type HandOverResult =
  | {
      readonly handedOver: true
      readonly shipmentId: Id<'shp'>
      /** The key was handed over before: nothing changed. */
      readonly isRepeat: boolean
    }
  | { readonly handedOver: false; readonly reason: HandOverObstacle }

export type UndoHandOverResult =
  | { readonly undone: true }
  | {
      readonly undone: false
      readonly reason:
        | 'not_found'
        | 'already_undone'
        /** Something of it was refunded since. */
        | 'refunded'
        /** The order is completed or over. */
        | 'wrong_state'
    }
