import { DAY, later } from '@mamapu/kernel'
import { hooks } from '../distributor.settings.js'
import { give } from './bind.js'
import { deleteOld, lockLeftBehind } from './binding.queries.js'

const CUSTOMERS_MAX = 200
const OLD_MAX = 500
/** Browsers are forgotten so long after their binding was over. */
const FORGET_MS = 30 * DAY

/** Customers of those who left go where they said; the others are nobody's. */
export const handOver = hooks.job({
  name: 'hand-over',
  every: '1m',
  async run(ctx) {
    const left = await lockLeftBehind(ctx.tx, CUSTOMERS_MAX)
    for (const { heir, ...binding } of left) await give(ctx, binding, { promoter: heir, reason: 'left' })
    return left.length === CUSTOMERS_MAX ? 'more' : undefined
  },
})

export const forgetBrowsers = hooks.job({
  name: 'forget-browsers',
  every: '1d',
  async run({ tx, at }) {
    const before = later(at, -FORGET_MS)
    return (await deleteOld(tx, before, OLD_MAX)) === OLD_MAX ? 'more' : undefined
  },
})
