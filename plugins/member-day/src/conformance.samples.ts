import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { memberDay } from './member-day.mechanic.js'

const config = (given: object) => sampleConfig(memberDay, given)

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: ([first]) => [
    config({ kind: 'percent', offBps: 1200, roundTo: 'jiao', pointsBps: 20_000 }),
    config({ kind: 'minus', minusFen: 500, limit: 'normal', limitUnits: 1 }),
    config({ kind: 'fixed', items: [{ skuId: first, priceFen: 900 }], limit: 'hard', exclusive: true }),
  ],
}
