import { balanceFact } from './points.facts.js'
import { PAGE } from './points.routes.js'
import { earnedOf } from './points.rules.js'
import { slot } from './points.settings.js'

/** What this cart will bring at least; campaigns and levels may add to it. */
export const cartNote = slot({
  slot: 'cart.above',
  block: 'earns',
  facts: {},
  data({ subject: { priced }, settings }) {
    const lines = priced.lines.map(({ payableFen }) => ({
      paidFen: payableFen,
      refundedFen: 0,
      earnBps: 10_000,
    }))
    const points = earnedOf(lines, settings.earnPerYuan)
    return points === 0 ? null : { points }
  },
})

export const accountLink = slot({
  slot: 'account.links',
  block: 'link',
  facts: { available: balanceFact },
  personal: true,
  data: ({ facts, settings }) => ({
    url: PAGE,
    available: facts.available,
    hasCheckIn: settings.checkInPoints > 0,
  }),
})
