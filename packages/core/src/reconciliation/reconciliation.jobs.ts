import { asId, MINUTE, must } from '@mamapu/kernel'
import type { AppJob, Sweeper } from '../events/index.js'
import type { Providers } from '../orders/index.js'
import { compareBill } from './compare-bill.js'
import { findBillsDue } from './reconciliation.queries.js'

export const COMPARE_BILL = 'reconciliation.compare'

/** Days compared in one run: a process that slept longer goes on at the next sweep. */
const DAYS_AT_ONCE = 31

/** Compares what is due, day by day. */
export function reconciliationJobs(providers: Providers): readonly AppJob[] {
  return [
    {
      name: COMPARE_BILL,
      lane: 'bulk',
      ofStore: true,
      timeoutMs: 10 * MINUTE,
      async run(app, run) {
        const id = asId('bcl', must(run.payload.clockId, 'a clock is named'))
        const storeId = must(run.storeId, 'a store is named')
        for (let days = 0; days < DAYS_AT_ONCE && !run.signal.aborted; days += 1)
          if (!(await compareBill(app, providers, storeId, id)).compared) break
      },
    },
  ]
}

export const reconciliationSweepers: readonly Sweeper[] = [
  {
    name: 'reconciliation.due',
    everyMs: MINUTE,
    job: COMPARE_BILL,
    idName: 'clockId',
    find: findBillsDue,
  },
]
