import { must } from '@mamapu/kernel'
import type { AppJob } from '../events/index.js'
import { CASHIER_NOTIFY, notify, payLate } from './cashier.js'

/** Delivers a cashier's notification until the shop says it has it, as a real provider does for a day. */
export const cashierNotifyJob: AppJob = {
  name: CASHIER_NOTIFY,
  lane: 'work',
  ofStore: true,
  attempts: 15,
  backoffMs: 5000,
  async run(app, run) {
    const storeId = must(run.storeId, 'a store is named')
    const id = must(run.payload.paymentId, 'a payment is named')
    if (run.payload.late) await payLate(app, storeId, id)
    else await notify(app, storeId, id)
  },
}
