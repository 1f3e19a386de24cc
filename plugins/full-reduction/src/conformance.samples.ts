import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { fullReduction } from './full-reduction.mechanic.js'

const config = (given: object) => sampleConfig(fullReduction, given)

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: ([, gift]) => [
    config({
      tiers: [
        { thresholdFen: 19_900, amountFen: 3000 },
        { thresholdFen: 29_900, amountFen: 5000 },
      ],
    }),
    config({
      tiers: [{ thresholdFen: 10_000, amountFen: 1000 }],
      repeatsMax: 5,
      roundTo: 'yuan',
      shippingOffBps: 2500,
    }),
    config({
      tiers: [{ thresholdUnits: 2, off: 'rate', offBps: 2000, capFen: 5000 }],
      undiscountedOnly: true,
      base: 'original',
    }),
    config({
      tiers: [{ thresholdFen: 9900, off: 'none', freeShipping: true }],
      shippingRegions: ['33'],
      alone: true,
    }),
    config({
      tiers: [{ thresholdFen: 9900, off: 'none' }],
      gifts: [{ skuId: gift, title: '围兜', stock: 'own', ownUnits: 5 }],
    }),
  ],
}
