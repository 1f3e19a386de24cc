import { newId } from '@mamapu/kernel'
import { conformPlugin, sampleConfig } from '@mamapu/testkit'
import t from 'tap'
import plugin from './index.js'
import { memberDay } from './member-day.mechanic.js'

const at = new Date('2026-03-04T02:00:00Z')
const config = (given: object) => sampleConfig(memberDay, given)

conformPlugin(t, plugin, {
  campaigns: [
    config({ kind: 'percent', offBps: 1200, roundTo: 'jiao', pointsBps: 20_000 }),
    config({ kind: 'minus', minusFen: 500, limit: 'normal', limitUnits: 1 }),
    config({
      kind: 'fixed',
      items: [{ skuId: newId('sku', at), priceFen: 900 }],
      limit: 'hard',
      exclusive: true,
    }),
  ],
})
