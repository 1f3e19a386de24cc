import { conformPlugin, sampleConfig } from '@mamapu/testkit'
import t from 'tap'
import { bundle } from './bundle.mechanic.js'
import plugin from './index.js'

const config = (given: object) => sampleConfig(bundle, given)

conformPlugin(t, plugin, {
  campaigns: [
    config({ play: 'set-price', units: 3, setPriceFen: 9900 }),
    config({ play: 'nth', units: 2, offBps: 5000 }),
    config({ play: 'buy-get', units: 1, freeUnits: 1, setsMax: 2, undiscountedOnly: true }),
    config({
      play: 'add-on',
      thresholdFen: 9900,
      addOns: [{ skuId: `sku_${'0'.repeat(32)}`, title: '湿巾', priceFen: 990, unitsMax: 2 }],
    }),
  ],
})
