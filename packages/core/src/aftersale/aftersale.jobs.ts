import { asId, MINUTE, must } from '@mamapu/kernel'
import type { AppJob, EventHandler, Sweeper } from '../events/index.js'
import { listLines } from '../orders/index.js'
import { unitsLeftOf } from './amounts.js'
import { listCasesOf } from './case.queries.js'
import { isOver } from './case.rules.js'
import { findCasesDue } from './due.queries.js'
import { findGround } from './ground.js'
import { lockCase } from './lock-case.js'
import { moveCase } from './move-case.js'
import { passDeadline } from './pass-deadline.js'

const PASS_DEADLINE = 'aftersale.pass-deadline'

/** What after-sale does without a request. The job decides by itself whether there is still anything to do. */
export const aftersaleJobs: readonly AppJob[] = [
  {
    name: PASS_DEADLINE,
    lane: 'work',
    ofStore: true,
    async run(app, run) {
      const caseId = asId('asc', must(run.payload.caseId, 'a case is named'))
      await passDeadline(app, must(run.storeId, 'a store is named'), caseId)
    },
  },
]

/** The only clock there is for deadlines and reminders. */
export const aftersaleSweepers: readonly Sweeper[] = [
  { name: 'aftersale.due', everyMs: MINUTE, job: PASS_DEADLINE, idName: 'caseId', find: findCasesDue },
]

/** Cases of which a refund decided elsewhere left nothing are over. */
export const settleHandler: EventHandler<'order.refunded'> = {
  name: 'aftersale.settle',
  event: 'order.refunded',
  async handle(tx, { payload: { orderId } }, { app, at }) {
    const open = (await listCasesOf(tx, orderId)).filter(({ state }) => !isOver(state))
    for (const { id } of open) {
      const held = await lockCase(tx, id)
      if (!held || isOver(held.one.state)) continue
      const left = unitsLeftOf({ lines: await listLines(tx, orderId), one: held.one })
      if (left.length > 0) continue
      const move = { action: 'settle', to: 'closed', actor: 'system', ending: 'nothing_left', at } as const
      await moveCase(tx, await findGround(app, tx), held.one, move)
    }
  },
}
