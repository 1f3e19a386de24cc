import { DAY, later } from '@mamapu/kernel'
import { forgetBefore } from './trail.queries.js'
import { job } from './trail.settings.js'

const AT_ONCE = 2000

/** Forgets trails whose days are over, switched off as well. */
export const forgetTrails = job({
  name: 'forget-trails',
  every: '1h',
  whileOff: true,
  async run(ctx) {
    const before = later(ctx.at, -ctx.settings.keepDays * DAY)
    return (await forgetBefore(ctx.tx, before, AT_ONCE)) >= AT_ONCE ? 'more' : undefined
  },
})
