import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { trialPack } from './trial-pack.mechanic.js'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: ([skuId]) => [sampleConfig(trialPack, { skuId, priceFen: 100, units: 10 })],
}
