import type { TenantTx } from '@mamapu/db'
import { addFen, type Fen, type Id, must, type OrderId, ZERO_FEN } from '@mamapu/kernel'
import {
  decideRefund,
  findOrder,
  findReplaced,
  listLines,
  type OrderLine,
  type OrderRow,
  type RefundObstacle,
  refundOfUnits,
} from '../orders/index.js'
import { postageOf, unitsLeftOf } from './amounts.js'
import { writeOutcome } from './case.queries.js'
import { type CaseAction, sumOf } from './case.rules.js'
import type { Case, CaseActor } from './case.types.js'
import type { Ground } from './ground.js'
import type { DecideResult, HeldCase } from './lock-case.js'
import { moveCase } from './move-case.js'
import { reasonOf } from './reason.rules.js'
import { wholeStep } from './whole-step.js'

/** What the inspection found of one line. */
export interface Found {
  readonly lineId: Id<'lin'>
  /** Units taken back; the others stay the shopper's. */
  readonly units: number
  /** Of them, how many may be sold again. */
  readonly restockUnits: number
  /** Kept back of what they cost. */
  readonly lessFen: Fen
}

interface RefundCase {
  readonly action: CaseAction
  readonly actor: CaseActor
  readonly note?: string
  /** Null: all of it as it was asked; sold again if it never left the shop. */
  readonly lines: readonly Found[] | null
  readonly at: Date
}

/**
 * Ends a held case with its money: amounts from the frozen shares, everything that was taken given back by its rule, in the
 * transaction of the case's last step. What was refunded elsewhere meanwhile is not refunded twice.
 */
export async function refundCase(
  tx: TenantTx,
  ground: Ground,
  { one, order }: HeldCase,
  ask: RefundCase,
): Promise<DecideResult> {
  const lines = await listLines(tx, order.id)
  const left = unitsLeftOf({ lines, one })
  const found = left.flatMap(({ line, units }): (Found & { line: typeof line })[] => {
    const said = ask.lines?.find(({ lineId }) => lineId === line.id)
    if (ask.lines && !said) return []
    const back = Math.min(units, said?.units ?? units)
    const restockUnits = Math.min(back, said?.restockUnits ?? (one.wasSent ? 0 : back))
    return back > 0
      ? [{ line, lineId: line.id, units: back, restockUnits, lessFen: said?.lessFen ?? ZERO_FEN }]
      : []
  })
  const { action, actor, note = '', at } = ask
  const step = { action, actor, note, at }
  if (found.length === 0)
    return {
      done: true,
      case: await moveCase(tx, ground, one, { ...step, to: 'closed', ending: 'nothing_left' }),
    }
  const shippingFen = postageOf({ order, lines, one }, found)
  return wholeStep(tx, async (inner) => {
    const refund = await giveBack(inner, {
      orderId: order.id,
      one,
      found,
      from: one.wasSent ? 'sent' : 'unsent',
      shippingFen,
      reason: note || reasonOf(one.reason).words['zh-CN'],
      actor,
      at,
    })
    if (!refund.refunded) return { done: false, code: REFUSED[refund.reason] ?? 'CASE_STATE' }
    for (const { lineId, units, restockUnits, lessFen } of found)
      await writeOutcome(inner, one.id, { lineId, doneUnits: units, restockedUnits: restockUnits, lessFen })
    const change = { refundId: refund.refundId }
    return { done: true, case: await moveCase(inner, ground, one, { ...step, to: 'refunded', change }) }
  })
}

const REFUSED: Partial<Record<RefundObstacle, 'REFUNDS_TOO_MANY' | 'CASE_LESS'>> = {
  too_many: 'REFUNDS_TOO_MANY',
  too_much: 'CASE_LESS',
}

interface GiveBack {
  readonly one: Case
  readonly orderId: OrderId
  readonly found: readonly Found[]
  readonly from: 'sent' | 'unsent'
  readonly shippingFen: Fen
  readonly reason: string
  readonly actor: CaseActor
  readonly at: Date
}

/** The refund itself; of goods that were sent in exchange the money lies with the order they stand for. */
function giveBack(tx: TenantTx, { one, orderId, found, from, shippingFen, reason, actor, at }: GiveBack) {
  return decideRefund(tx, {
    orderId,
    lines: found.map(({ restockUnits: restock, ...line }) => ({ ...line, restock, from })),
    shippingFen,
    postage: ({ order, lines, back }) => postageOf({ order, lines, one }, back),
    reason: reason.slice(0, 300),
    actor,
    at,
  })
}

/** What the case would give back as things stand, also where its goods were sent in exchange for others. */
export async function estimateCase(tx: TenantTx, order: OrderRow, one: Estimated): Promise<Fen> {
  const lines = await listLines(tx, order.id)
  return estimateBack(tx, { order, lines, back: unitsLeftOf({ lines, one }) }, one)
}

/** The same of lines of which so many units come back. */
async function estimateBack(tx: TenantTx, { order, lines, back }: Back, one: Estimated): Promise<Fen> {
  if (back.length === 0) return ZERO_FEN
  if (!order.exchangeOf)
    return addFen(
      sumOf(back.map(({ line, units }) => refundOfUnits(line, units))),
      postageOf({ order, lines, one }, back),
    )
  const before = must(await findOrder(tx, order.exchangeOf), 'a replacement stands for an order')
  const ofBefore = await listLines(tx, before.id)
  const replaced: Back['back'][number][] = []
  for (const { line, units } of back) {
    const of = await findReplaced(tx, line.id)
    const paid = ofBefore.find(({ id }) => id === of?.lineId)
    const left = paid ? Math.min(units, paid.quantity - paid.refundedUnits) : 0
    if (paid && left > 0) replaced.push({ line: paid, units: left })
  }
  return estimateBack(tx, { order: before, lines: ofBefore, back: replaced }, one)
}

interface Back {
  readonly order: OrderRow
  readonly lines: readonly OrderLine[]
  readonly back: readonly { readonly line: OrderLine; readonly units: number }[]
}

type Estimated = Parameters<typeof postageOf>[0]['one']
