import type { Fen, SkuId, Words } from '@mamapu/kernel'
import type { Campaign } from '../campaigns/index.js'

export interface Overlap {
  readonly startsAt: Date
  readonly endsAt: Date
}

/** What one unit of a SKU costs somebody while two campaigns run, and whose offers won. */
export interface Verdict {
  readonly who: Words
  readonly unitFen: Fen
  readonly payableFen: Fen
  /** Campaigns whose offers apply; empty when neither does for a single unit. */
  readonly winners: readonly Campaign['id'][]
}

export interface Example {
  readonly skuId: SkuId
  readonly title: string
  readonly optionText: string
  readonly everydayFen: Fen
  /** The instant it was worked out for: the first both run. */
  readonly at: Date
  readonly verdicts: readonly Verdict[]
}

/** Another campaign that touches the same goods while this one runs. */
export interface Conflict {
  readonly campaign: Campaign
  readonly skus: number
  readonly overlaps: readonly Overlap[]
  readonly examples: readonly Example[]
}

export interface Conflicts {
  readonly conflicts: readonly Conflict[]
  /** So many SKUs of the campaign were looked at; with `more` it has others, or more campaigns are in its way than are told. */
  readonly skus: number
  readonly more: boolean
}
