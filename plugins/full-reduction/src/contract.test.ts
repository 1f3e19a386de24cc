import { conformPlugin, sampleConfig } from '@mamapu/testkit'
import t from 'tap'
import { fullReduction } from './full-reduction.mechanic.js'
import plugin from './index.js'

const config = (given: object) => sampleConfig(fullReduction, given)
const gift = { skuId: `sku_${'0'.repeat(31)}1`, title: '围兜' }

conformPlugin(t, plugin, {
  campaigns: [
    config({
      tiers: [
        { thresholdFen: 19_900, amountFen: 3000 },
        { thresholdFen: 29_900, amountFen: 5000 },
      ],
    }),
    config({ tiers: [{ thresholdFen: 10_000, amountFen: 1000 }], repeatsMax: 5, roundTo: 'yuan' }),
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
      gifts: [{ ...gift, stock: 'own', ownUnits: 5 }],
    }),
  ],
})
