import { type TenantTx, withTenant } from '@mamapu/db'
import {
  addFen,
  type Fen,
  type Id,
  newId,
  type OrderId,
  type StoreId,
  subFen,
  sumFen,
  ZERO_FEN,
} from '@mamapu/kernel'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import { countRefunds, insertRefund, listPayments } from '../payments/index.js'
import { isOwedBack } from './gift-returns.rules.js'
import { addHistory, listLines, lockOrder, markRefunded, moveOrder, type OrderRow } from './order.queries.js'
import { isCount, unitsToShip } from './order.rules.js'
import type { OrderLine } from './order.types.js'
import { decideAction } from './order-actions.rules.js'
import { refundExchanged } from './refund-exchanged.js'
import { afterwards, chooseLines, type RefundLine, withGifts } from './refund-lines.js'
import { releaseRefunded } from './release-takes.js'
import { allSent } from './send-goods.js'
import { SEND_REFUND } from './send-refund.js'

export interface RefundAsk {
  readonly orderId: OrderId
  /** Units per line. */
  readonly lines: readonly {
    readonly lineId: Id<'lin'>
    readonly units: number
    /** Whether, or how many of them, may be sold again; those that were not sent yet when left out. */
    readonly restock?: boolean | number
    /** Which units: those not sent yet come first when left out. */
    readonly from?: 'sent' | 'unsent'
    /** Kept back of what they cost, for a reason the shopper reads. */
    readonly lessFen?: Fen
  }[]
  /** Postage to give back: at most what is left of it. */
  readonly shippingFen: Fen
  /** Everything that is left, lines and postage; gifts the shopper may keep stay. */
  readonly whole?: boolean
  /** Goods that were sent in exchange: postage that goes back with what they stand for; none when left out. */
  readonly postage?: (before: RefundedBefore) => Fen
  readonly reason: string
  /** Under which name it stands in the order's history: a refund when left out. */
  readonly action?: 'refund' | 'cancel_paid'
  readonly actor: string
  readonly at: Date
}

/** An order whose goods were exchanged, with what of it is paid back since those sent instead are. */
export interface RefundedBefore {
  readonly order: OrderRow
  readonly lines: readonly OrderLine[]
  readonly back: readonly { readonly line: OrderLine; readonly units: number }[]
}

export type RefundObstacle = 'order_not_found' | 'wrong_state' | 'nothing_to_refund' | 'too_much' | 'too_many'

export type RefundResult =
  | { readonly refunded: true; readonly refundId: Id<'ref'>; readonly amountFen: Fen }
  | { readonly refunded: false; readonly reason: RefundObstacle }

/** Refunds of one order at most; payment providers take no more. */
export const REFUNDS_MAX = 50

/**
 * Decides a refund in one transaction: amounts from the frozen allocation, what was taken given back by rule, the event
 * with the exact share of every line. The money itself follows by job. Any sequence of refunds of an order adds up to
 * exactly what was paid.
 */
export async function refundOrder(app: App, storeId: StoreId, ask: RefundAsk): Promise<RefundResult> {
  const result = await withTenant(app.db, storeId, (tx) => decideRefund(tx, ask))
  if (result.refunded) await followRefund(app, storeId, result.refundId)
  return result
}

/** After a decided refund has committed: the money is sent. A hint only, the sweeper finds what a lost job leaves behind. */
export async function followRefund(app: App, storeId: StoreId, refundId: Id<'ref'>): Promise<void> {
  app.nudge(storeId)
  await app.jobs.send(SEND_REFUND, refundId, { storeId, refundId }).catch(() => {})
}

/**
 * The decision itself, for callers that already hold a transaction (idempotent routes). What was sent in exchange cost nothing:
 * with it goes the line it stands for, whoever refunds it, and what comes back is the refund of that.
 */
export async function decideRefund(tx: TenantTx, ask: RefundAsk): Promise<RefundResult> {
  const order = await lockOrder(tx, ask.orderId)
  return order?.exchangeOf ? refundExchanged(tx, order, ask, decideOwn) : decideOwn(tx, ask)
}

async function decideOwn(tx: TenantTx, ask: RefundAsk): Promise<RefundResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { refunded: false, reason: 'order_not_found' }
  if (!decideAction(order, 'refund').allowed) return { refunded: false, reason: 'wrong_state' }
  const lines = await listLines(tx, ask.orderId)
  const asked = chooseLines(lines, ask)
  const shippingFen = chooseShipping(order, ask)
  if (!asked || shippingFen === null) return { refunded: false, reason: 'too_much' }
  const chosen = await withGifts(tx, lines, { ask, asked })
  if (chosen.length === 0 && shippingFen === 0) return { refunded: false, reason: 'nothing_to_refund' }
  if ((await countRefunds(tx, ask.orderId)) >= REFUNDS_MAX) return { refunded: false, reason: 'too_many' }
  const amountFen = addFen(sumFen(chosen.map((line) => line.amountFen)), shippingFen)
  const payment = (await listPayments(tx, ask.orderId)).find(({ state }) => state === 'paid')
  if (!payment && amountFen > 0) return { refunded: false, reason: 'wrong_state' }

  const refundId = newId('ref', ask.at)
  if (!(await markRefunded(tx, ask.orderId, { lines: chosen, shippingFen, amountFen })))
    return { refunded: false, reason: 'too_much' }
  await insertRefund(tx, {
    id: refundId,
    orderId: ask.orderId,
    paymentId: payment?.id ?? null,
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

/** Null when more is asked than is left. */
function chooseShipping(order: OrderRow, ask: RefundAsk): Fen | null {
  const left = subFen(order.shippingFen, order.shippingRefundedFen)
  if (ask.whole) return left
  return isCount(ask.shippingFen) && ask.shippingFen <= left ? ask.shippingFen : null
}

interface Decided extends RefundAsk {
  readonly refundId: Id<'ref'>
  readonly chosen: readonly RefundLine[]
  readonly amountFen: Fen
}

async function finish(
  tx: TenantTx,
  order: OrderRow,
  before: readonly OrderLine[],
  refund: Decided,
): Promise<void> {
  const lines = afterwards(before, refund.chosen)
  const areGoodsBack = lines.filter(isOwedBack).every((line) => line.refundedUnits === line.quantity)
  const isWhole = areGoodsBack && order.state !== 'refunded'
  const returned = refund.chosen.flatMap((chosen) => {
    const line = lines.find(({ id }) => id === chosen.lineId)
    return line ? [{ ...chosen, quantity: line.quantity, unitsLeft: line.quantity - line.refundedUnits }] : []
  })
  await releaseRefunded(tx, order.id, { lines: returned, isWhole, at: refund.at })
  const entry = { action: refund.action ?? 'refund', actor: refund.actor, at: refund.at, note: refund.reason }
  const isRestSent =
    order.state === 'paid' &&
    lines.some((line) => line.shippedUnits > 0) &&
    lines.every((line) => unitsToShip(line) === 0)
  if (isWhole) await moveOrder(tx, order, { to: 'refunded', ...entry })
  else if (isRestSent) {
    // What was still to be sent is refunded: the parcels that went are all there will be.
    await allSent(tx, order, entry)
  } else await addHistory(tx, order, { to: order.state, ...entry })
  await emit(
    tx,
    'order.refunded',
    {
      orderId: order.id,
      customerId: order.customerId,
      refundId: refund.refundId,
      amountFen: refund.amountFen,
      shippingFen: refund.shippingFen ?? ZERO_FEN,
      isWhole,
      lines: refund.chosen.map(({ lineId, units, amountFen }) => ({ lineId, units, amountFen })),
    },
    refund.at,
  )
}
