import type { OrderId } from '@mamapu/kernel'
import type { OrderErrorCode } from '../orders/index.js'
import type { BasketAsk, BasketSource, Shopper } from './basket.js'
import type { DeliveryPick } from './delivery.js'

export interface PlaceAsk {
  readonly source: BasketSource
  readonly shopper: Shopper
  /** As much of it as the method of delivery asks for; the rest may be empty. */
  readonly contact: {
    readonly name: string
    readonly phone: string
    readonly regionCode: string
    readonly street: string
  }
  /** The first method that goes, with nothing to choose, when left out. */
  readonly delivery?: DeliveryPick | null
  readonly remark: string
  readonly choices: BasketAsk['choices']
  readonly points?: BasketAsk['points']
  /** The total the shopper saw; any other is refused with the new one. Prices themselves are never taken from outside. */
  readonly seenTotalFen: number
  readonly idem: { readonly principal: string; readonly key: string } | null
  readonly actor: string
  readonly at: Date
}

export type PlaceResult =
  | { readonly placed: true; readonly again: boolean; readonly orderId: OrderId; readonly token: string }
  | {
      readonly placed: false
      readonly code: OrderErrorCode | 'IDEMPOTENCY_KEY_REUSED' | 'MECHANIC_REFUSED'
      readonly data: Readonly<Record<string, unknown>>
    }
