import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { newbornWeek } from './index.js'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: () => [sampleConfig(newbornWeek, {}), sampleConfig(newbornWeek, { offBps: 3000, unitsMax: 1 })],
}
