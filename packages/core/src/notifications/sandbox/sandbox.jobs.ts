import { must } from '@mamapu/kernel'
import type { AppJob } from '../../events/index.js'
import { NOTIFY_MESSAGE, tellEnd } from './sandbox.js'

/** Tells the shop what became of a message until it says that it has it, as a real provider does. */
export const sandboxNoticeJob: AppJob = {
  name: NOTIFY_MESSAGE,
  lane: 'work',
  ofStore: true,
  attempts: 8,
  backoffMs: 5000,
  async run(app, { storeId, payload }) {
    const end = payload.end === 'failed' ? 'failed' : 'delivered'
    await tellEnd(app, must(storeId, 'a store is named'), { id: must(payload.sandboxId, 'a message'), end })
  },
}
