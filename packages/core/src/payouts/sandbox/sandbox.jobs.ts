import { must } from '@mamapu/kernel'
import type { AppJob } from '../../events/index.js'
import { NOTIFY_TRANSFER, notify } from './sandbox.js'

/** Delivers the sandbox's notification until the shop says it has it, as a real provider does for a day. */
export const notifyTransferJob: AppJob = {
  name: NOTIFY_TRANSFER,
  lane: 'work',
  ofStore: true,
  attempts: 15,
  backoffMs: 5000,
  async run(app, run) {
    const storeId = must(run.storeId, 'a store is named')
    await notify(app, storeId, must(run.payload.transferId, 'a transfer is named'))
  },
}
