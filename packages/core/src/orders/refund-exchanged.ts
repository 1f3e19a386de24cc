import type { TenantTx, TransactionSql } from '@mamapu/db'
import { must, type OrderId, ZERO_FEN } from '@mamapu/kernel'
import { addExchanged, findReplaced } from './exchange.queries.js'
import { listLines, lockOrder, type OrderRow } from './order.queries.js'
import type { OrderLine } from './order.types.js'
import { chooseLines, type RefundLine } from './refund-lines.js'
import type { RefundAsk, RefundResult } from './refund-order.js'

type Decide = (tx: TenantTx, ask: RefundAsk) => Promise<RefundResult>

/** Carries a refusal out of what is undone for it. */
class Refused extends Error {
  readonly result: RefundResult
  constructor(result: RefundResult) {
    super('refused')
    this.result = result
  }
}

/**
 * Refunds goods of a held order that were sent in exchange, and with them what they stand for, as far as that was not paid back
 * meanwhile: all of it, or nothing is kept. Every order is held before any counter is touched, and the counters of the first
 * order come before the shelf of the last: the order in which everybody touches them.
 */
export async function refundExchanged(
  tx: TenantTx,
  order: OrderRow,
  ask: RefundAsk,
  decide: Decide,
): Promise<RefundResult> {
  await holdBefore(tx, order.exchangeOf)
  try {
    return await tx.sql.savepoint(async (sql) => {
      const result = await refundWithBefore(
        { ...tx, sql: sql as TransactionSql } as TenantTx,
        order,
        ask,
        decide,
      )
      if (!result.refunded) throw new Refused(result)
      return result
    })
  } catch (error) {
    if (error instanceof Refused) return error.result
    throw error
  }
}

async function holdBefore(tx: TenantTx, orderId: OrderId | null): Promise<void> {
  if (orderId)
    await holdBefore(tx, must(await lockOrder(tx, orderId), 'a replacement stands for an order').exchangeOf)
}

async function refundWithBefore(
  tx: TenantTx,
  order: OrderRow,
  ask: RefundAsk,
  decide: Decide,
): Promise<RefundResult> {
  if (!order.exchangeOf) return decide(tx, ask)
  // It cost nothing, so nothing can be kept back of it.
  const own = { ...ask, lines: ask.lines.map(({ lessFen: _, ...line }) => line) }
  const chosen = chooseLines(await listLines(tx, order.id), own)
  if (!chosen) return { refunded: false, reason: 'too_much' }
  const before = await refundBefore(tx, order.exchangeOf, { ask, chosen, decide })
  const result = await decide(tx, own)
  if (before && !before.refunded) return before
  return result.refunded ? (before ?? result) : result
}

/** Null when nothing is left to pay back of what was exchanged. */
async function refundBefore(
  tx: TenantTx,
  orderId: OrderId,
  {
    ask,
    chosen,
    decide,
  }: { readonly ask: RefundAsk; readonly chosen: readonly RefundLine[]; readonly decide: Decide },
): Promise<RefundResult | null> {
  const order = must(await lockOrder(tx, orderId), 'a replacement stands for an order')
  const ended = await endExchange(tx, orderId, { ask, chosen })
  const lines = await listLines(tx, orderId)
  const back = ended.flatMap(({ lineId, units, lessFen }) => leftOf(lines, { lineId, units, lessFen }))
  if (back.length === 0) return null
  return refundWithBefore(
    tx,
    order,
    {
      ...ask,
      orderId,
      // Only the order that was called off is; this one has its goods paid back.
      action: 'refund',
      whole: false,
      // Goods on the shelf again are so once: with the order they were sent by.
      lines: back.map(({ line, units, lessFen }) => ({
        ...{ lineId: line.id, units, lessFen },
        ...{ from: 'sent' as const, restock: 0 },
      })),
      shippingFen: ask.postage?.({ order, lines, back }) ?? ZERO_FEN,
    },
    decide,
  )
}

/** The lines these stand for are exchanged no more. Those that stand for none are not among them. */
async function endExchange(
  tx: TenantTx,
  orderId: OrderId,
  { ask, chosen }: { readonly ask: RefundAsk; readonly chosen: readonly RefundLine[] },
) {
  const ended: Pick<Left, 'lineId' | 'units' | 'lessFen'>[] = []
  for (const { lineId, units } of chosen) {
    const replaced = await findReplaced(tx, lineId)
    if (!replaced) continue
    await addExchanged(tx, orderId, { lineId: replaced.lineId, units: -units })
    const lessFen = ask.lines.find((line) => line.lineId === lineId)?.lessFen ?? ZERO_FEN
    ended.push({ lineId: replaced.lineId, units, lessFen })
  }
  return ended
}

type Left = Required<Pick<RefundAsk['lines'][number], 'lineId' | 'units' | 'lessFen'>>

/** What the shop has paid back meanwhile, of its own accord, is not paid back twice. */
function leftOf(
  lines: readonly OrderLine[],
  { lineId, units: asked, lessFen }: Left,
): readonly (Omit<Left, 'lineId'> & { readonly line: OrderLine })[] {
  const line = lines.find(({ id }) => id === lineId)
  const units = line ? Math.min(asked, line.quantity - line.refundedUnits) : 0
  return line && units > 0 ? [{ line, units, lessFen }] : []
}
