import { withTenant } from '@mamapu/db'
import { asId, HOUR, type Id, later, MINUTE, must, SECOND, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { AppJob, AppSchedule, EventHandler, Sweeper } from '../events/index.js'
import { forgetIdempotencyKeys } from '../http/index.js'
import { releaseTake } from '../quotas/index.js'
import { listStoreIds } from '../stores/index.js'
import { CHECK_PAYMENTS, checkPayments, planCheck } from './check-payments.js'
import { expireOrder, type Providers } from './expire-order.js'
import {
  countPaidOrder,
  findCompletionsDue,
  findHoldsLeft,
  findRefundsDue,
  findUnpaidDue,
  lockHold,
} from './order-job.queries.js'
import { SEND_REFUND, sendRefund } from './send-refund.js'
import { completeOrder } from './ship-order.js'

export const EXPIRE_ORDER = 'orders.expire'
const COMPLETE_ORDER = 'orders.complete'
const RELEASE_HOLD = 'orders.release-hold'
const FORGET_KEYS = 'orders.forget-keys'

/** A hold is looked at when it ended this long ago: its order's own expiry comes first. */
const HOLD_GRACE_MS = 30 * SECOND
const STORES_PAGE = 500
const ROUNDS_MAX = 20
const KEYS_AT_ONCE = 1000

/** Everything orders do without a request. Each job decides by itself whether there is still anything to do. */
export function orderJobs(providers: Providers): readonly AppJob[] {
  const ofOrder = (
    name: string,
    work: (app: App, storeId: StoreId, orderId: Id<'ord'>) => Promise<unknown>,
  ) =>
    ofStore(name, async (app, storeId, payload) => {
      await work(app, storeId, asId('ord', must(payload.orderId, 'an order is named')))
    })
  return [
    ofOrder(EXPIRE_ORDER, (app, storeId, orderId) => expireOrder(app, providers, storeId, orderId)),
    ofOrder(COMPLETE_ORDER, completeOrder),
    ofStore(SEND_REFUND, async (app, storeId, payload) => {
      await sendRefund(app, providers, storeId, asId('ref', must(payload.refundId, 'a refund is named')))
    }),
    ofStore(RELEASE_HOLD, (app, storeId, payload) =>
      releaseHold(app, providers, storeId, asId('tak', must(payload.takeId, 'a take is named'))),
    ),
    ofStore(CHECK_PAYMENTS, async (app, storeId, payload) => {
      const orderId = asId('ord', must(payload.orderId, 'an order is named'))
      const isFound = await checkPayments(app, providers, storeId, orderId)
      if (!isFound) await planCheck(app, storeId, orderId, Number(payload.round) + 1)
    }),
    { name: FORGET_KEYS, lane: 'bulk', ofStore: false, timeoutMs: 10 * MINUTE, run: forgetKeys },
  ]
}

type StoreWork = (app: App, storeId: StoreId, payload: Readonly<Record<string, string>>) => Promise<void>

function ofStore(name: string, work: StoreWork): AppJob {
  return {
    name,
    lane: 'work',
    ofStore: true,
    run: (app, run) => work(app, must(run.storeId, 'a store is named'), run.payload),
  }
}

export const orderSchedules: readonly AppSchedule[] = [{ job: FORGET_KEYS, everyMs: HOUR }]

/** What a lost job leaves behind is found here. */
export const orderSweepers: readonly Sweeper[] = [
  {
    name: 'orders.unpaid',
    everyMs: 10 * SECOND,
    job: EXPIRE_ORDER,
    idName: 'orderId',
    find: findUnpaidDue,
  },
  {
    name: 'orders.refunds',
    everyMs: 15 * SECOND,
    job: SEND_REFUND,
    idName: 'refundId',
    find: findRefundsDue,
  },
  {
    name: 'orders.completions',
    everyMs: 5 * MINUTE,
    job: COMPLETE_ORDER,
    idName: 'orderId',
    find: findCompletionsDue,
  },
  {
    name: 'orders.holds',
    everyMs: 20 * SECOND,
    job: RELEASE_HOLD,
    idName: 'takeId',
    find: (sweep, at, limit) => findHoldsLeft(sweep, later(at, -HOLD_GRACE_MS), limit),
  },
]

/** How many orders of a customer were paid: what rules about first orders read. */
export const countPaidHandler: EventHandler<'order.paid'> = {
  name: 'orders.count-paid',
  event: 'order.paid',
  async handle(tx, { payload }) {
    if (payload.customerId) await countPaidOrder(tx, payload.customerId)
  },
}

/** Ends a hold that outlived what it was held for: with its order while that is unpaid, else by itself. */
async function releaseHold(
  app: App,
  providers: Providers,
  storeId: StoreId,
  takeId: Id<'tak'>,
): Promise<void> {
  const unpaid = await withTenant(app.db, storeId, async (tx) => {
    const hold = await lockHold(tx, takeId)
    if (!hold?.expiresAt || hold.expiresAt > app.clock.now()) return null
    if (hold.orderState === 'unpaid') return hold.orderId
    if (hold.orderState === null || hold.orderState === 'cancelled')
      await releaseTake(tx, { id: takeId, ...hold }, app.clock.now())
    return null
  })
  if (unpaid) await expireOrder(app, providers, storeId, unpaid)
}

/** Forgets idempotency keys a day after they were used: at most 20,000 per store and run. */
async function forgetKeys(app: App, run: { signal: AbortSignal }): Promise<void> {
  let after: StoreId | null = null
  while (!run.signal.aborted) {
    const stores: readonly StoreId[] = await listStoreIds(app.db.sql, after, STORES_PAGE)
    for (const storeId of stores)
      for (let round = 0; round < ROUNDS_MAX && !run.signal.aborted; round += 1) {
        const gone = await withTenant(app.db, storeId, (tx) => forgetIdempotencyKeys(tx, app.clock.now()))
        if (gone < KEYS_AT_ONCE) break
      }
    after = stores.at(-1) ?? null
    if (stores.length < STORES_PAGE) break
  }
}
