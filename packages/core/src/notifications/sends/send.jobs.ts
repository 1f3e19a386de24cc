import { asId, must, SECOND } from '@mamapu/kernel'
import type { AppJob, EventHandler, Sweeper } from '../../events/index.js'
import type { ChannelProviders } from '../channels/channel.types.js'
import { sandboxNoticeJob } from '../sandbox/sandbox.jobs.js'
import { findSendsDue } from './send.queries.js'
import { sendMessage } from './send-message.js'

const SEND = 'messages.send'

/** Asks for the sending once the message has committed. */
export const messageQueuedHandler: EventHandler<'message.queued'> = {
  name: 'messages.send-queued',
  event: 'message.queued',
  async handle(tx, { payload: { sendIds } }, { enqueue }) {
    for (const sendId of sendIds) enqueue(SEND, sendId, { storeId: tx.storeId, sendId })
  },
}

/** Everything messages do without a request. The job decides by itself whether there is still anything to do. */
export function messageJobs(providers: ChannelProviders): readonly AppJob[] {
  return [
    {
      name: SEND,
      lane: 'work',
      ofStore: true,
      async run(app, run) {
        const sendId = asId('snd', must(run.payload.sendId, 'a message is named'))
        await sendMessage(app, providers, { storeId: must(run.storeId, 'a store is named'), sendId })
      },
    },
    sandboxNoticeJob,
  ]
}

/** What waits for the morning or for its next try, and what a lost job left behind, is found here. */
export const messageSweepers: readonly Sweeper[] = [
  { name: 'messages.due', everyMs: 15 * SECOND, job: SEND, idName: 'sendId', find: findSendsDue },
]
