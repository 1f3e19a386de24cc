import { attributionMeasures } from './attribution-measure.js'
import { campaignMeasures } from './campaign-measures.js'
import { codesMeasures } from './codes-measure.js'
import { commissionMeasures } from './commission-measure.js'
import { deskMeasures } from './desk-measure.js'
import { devMeasures } from './dev-measures.js'
import { hotMeasures } from './hot-measures.js'
import { ledgerMeasures } from './ledger-measure.js'
import { orderMeasures } from './order-measures.js'
import { pageMeasures } from './page-measures.js'
import { posterMeasures } from './poster-measure.js'
import { processMeasures } from './process-measures.js'
import { settlementMeasures } from './settlement-measure.js'
import type { Site } from './site.js'

/** `ratio` says how much of the limit is reached: for a rate ours / limit, for a cost limit / ours. */
export interface Figure {
  readonly measure: string
  readonly ours: number
  readonly limit: number
  readonly ratio: number
  readonly unit: string
}

export type Say = (line: string) => void

export interface Measure {
  readonly name: string
  readonly about: string
  run(site: Site, say: Say): Promise<Figure>
}

/** Every measure, in the order in which they run. */
export const measures: readonly Measure[] = [
  ...processMeasures,
  ...pageMeasures,
  ...orderMeasures,
  ...hotMeasures,
  ...campaignMeasures,
  ...codesMeasures,
  ...attributionMeasures,
  ...commissionMeasures,
  ...posterMeasures,
  ...devMeasures,
  ...settlementMeasures,
  // The last: their rows by the hundred thousand are in nobody's way.
  ...ledgerMeasures,
  ...deskMeasures,
]
