import { createHmac } from 'node:crypto'
import { type TenantTx, withTenant } from '@mamapu/db'
import { type Fen, type Id, newId, type OrderId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { emit } from '../events/index.js'
import {
  findPayment,
  hasLateRefund,
  insertRefund,
  isTransactionElsewhere,
  markPaid,
  type PaymentRow,
} from '../payments/index.js'
import {
  claimTakes,
  listLines,
  listTakes,
  lockOrder,
  moveOrder,
  type OrderRow,
  retake,
} from './order.queries.js'
import type { OrderLine } from './order.types.js'
import { nextState } from './order-actions.rules.js'
import { SEND_REFUND } from './send-refund.js'

export interface ProviderMoney {
  readonly paymentId: Id<'pay'>
  readonly transactionId: string
  readonly amountFen: Fen
  /** Who says so, where that is not the payment's own provider by itself. */
  readonly provider?: string
  /** The provider's own name for whoever paid; kept as a keyed hash. */
  readonly payer?: string
}

/** Money as it is written down. */
type Told = Omit<ProviderMoney, 'payer'> & { readonly payerHash: Buffer | null }

export type SettleResult =
  | {
      readonly settled: true
      readonly as: 'paid' | 'again' | 'revived' | 'returned'
      readonly orderId: OrderId
    }
  | { readonly settled: false; readonly reason: 'payment_unknown' | 'amount_differs' | 'transaction_differs' }

/** Rolls back the attempt to take everything again. */
class OutOfQuota extends Error {}

/**
 * Records money a provider says it has, once, however often and late it says so. Paid in time: the order is paid and
 * its takes are claimed. Paid after the deadline: the same quotas are taken again in one transaction and the order goes on;
 * when one of them is gone the money goes back by itself. So does a second capture of a paid order, and the money of an
 * order that somebody cancelled. A wrong amount changes nothing and leaves an alarm in the audit log.
 */
export async function settlePayment(
  app: App,
  storeId: StoreId,
  money: ProviderMoney,
  at: Date,
): Promise<SettleResult> {
  const { returning, ...result } = await settleOrReturn(app, storeId, money, at)
  app.nudge(storeId)
  if (returning) await app.jobs.send(SEND_REFUND, returning, { storeId, refundId: returning }).catch(() => {})
  return result
}

type Settling = SettleResult & { readonly returning?: Id<'ref'> }

async function settleOrReturn(
  app: App,
  storeId: StoreId,
  { payer, ...told }: ProviderMoney,
  at: Date,
): Promise<Settling> {
  const money: Told = { ...told, payerHash: payer === undefined ? null : hashPayer(app, storeId, payer) }
  try {
    return await withTenant(app.db, storeId, (tx) => settle(tx, money, at, 'revive'))
  } catch (error) {
    if (!(error instanceof OutOfQuota)) throw error
    return await withTenant(app.db, storeId, (tx) => settle(tx, money, at, 'return'))
  }
}

async function settle(tx: TenantTx, money: Told, at: Date, whenLate: 'revive' | 'return'): Promise<Settling> {
  const known = await findPayment(tx, money.paymentId)
  // Of another's payments nobody is believed.
  if (!known || (money.provider ?? known.provider) !== known.provider) {
    await alarm(tx, money, at, 'payment.unknown')
    return { settled: false, reason: 'payment_unknown' }
  }
  const order = (await lockOrder(tx, known.orderId)) as OrderRow
  // Read again behind the lock: a twin may have settled it meanwhile.
  const payment = (await findPayment(tx, money.paymentId)) as PaymentRow
  if (payment.amountFen !== money.amountFen) {
    await alarm(tx, money, at, 'payment.amount_differs')
    return { settled: false, reason: 'amount_differs' }
  }
  if (payment.transactionId === money.transactionId) return { settled: true, as: 'again', orderId: order.id }
  if (payment.transactionId !== null || (await isTransactionElsewhere(tx, payment, money.transactionId))) {
    await alarm(tx, money, at, 'payment.transaction_differs')
    return { settled: false, reason: 'transaction_differs' }
  }
  // Begun before the price was changed: it would pay another amount than the order asks for.
  if (payment.amountFen !== order.payableFen) return sendBack(tx, order, payment, money, at)
  if (nextState(order, 'pay')) return payInTime(tx, order, money, at)
  if (nextState(order, 'revive') && whenLate === 'revive') return revive(tx, order, money, at)
  return sendBack(tx, order, payment, money, at)
}

function lateReason(order: OrderRow, payment: PaymentRow): string {
  if (order.state === 'cancelled') return 'paid_after_close'
  return payment.amountFen === order.payableFen ? 'paid_twice' : 'price_changed'
}

/** For equality within one shop alone. */
function hashPayer({ secret }: App, storeId: StoreId, payer: string): Buffer {
  return createHmac('sha256', secret).update(`payer/${storeId}/${payer}`).digest()
}

const recorded = ({ transactionId, payerHash }: Told, at: Date) => ({ transactionId, payerHash, at })

async function payInTime(tx: TenantTx, order: OrderRow, money: Told, at: Date): Promise<SettleResult> {
  await markPaid(tx, money.paymentId, { ...recorded(money, at), state: 'paid' })
  await claimTakes(tx, order.id)
  await moveOrder(tx, order, { to: 'paid', action: 'pay', actor: 'provider', at })
  await emitPaid(tx, order, at)
  return { settled: true, as: 'paid', orderId: order.id }
}

async function revive(tx: TenantTx, order: OrderRow, money: Told, at: Date): Promise<SettleResult> {
  for (const take of await listTakes(tx, order.id)) if (!(await retake(tx, take))) throw new OutOfQuota()
  await markPaid(tx, money.paymentId, { ...recorded(money, at), state: 'paid' })
  await moveOrder(tx, order, { to: 'paid', action: 'revive', actor: 'provider', at })
  await emit(
    tx,
    'order.late_money',
    { orderId: order.id, amountFen: money.amountFen, outcome: 'revived' },
    at,
  )
  await emitPaid(tx, order, at)
  return { settled: true, as: 'revived', orderId: order.id }
}

async function sendBack(
  tx: TenantTx,
  order: OrderRow,
  payment: PaymentRow,
  money: Told,
  at: Date,
): Promise<Settling> {
  await markPaid(tx, payment.id, { ...recorded(money, at), state: 'late' })
  const refundId = newId('ref', at)
  if (!(await hasLateRefund(tx, payment.id)))
    await insertRefund(tx, {
      id: refundId,
      orderId: order.id,
      paymentId: payment.id,
      kind: 'late',
      amountFen: payment.amountFen,
      shippingFen: 0 as Fen,
      reason: lateReason(order, payment),
      actor: 'system',
      at,
      lines: [],
    })
  await emit(
    tx,
    'order.late_money',
    { orderId: order.id, amountFen: money.amountFen, outcome: 'returned' },
    at,
  )
  return { settled: true, as: 'returned', orderId: order.id, returning: refundId }
}

async function emitPaid(tx: TenantTx, order: OrderRow, at: Date): Promise<void> {
  const { id: orderId, customerId, payableFen } = order
  const lines = (await listLines(tx, orderId)).map(boughtLine)
  await emit(tx, 'order.paid', { orderId, customerId, payableFen, paidFen: payableFen, lines }, at)
}

function boughtLine({ id, skuId, quantity, paidFen }: OrderLine) {
  return { lineId: id, skuId, quantity, paidFen }
}

async function alarm(tx: TenantTx, money: Told, at: Date, action: string): Promise<void> {
  await audit(tx, {
    actor: 'provider',
    action,
    subject: money.paymentId,
    data: { amountFen: money.amountFen, transactionId: money.transactionId },
    at,
  })
}
