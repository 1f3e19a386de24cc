import { type ConformanceSamples, sampleConfig } from '@mamapu/testkit'
import { bundle } from './bundle.mechanic.js'

const config = (given: object) => sampleConfig(bundle, given)

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  campaigns: ([, addOn]) => [
    config({ play: 'set-price', units: 3, setPriceFen: 9900 }),
    config({ play: 'nth', units: 2, offBps: 5000 }),
    config({ play: 'buy-get', units: 1, freeUnits: 1, setsMax: 2, undiscountedOnly: true }),
    config({
      play: 'add-on',
      thresholdFen: 9900,
      addOns: [{ skuId: addOn, title: '湿巾', priceFen: 990, unitsMax: 2 }],
    }),
  ],
}
