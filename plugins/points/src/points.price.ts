import { toBps, uuidOf } from '@mamapu/kernel'
import { balanceFact } from './points.facts.js'
import { price } from './points.settings.js'
import { QUOTA } from './points.types.js'

/** Offers the customer's points as money; whether and how many are used is the shopper's wish. */
export const pointsPrice = price({
  name: 'spend',
  stage: 'points',
  facts: { available: balanceFact },
  offers: ({ customer, facts, settings }) =>
    customer === null || facts.available < settings.step
      ? []
      : [
          {
            id: 'points:spend',
            plugin: 'points',
            stage: 'points',
            label: { 'zh-CN': '积分抵现', en: 'Points' },
            pointsAvailable: facts.available,
            pointsPerYuan: settings.pointsPerYuan,
            maxShareBps: toBps(settings.maxShareBps),
            step: settings.step,
            // Refunds give points back line by line, by the plugin's own handler; core only when the order is let go.
            spends: { kind: QUOTA.spend, id: uuidOf(customer.id), limit: null, giveBack: 'cancel' },
          },
        ],
})
