import { DAY, later } from '@mamapu/kernel'
import { job } from './my-mechanic.mechanic.js'
import { deleteResults } from './my-mechanic.queries.js'

const KEPT_DAYS = 400
/** Rows of one transaction. */
const BATCH = 200

/** Results are kept a little over a year. */
export const forgetResults = job({
  name: 'forget-results',
  every: '1d',
  whileOff: true,
  async run({ tx, at }) {
    const gone = await deleteResults(tx, { before: later(at, -KEPT_DAYS * DAY), limit: BATCH })
    return gone === BATCH ? 'more' : undefined
  },
})
