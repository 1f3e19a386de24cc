import { DAY, HOUR, later } from '@mamapu/kernel'
import { listToCount } from './bulletin.queries.js'
import { job } from './bulletin.settings.js'
import { recount } from './tell.js'

/** After that refunds are rare. */
const COUNTED_MS = 30 * DAY
const AGAIN_MS = 20 * HOUR
const AT_ONCE = 10

/** Counts what was published in the last thirty days anew, once a day: what was refunded since is taken off. */
export const recountPublished = job({
  name: 'recount-published',
  every: '1h',
  async run(ctx) {
    const { tx, at } = ctx
    const some = { since: later(at, -COUNTED_MS), before: later(at, -AGAIN_MS), limit: AT_ONCE }
    const reports = await listToCount(tx, some)
    for (const report of reports) await recount(ctx, report)
    return reports.length === AT_ONCE ? 'more' : undefined
  },
})
