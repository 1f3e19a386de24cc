import { asId, must, SECOND } from '@mamapu/kernel'
import type { AppJob, Sweeper } from '../events/index.js'
import { findPayoutsDue } from './due.queries.js'
import type { PayoutProviders } from './provider.js'
import { PURSUE_PAYOUT, pursueTransfer } from './pursue-transfer.js'
import { notifyTransferJob } from './sandbox/sandbox.jobs.js'

/** Everything payouts do without a request. The job decides by itself whether there is still anything to do. */
export function payoutJobs(providers: PayoutProviders): readonly AppJob[] {
  return [
    {
      name: PURSUE_PAYOUT,
      lane: 'work',
      ofStore: true,
      async run(app, run) {
        const id = asId('wdr', must(run.payload.withdrawalId, 'a withdrawal is named'))
        await pursueTransfer(app, providers, must(run.storeId, 'a store is named'), id)
      },
    },
    notifyTransferJob,
  ]
}

/** What a lost job leaves behind is found here. */
export const payoutSweepers: readonly Sweeper[] = [
  {
    name: 'payouts.due',
    everyMs: 15 * SECOND,
    job: PURSUE_PAYOUT,
    idName: 'withdrawalId',
    find: findPayoutsDue,
  },
]
