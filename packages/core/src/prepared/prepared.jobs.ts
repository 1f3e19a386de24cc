import { withTenant } from '@mamapu/db'
import { MINUTE, must } from '@mamapu/kernel'
import type { AppJob, Sweeper } from '../events/index.js'
import { deleteOver, listOver } from './prepared.queries.js'

const FORGET = 'prepared.forget'
const AT_ONCE = 1000

/** Forgets addresses laid ready for rounds that are over: at most a thousand of a store at once; the sweeper comes again. */
export const preparedJobs: readonly AppJob[] = [
  {
    name: FORGET,
    lane: 'bulk',
    ofStore: true,
    async run(app, run) {
      const storeId = must(run.storeId, 'a store is named')
      await withTenant(app.db, storeId, (tx) => deleteOver(tx, app.clock.now(), AT_ONCE))
    },
  },
]

export const preparedSweepers: readonly Sweeper[] = [
  { name: 'prepared.over', everyMs: MINUTE, job: FORGET, idName: 'preparedId', find: listOver },
]
