import type { Fen, Id, LocalDate, OrderId, SkuId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'

/** What a SKU cost everyone from `at` on, and when it may be bought; true until the next fact. */
export interface PriceFact {
  readonly at: Date
  readonly priceFen: Fen
  /** The product is published and the SKU active. */
  readonly isOffered: boolean
  readonly listedFrom: Date | null
  readonly listedUntil: Date | null
}

/** On sale to everyone at one price, half open; `until` null is still so. */
export interface PriceSpan {
  readonly priceFen: Fen
  readonly from: Date
  readonly until: Date | null
}

/** The lowest unit price of a SKU in the paid lines of a local day, and the line that says so. */
export interface DailyLow {
  readonly day: LocalDate
  readonly lowFen: Fen
  readonly orderId: OrderId
  readonly lineId: Id<'lin'>
}

export interface Interval {
  readonly from: Date
  readonly until: Date
}

export type BasisKind = 'seven_day' | 'everyday'

/** Why there is no number to strike. */
export type NoBasis = 'never_sold' | 'no_whole_day'

/** What a basis was read from: enough to show it to an authority. */
export type Evidence =
  | {
      readonly kind: 'seven_day'
      readonly from: LocalDate
      readonly to: LocalDate
      readonly lows: readonly DailyLow[]
    }
  | { readonly kind: 'everyday'; readonly day: LocalDate; readonly span: PriceSpan }
  | { readonly kind: 'none'; readonly why: NoBasis; readonly from: LocalDate; readonly to: LocalDate }

/** The highest number that may be struck; null when none may. */
export interface Basis {
  readonly kind: BasisKind
  readonly basisFen: Fen | null
  readonly evidence: Evidence
}

/** A basis as it is kept for one SKU in one round. */
export interface PriceProof extends Basis {
  readonly campaignId: CampaignId
  readonly round: string
  readonly skuId: SkuId
  readonly computedAt: Date
  readonly frozenAt: Date | null
}
