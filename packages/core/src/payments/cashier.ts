import { withTenant } from '@mamapu/db'
import { later, SECOND, type StoreId, toFen } from '@mamapu/kernel'
import type { App } from '../app.js'
import {
  type CashierMovement,
  type CashierPayment,
  closeOpen,
  findById,
  findByRef,
  findRefundByRef,
  listMovements,
  notePayer,
  openPayment,
  payOpen,
  refundPaid,
  transactionOf,
} from './cashier.queries.js'
import { announceAs, tellShop } from './sandbox-notify.js'

export { bookOf, type CashierPayment } from './cashier.queries.js'

/** How the sandbox behaves when someone pays; chosen on its page. */
export const CASHIER_MODES = ['pay', 'twice', 'slow', 'silent', 'fail', 'late'] as const
export type CashierMode = (typeof CASHIER_MODES)[number]

/** Name of the job that delivers a notification again until the shop says it has it. */
export const CASHIER_NOTIFY = 'cashier.notify'

/** How long after the deadline late money arrives. */
const LATE_MS = 30 * SECOND

export async function open(
  app: App,
  storeId: StoreId,
  payment: Omit<CashierPayment, 'id' | 'state' | 'payer'>,
): Promise<CashierPayment> {
  return withTenant(app.db, storeId, (tx) => openPayment(tx, payment, app.clock.now()))
}

export async function find(app: App, storeId: StoreId, id: string): Promise<CashierPayment | null> {
  return withTenant(app.db, storeId, (tx) => findById(tx, id))
}

export type CashierState =
  | { readonly state: 'open' | 'closed' | 'unknown' }
  | {
      readonly state: 'paid'
      readonly transactionId: string
      readonly amount: number
      readonly payer: string
    }

function stateOf(payment: CashierPayment | null, at: Date): CashierState {
  if (!payment) return { state: 'unknown' }
  if (payment.state === 'paid')
    return {
      state: 'paid',
      transactionId: transactionOf(payment.id),
      amount: payment.amountFen,
      payer: payment.payer,
    }
  return { state: payment.state === 'open' && payment.expiresAt <= at ? 'closed' : payment.state }
}

export async function query(app: App, storeId: StoreId, merchantRef: string): Promise<CashierState> {
  return stateOf(await withTenant(app.db, storeId, (tx) => findByRef(tx, merchantRef)), app.clock.now())
}

/** After this nobody can pay it any more, unless it was paid already: then it says so. */
export async function close(app: App, storeId: StoreId, merchantRef: string): Promise<CashierState> {
  return withTenant(app.db, storeId, async (tx) => {
    await closeOpen(tx, merchantRef)
    return stateOf(await findByRef(tx, merchantRef), app.clock.now())
  })
}

export async function refund(
  app: App,
  storeId: StoreId,
  ask: { merchantRef: string; payment: string; amount: number },
): Promise<string | null> {
  return withTenant(app.db, storeId, (tx) =>
    refundPaid(tx, {
      merchantRef: ask.merchantRef,
      payment: ask.payment,
      amountFen: toFen(ask.amount),
      at: app.clock.now(),
    }),
  )
}

/** The cashier's own name for a refund; null when it never heard of it. */
export async function findRefund(app: App, storeId: StoreId, merchantRef: string): Promise<string | null> {
  return withTenant(app.db, storeId, (tx) => findRefundByRef(tx, merchantRef))
}

/** What was paid and given back from one instant to before another, as the cashier's books have it. */
export async function billOf(
  app: App,
  storeId: StoreId,
  span: { readonly from: Date; readonly to: Date },
): Promise<readonly CashierMovement[]> {
  return withTenant(app.db, storeId, (tx) => listMovements(tx, span))
}

export type PayOutcome = 'paid' | 'failed' | 'closed' | 'not_found' | 'on_its_way'

/** Someone presses a button on the cashier's page: `payer` is the cashier's own name for the browser. */
export async function pay(
  app: App,
  storeId: StoreId,
  id: string,
  mode: CashierMode,
  payer = '',
): Promise<PayOutcome> {
  const at = app.clock.now()
  const payment = await find(app, storeId, id)
  if (!payment) return 'not_found'
  if (mode === 'fail') return payment.state === 'open' ? 'failed' : 'closed'
  await withTenant(app.db, storeId, (tx) => notePayer(tx, id, payer))
  if (mode === 'late' && payment.state === 'open' && payment.expiresAt > at) {
    const runAt = later(payment.expiresAt, LATE_MS)
    const payload = { storeId, paymentId: id, late: 'yes' }
    await app.jobs.send(CASHIER_NOTIFY, `cashier-${id}-late`, payload, { runAt })
    return 'on_its_way'
  }
  const isPaid = await withTenant(app.db, storeId, (tx) => payOpen(tx, id, at, mode === 'late'))
  if (!isPaid) return payment.state === 'paid' ? 'paid' : 'closed'
  await announce(app, storeId, id, mode)
  return 'paid'
}

/** The money was on its way before the deadline and arrives now, whatever has happened to the payment meanwhile. */
export async function payLate(app: App, storeId: StoreId, id: string): Promise<void> {
  await withTenant(app.db, storeId, (tx) => payOpen(tx, id, app.clock.now(), true))
  await notify(app, storeId, id)
}

function announce(app: App, storeId: StoreId, id: string, mode: CashierMode): Promise<void> {
  return announceAs(mode, {
    at: app.clock.now(),
    tell: () => notify(app, storeId, id),
    send: (suffix, runAt) =>
      app.jobs.send(CASHIER_NOTIFY, `cashier-${id}-${suffix}`, { storeId, paymentId: id }, { runAt }),
  })
}

/** Delivers the notification once; throws when the shop does not say it has it, so that the job comes again. */
export async function notify(app: App, storeId: StoreId, id: string): Promise<void> {
  const payment = await find(app, storeId, id)
  if (payment?.state !== 'paid') return
  const { merchantRef, amountFen: amount, payer } = payment
  const transactionId = transactionOf(payment.id)
  const news = { type: 'payment.paid', merchantRef, transactionId, amount, payer }
  await tellShop(app, payment.notifyUrl, news)
}
