import { type TenantTx, withTenant } from '@mamapu/db'
import {
  addFen,
  type Fen,
  type Id,
  later,
  MINUTE,
  newId,
  type OrderId,
  type StoreId,
  sumFen,
} from '@mamapu/kernel'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import { insertRefund, listPayments, lockRefund, setRefundState } from '../payments/index.js'
import type { Providers } from './expire-order.js'
import { addHistory, listLines, lockOrder, markRefunded, moveOrder, type OrderRow } from './order.queries.js'
import { isRefundable, nextState, refundOfUnits, shippingRefund } from './order.rules.js'
import type { OrderLine } from './order.types.js'
import { releaseRefunded } from './release-takes.js'

export interface RefundAsk {
  readonly orderId: OrderId
  /** Units per line; `restock` says whether they may be sold again (default: yes while they are not shipped). */
  readonly lines: readonly {
    readonly lineId: Id<'lin'>
    readonly units: number
    readonly restock?: boolean
  }[]
  /** Postage to give back, capped at what is left of it. */
  readonly shippingFen: Fen
  /** Everything that is left, lines and postage. */
  readonly whole?: boolean
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

export type RefundObstacle = 'order_not_found' | 'wrong_state' | 'nothing_to_refund' | 'too_much'

export type RefundResult =
  | { readonly refunded: true; readonly refundId: Id<'ref'>; readonly amountFen: Fen }
  | { readonly refunded: false; readonly reason: RefundObstacle }

interface RefundLine {
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly amountFen: Fen
  readonly restocked: boolean
}

/** Name of the job that pays a decided refund back through its provider. */
export const SEND_REFUND = 'orders.send-refund'

/**
 * Decides a refund in one transaction: amounts from the frozen allocation, what was taken given back by rule, the event
 * with the exact share of every line. The money itself follows by job. Any sequence of refunds of an order adds up to
 * exactly what was paid.
 */
export async function refundOrder(app: App, storeId: StoreId, ask: RefundAsk): Promise<RefundResult> {
  const result = await withTenant(app.db, storeId, (tx) => decideRefund(tx, ask))
  if (result.refunded) {
    app.nudge(storeId)
    // A hint only: the sweeper finds what a lost job leaves behind.
    await app.jobs.send(SEND_REFUND, result.refundId, { storeId, refundId: result.refundId }).catch(() => {})
  }
  return result
}

/** The decision itself, for callers that already hold a transaction (idempotent routes). */
export async function decideRefund(tx: TenantTx, ask: RefundAsk): Promise<RefundResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { refunded: false, reason: 'order_not_found' }
  if (!isRefundable(order.state)) return { refunded: false, reason: 'wrong_state' }
  const lines = await listLines(tx, ask.orderId)
  const chosen = chooseLines(lines, ask)
  if (!chosen) return { refunded: false, reason: 'too_much' }
  const shipping = { paidFen: order.shippingFen, refundedFen: order.shippingRefundedFen }
  const shippingFen = shippingRefund(shipping, ask.whole ? order.shippingFen : ask.shippingFen)
  const amountFen = addFen(sumFen(chosen.map((line) => line.amountFen)), shippingFen)
  if (chosen.length === 0 && shippingFen === 0) return { refunded: false, reason: 'nothing_to_refund' }
  const payment = (await listPayments(tx, ask.orderId)).find(({ state }) => state === 'paid')
  if (!payment && amountFen > 0) return { refunded: false, reason: 'wrong_state' }

  const refundId = newId('ref', ask.at)
  if (!(await markRefunded(tx, ask.orderId, { lines: chosen, shippingFen, amountFen })))
    return { refunded: false, reason: 'too_much' }
  if (payment)
    await insertRefund(tx, {
      id: refundId,
      orderId: ask.orderId,
      paymentId: payment.id,
      kind: 'merchant',
      amountFen,
      shippingFen,
      reason: ask.reason,
      actor: ask.actor,
      at: ask.at,
      lines: chosen,
    })
  await finish(tx, order, lines, { ...ask, refundId, chosen, shippingFen, amountFen })
  return { refunded: true, refundId, amountFen }
}

/** Null when a line does not exist or has fewer units left than asked. */
function chooseLines(lines: readonly OrderLine[], ask: RefundAsk): RefundLine[] | null {
  const asked = ask.whole
    ? lines.map((line) => ({ lineId: line.id, units: line.quantity - line.refundedUnits }))
    : ask.lines
  const chosen: RefundLine[] = []
  for (const { lineId, units, ...rest } of asked) {
    const line = lines.find(({ id }) => id === lineId)
    if (
      !line ||
      units < 0 ||
      line.refundedUnits + units > line.quantity ||
      chosen.some((one) => one.lineId === lineId)
    )
      return null
    if (units === 0) continue
    const restock = 'restock' in rest ? rest.restock : undefined
    chosen.push({
      lineId,
      units,
      amountFen: refundOfUnits(line, units),
      restocked: restock ?? line.shippedUnits === 0,
    })
  }
  return chosen
}

async function finish(
  tx: TenantTx,
  order: OrderRow,
  lines: readonly OrderLine[],
  refund: RefundAsk & {
    refundId: Id<'ref'>
    chosen: readonly RefundLine[]
    shippingFen: Fen
    amountFen: Fen
  },
): Promise<void> {
  const returned = (line: OrderLine) =>
    line.refundedUnits + (refund.chosen.find(({ lineId }) => lineId === line.id)?.units ?? 0)
  const isWhole = lines.every((line) => returned(line) === line.quantity)
  await releaseRefunded(tx, order.id, { lines: refund.chosen, isWhole })
  const to = isWhole ? nextState(order.state, 'refund') : null
  const entry = { action: 'refund' as const, actor: refund.actor, at: refund.at, note: refund.reason }
  if (to) await moveOrder(tx, order, { to, ...entry })
  else await addHistory(tx, order, { to: order.state, ...entry })
  await emit(
    tx,
    'order.refunded',
    {
      orderId: order.id,
      customerId: order.customerId,
      refundId: refund.refundId,
      amountFen: refund.amountFen,
      shippingFen: refund.shippingFen,
      isWhole,
      lines: refund.chosen.map(({ lineId, units, amountFen }) => ({ lineId, units, amountFen })),
    },
    refund.at,
  )
}

const ATTEMPTS_MAX = 20

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
  const refund = await withTenant(app.db, storeId, async (tx) => {
    const row = await lockRefund(tx, refundId)
    if (!row || row.state === 'done' || row.state === 'failed') return null
    const at = app.clock.now()
    await setRefundState(tx, refundId, {
      state: 'sent',
      attempts: row.attempts + 1,
      nextTryAt: later(at, pause(row.attempts)),
    })
    return { ...row, attempts: row.attempts + 1 }
  })
  if (!refund) return 'nothing'
  try {
    const provider = providers.get(refund.provider)
    if (!provider) throw new Error(`no provider ${refund.provider}`)
    const { providerRef } = await provider.refund({
      storeId,
      refundId,
      paymentId: refund.paymentId,
      amountFen: refund.amountFen,
    })
    const at = app.clock.now()
    await withTenant(app.db, storeId, async (tx) => {
      await setRefundState(tx, refundId, {
        state: 'done',
        attempts: refund.attempts,
        nextTryAt: null,
        providerRef,
        doneAt: at,
      })
      await emit(
        tx,
        'order.refund_paid',
        { orderId: refund.orderId, refundId, amountFen: refund.amountFen },
        at,
      )
    })
    app.nudge(storeId)
    return 'done'
  } catch (error) {
    const isLast = refund.attempts >= ATTEMPTS_MAX
    const nextTryAt = isLast ? null : later(app.clock.now(), pause(refund.attempts))
    await withTenant(app.db, storeId, (tx) =>
      setRefundState(tx, refundId, {
        state: isLast ? 'failed' : 'sent',
        attempts: refund.attempts,
        nextTryAt,
        error: error instanceof Error ? error.message.slice(0, 300) : 'unknown',
      }),
    )
    app.log.warn({ storeId, refundId, attempts: refund.attempts }, 'refund not paid back yet')
    return isLast ? 'failed' : 'again'
  }
}

/** WeChat Pay asks for a minute between tries; after that the pauses double up to an hour. */
function pause(attempts: number): number {
  return Math.min(60, 2 ** Math.max(0, attempts - 1)) * MINUTE
}
