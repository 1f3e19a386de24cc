import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { myMechanic } from './my-mechanic.mechanic.js'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: [
    sampleConfig(myMechanic, {}),
    sampleConfig(myMechanic, { offBps: 3333 }),
    sampleConfig(myMechanic, { offBps: 5000, perPerson: 2 }), // #quota
  ],
}
