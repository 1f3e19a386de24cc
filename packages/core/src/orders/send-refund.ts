import { type TenantTx, withTenant } from '@mamapu/db'
import { type Id, later, MINUTE, must, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { emit } from '../events/index.js'
import {
  lockRefund,
  type ProviderRefund,
  type RefundRow,
  setRefundState,
  wakeRefund,
} from '../payments/index.js'
import { originOfSlug } from '../stores/index.js'
import type { Providers } from './expire-order.js'
import { noteAlsoPaid } from './refund-by-hand.js'

/** Name of the job that pays a decided refund back through its provider. */
export const SEND_REFUND = 'orders.send-refund'

export const REFUND_ATTEMPTS_MAX = 20

export type SendRefundResult = 'done' | 'again' | 'failed' | 'nothing'

/**
 * Pays a decided refund back, or asks what became of it where the provider has taken it in. Idempotent at the provider by the
 * refund's own id, so a crash between its call and our record repeats harmlessly. A failing provider is tried again with growing
 * pauses; what it refuses for good, and what is under way after the last try, is parked as failed where the merchant sees it.
 */
export async function sendRefund(
  app: App,
  providers: Providers,
  storeId: StoreId,
  refundId: Id<'ref'>,
): Promise<SendRefundResult> {
  const refund = await withTenant(app.db, storeId, (tx) => noteAttempt(tx, refundId, app.clock.now()))
  if (!refund) return 'nothing'
  let told: ProviderRefund
  try {
    told = await payBack(app, providers, storeId, refund)
  } catch (error) {
    const at = app.clock.now()
    const outcome = await withTenant(app.db, storeId, (tx) => noteFailure(tx, refund, error, at))
    app.log.warn({ storeId, refundId, attempts: refund.attempts }, 'refund not paid back yet')
    return outcome
  }
  const { provider, round } = refund
  return learnRefund(app, storeId, { refundId, refund: told, provider: provider ?? '', answers: round })
}

interface Told {
  readonly refundId: Id<'ref'>
  readonly refund: ProviderRefund
  /** Who says so: of another's refunds nobody is believed. */
  readonly provider: string
  /** The round that an answer is to; left out where the provider spoke by itself. */
  readonly answers?: number
}

/**
 * Writes down what a provider says of a refund, by an answer or a notification, however often and in whichever order. That it failed is
 * believed of the attempt that is under way alone: of an earlier one it says nothing, and what a notification tells before its attempt was
 * answered, the next answer tells again.
 */
export async function learnRefund(app: App, storeId: StoreId, told: Told): Promise<SendRefundResult> {
  const outcome = await withTenant(app.db, storeId, (tx) => noteTold(tx, told, app.clock.now()))
  app.nudge(storeId)
  return outcome
}

/** A merchant asks for a parked refund to be tried again, under its own number. False when it is not parked. */
export async function retryRefund(
  app: App,
  storeId: StoreId,
  { refundId, at }: { refundId: Id<'ref'>; at: Date },
): Promise<boolean> {
  const isWoken = await withTenant(app.db, storeId, (tx) => wakeRefund(tx, refundId, at))
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

async function payBack(
  app: App,
  providers: Providers,
  storeId: StoreId,
  refund: RefundRow,
): Promise<ProviderRefund> {
  const provider = must(providers.get(refund.provider ?? ''), `no provider ${refund.provider}`)
  const { amountFen, paidFen, transactionId } = refund
  const handle = {
    storeId,
    refundId: refund.id,
    paymentId: must(refund.paymentId, 'a refund of money has its payment'),
    transactionId,
    ref: refund.providerRef,
  }
  const known = handle.ref ? await provider.queryRefund(handle) : null
  if (known && known.state !== 'unknown') return known
  return provider.refund({
    ...handle,
    amountFen,
    paidFen,
    notifyUrl: `${originOfSlug(app.hosts, refund.slug)}/callbacks/payments/${provider.id}`,
  })
}

async function noteTold(
  tx: TenantTx,
  { refundId, refund: told, provider, answers }: Told,
  at: Date,
): Promise<SendRefundResult> {
  const row = await lockRefund(tx, refundId)
  if (!row || row.provider !== provider || told.state === 'unknown') return 'nothing'
  const { orderId, amountFen, attempts, nextTryAt } = row
  const { providerRef } = told
  const isOf = answers === undefined ? row.providerRef === providerRef : isAnswerTo(row, answers, providerRef)
  if (row.byHand !== '') {
    if (told.state === 'done') await noteAlsoPaid(tx, row, { providerRef, at })
    return 'done'
  }
  if (row.state === 'done')
    return told.state === 'failed' && row.providerRef === providerRef
      ? noteComeBack(tx, row, told, at)
      : 'done'
  if (told.state === 'failed' && !isOf) return 'again'
  if (told.state === 'done') {
    await setRefundState(tx, refundId, { state: 'done', attempts, nextTryAt: null, providerRef, doneAt: at })
    await emit(tx, 'order.refund_paid', { orderId, refundId, amountFen }, at)
    return 'done'
  }
  const isParked = told.state === 'failed' || row.state === 'failed' || attempts >= REFUND_ATTEMPTS_MAX
  const error = told.state === 'failed' ? `refused: ${told.reason}`.slice(0, 300) : 'under way'
  await setRefundState(tx, refundId, {
    state: isParked ? 'failed' : 'sent',
    attempts,
    nextTryAt: isParked ? null : nextTryAt,
    providerRef,
    error,
  })
  return isParked ? 'failed' : 'again'
}

/** An answer to this round, of the provider's refund that is known, if one is: an attempt that failed before says nothing of the one made since. */
const isAnswerTo = ({ round, providerRef: known }: RefundRow, answers: number, providerRef: string) =>
  answers === round && (known === null || known === providerRef)

/** A bank has sent back what it was paid: the money is with the merchant again, who sees the refund as failed and may try once more. */
async function noteComeBack(
  tx: TenantTx,
  { id, orderId, amountFen, attempts }: RefundRow,
  { reason, providerRef }: Extract<ProviderRefund, { state: 'failed' }>,
  at: Date,
): Promise<SendRefundResult> {
  const error = `came back: ${reason}`.slice(0, 300)
  await setRefundState(tx, id, { state: 'failed', attempts, nextTryAt: null, error })
  const data = { orderId, amountFen, reason, providerRef }
  await audit(tx, { actor: 'provider', action: 'refund.came_back', subject: id, data, at })
  return 'failed'
}

async function noteFailure(
  tx: TenantTx,
  refund: RefundRow,
  error: unknown,
  at: Date,
): Promise<'again' | 'failed' | 'done'> {
  const now = await lockRefund(tx, refund.id)
  if (now?.state === 'done') return 'done'
  // Parked meanwhile, a merchant may be paying it by hand; parked and woken, this attempt is none of the new round's.
  if (now?.state === 'failed') return 'failed'
  if (now && now.round !== refund.round) return 'again'
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
