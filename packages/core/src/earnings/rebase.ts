import type { TenantTx } from '@mamapu/db'
import { assert, type Fen, type Id, type OrderId, sumFen, toFen } from '@mamapu/kernel'
import { freezeAmounts } from './earning.rules.js'
import { lockTerms, type TermsRow, writeRebased } from './rebase.queries.js'

interface RebasedLine {
  readonly lineId: Id<'lin'>
  readonly paidFen: Fen
  readonly quantity: number
}

/**
 * What is promised for an unpaid order whose price was changed by hand: each part by its frozen terms of the line's new
 * price. A part that comes to nothing is void until a later change gives it something again; what the merchant refused of
 * an earning stays refused.
 */
export async function rebaseEarnings(
  tx: TenantTx,
  orderId: OrderId,
  lines: readonly RebasedLine[],
): Promise<void> {
  const rows = await lockTerms(tx, orderId)
  for (const line of lines) {
    const parts = rows.filter(({ lineId }) => lineId === line.lineId)
    const amounts = amountsOf(line, parts)
    for (const [index, part] of parts.entries()) {
      const { amountFen, isNothing } = amounts[index] as Amount
      const refusedFen = isNothing || part.isRefused ? amountFen : toFen(0)
      await writeRebased(tx, part.id, { baseFen: line.paidFen, amountFen, refusedFen })
    }
  }
}

/** How many people earn by each line of an order: so many fen must be left of it. */
export async function countParts(tx: TenantTx, orderId: OrderId): Promise<ReadonlyMap<Id<'lin'>, number>> {
  const rows = await lockTerms(tx, orderId)
  const counts = new Map<Id<'lin'>, number>()
  for (const { lineId } of rows) counts.set(lineId, (counts.get(lineId) ?? 0) + 1)
  return counts
}

interface Amount {
  readonly amountFen: Fen
  readonly isNothing: boolean
}

/** A row says a fen at least: one that comes to nothing says one fen, all of it refused, taken off the largest if need be. */
function amountsOf(line: RebasedLine, parts: readonly TermsRow[]): Amount[] {
  const wanted = freezeAmounts(line, parts)
  const said = wanted.map((fen) => Math.max(fen, 1))
  let over = said.reduce((sum, fen) => sum + fen, 0) - line.paidFen
  while (over > 0) {
    const largest = said.indexOf(Math.max(...said))
    assert((said[largest] ?? 0) > 1, 'more payees than fen')
    said[largest] = (said[largest] ?? 0) - 1
    over -= 1
  }
  assert(sumFen(said.map(toFen)) <= line.paidFen, 'more promised than is paid')
  return said.map((fen, index) => ({ amountFen: toFen(fen), isNothing: wanted[index] === 0 }))
}
