import type { Fen, SkuId } from '@mamapu/kernel'
import type { CampaignId, PosterSize } from '@mamapu/plugin-sdk'

/** What was kept of a round, and what it was counted from. */
export interface Counted {
  readonly units: number
  readonly orders: number
  readonly buyers: number
  readonly salesFen: Fen
  readonly discountFen: Fen
  readonly refundedFen: Fen
  /** Those refunded whole too. */
  readonly paidOrders: number
}

export interface Report extends Counted {
  readonly id: string
  readonly campaignId: CampaignId
  readonly round: string
  readonly title: string
  readonly skuId: SkuId | null
  readonly showsSales: boolean
  readonly startsAt: Date
  readonly endsAt: Date
  readonly countedAt: Date
  readonly posters: Readonly<Partial<Record<PosterSize, string>>>
  readonly publishedAt: Date | null
}

/** One number of a bulletin with what it is. */
export interface Line {
  readonly label: string
  readonly value: string
}
