import { type TenantTx, withTenant } from '@mamapu/db'
import { type Id, later, MINUTE, must, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import { lockRefund, type RefundRow, setRefundState } from '../payments/index.js'
import type { Providers } from './expire-order.js'

/** Name of the job that pays a decided refund back through its provider. */
export const SEND_REFUND = 'orders.send-refund'

export const REFUND_ATTEMPTS_MAX = 20

/**
 * Pays a decided refund back. Idempotent at the provider by the refund's own id, so a crash between its call and our
 * record repeats harmlessly. A failing provider is tried again with growing pauses; after the last try it is parked as
 * failed where the merchant sees it.
 */
export async function sendRefund(
  app: App,
  providers: Providers,
  storeId: StoreId,
  refundId: Id<'ref'>,
): Promise<'done' | 'again' | 'failed' | 'nothing'> {
  const refund = await withTenant(app.db, storeId, (tx) => noteAttempt(tx, refundId, app.clock.now()))
  if (!refund) return 'nothing'
  let providerRef: string
  try {
    providerRef = await payBack(providers, storeId, refund)
  } catch (error) {
    const at = app.clock.now()
    const outcome = await withTenant(app.db, storeId, (tx) => noteFailure(tx, refund, error, at))
    app.log.warn({ storeId, refundId, attempts: refund.attempts }, 'refund not paid back yet')
    return outcome
  }
  await withTenant(app.db, storeId, (tx) => noteDone(tx, refund, providerRef, app.clock.now()))
  app.nudge(storeId)
  return 'done'
}

/** A merchant asks for a parked refund to be tried again, under its own number. False when it is not parked. */
export async function retryRefund(
  app: App,
  storeId: StoreId,
  { refundId, at }: { refundId: Id<'ref'>; at: Date },
): Promise<boolean> {
  const isWoken = await withTenant(app.db, storeId, async (tx) => {
    const row = await lockRefund(tx, refundId)
    if (row?.state !== 'failed') return false
    await setRefundState(tx, refundId, { state: 'waiting', attempts: 0, nextTryAt: at })
    return true
  })
  if (isWoken)
    await app.jobs.send(SEND_REFUND, `${refundId}-${at.getTime()}`, { storeId, refundId }).catch(() => {})
  return isWoken
}

/** Written before the provider is called, so that a crash leaves a refund that the sweeper finds. */
async function noteAttempt(tx: TenantTx, refundId: Id<'ref'>, at: Date): Promise<RefundRow | null> {
  const row = await lockRefund(tx, refundId)
  if (!row || row.state === 'done' || row.state === 'failed') return null
  // A try is under way or has just failed: its pause is kept.
  if (row.nextTryAt !== null && row.nextTryAt > at) return null
  const attempts = row.attempts + 1
  await setRefundState(tx, refundId, { state: 'sent', attempts, nextTryAt: later(at, pause(attempts)) })
  return { ...row, attempts }
}

async function payBack(providers: Providers, storeId: StoreId, refund: RefundRow): Promise<string> {
  const provider = must(providers.get(refund.provider ?? ''), `no provider ${refund.provider}`)
  const paymentId = must(refund.paymentId, 'a refund of money has its payment')
  const { id: refundId, amountFen } = refund
  return (await provider.refund({ storeId, refundId, paymentId, amountFen })).providerRef
}

async function noteDone(tx: TenantTx, refund: RefundRow, providerRef: string, at: Date): Promise<void> {
  const { id: refundId, orderId, amountFen, attempts } = refund
  // A twin may have been told the same by the provider.
  if ((await lockRefund(tx, refundId))?.state === 'done') return
  await setRefundState(tx, refundId, { state: 'done', attempts, nextTryAt: null, providerRef, doneAt: at })
  await emit(tx, 'order.refund_paid', { orderId, refundId, amountFen }, at)
}

async function noteFailure(
  tx: TenantTx,
  refund: RefundRow,
  error: unknown,
  at: Date,
): Promise<'again' | 'failed' | 'done'> {
  const now = await lockRefund(tx, refund.id)
  if (now?.state === 'done') return 'done'
  const isLast = refund.attempts >= REFUND_ATTEMPTS_MAX
  await setRefundState(tx, refund.id, {
    state: isLast ? 'failed' : 'sent',
    attempts: Math.max(refund.attempts, now?.attempts ?? 0),
    nextTryAt: isLast ? null : later(at, pause(refund.attempts)),
    error: error instanceof Error ? error.message.slice(0, 300) : 'unknown',
  })
  return isLast ? 'failed' : 'again'
}

/** WeChat Pay asks for a minute between tries; after that the pauses double up to an hour. */
function pause(attempts: number): number {
  return Math.min(60, 2 ** Math.max(0, attempts - 1)) * MINUTE
}
