import { MINUTE, must, SECOND } from '@mamapu/kernel'
import type { AppJob, EventHandler, EventName, Sweeper } from '../events/index.js'
import { bringToTruth } from './bring-to-truth.js'
import { findShopsDue } from './earning.queries.js'
import type { EarningDeps } from './earning.types.js'
import { settleDue } from './settle-due.js'

const SETTLE = 'earnings.settle'

/** Everything that can happen to an order an earning is of. */
const HEARD = [
  'order.paid',
  'order.cancelled',
  'order.shipped',
  'order.received',
  'order.recalled',
  'order.completed',
  'order.refunded',
] as const satisfies readonly EventName[]

/** The same for each: whatever has happened, the earnings follow what the order says. */
export function earningHandlers({ hears }: EarningDeps): readonly EventHandler[] {
  return HEARD.map(
    (event): EventHandler => ({
      name: `earnings.follow-${event.slice('order.'.length)}`,
      event,
      async handle(tx, { payload }, { at }) {
        if ('orderId' in payload) await bringToTruth(tx, payload.orderId, { hears, at })
      },
    }),
  )
}

/** Releases what is due of one shop. */
export function earningJobs({ hears }: EarningDeps): readonly AppJob[] {
  return [
    {
      name: SETTLE,
      lane: 'bulk',
      ofStore: true,
      timeoutMs: 10 * MINUTE,
      async run(app, { storeId, signal }) {
        await settleDue(app, must(storeId, 'a store is named'), { hears, signal })
      },
    },
  ]
}

/** The only clock there is for what is due: shops are looked for, then each is a job of its own. */
export const earningSweepers: readonly Sweeper[] = [
  { name: 'earnings.due', everyMs: 20 * SECOND, job: SETTLE, idName: 'shopId', find: findShopsDue },
]
