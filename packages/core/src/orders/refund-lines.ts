import type { TenantTx } from '@mamapu/db'
import type { Fen, Id } from '@mamapu/kernel'
import { giftUnitsBack, isOwedBack } from './gift-returns.rules.js'
import { findDecision } from './order.queries.js'
import { isCount, refundOfUnits, unitsToShip } from './order.rules.js'
import type { OrderLine } from './order.types.js'
import type { RefundAsk } from './refund-order.js'

/** What a refund takes back of one line. */
export interface RefundLine {
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly amountFen: Fen
  readonly restockedUnits: number
}

/** What is asked of each line. Null when a line does not exist or has fewer units left than asked. */
export function chooseLines(lines: readonly OrderLine[], ask: RefundAsk): RefundLine[] | null {
  const asked: RefundAsk['lines'] = ask.whole
    ? lines.filter(isOwedBack).map((line) => ({ lineId: line.id, units: line.quantity - line.refundedUnits }))
    : ask.lines
  const chosen = new Map<Id<'lin'>, RefundLine>()
  for (const { lineId, units, restock } of asked) {
    const line = lines.find(({ id }) => id === lineId)
    if (!line || chosen.has(lineId) || !isCount(units) || line.refundedUnits + units > line.quantity)
      return null
    if (units === 0) continue
    chosen.set(lineId, refundLine(line, units, restock))
  }
  return [...chosen.values()]
}

function refundLine(line: OrderLine, units: number, restock: boolean | undefined): RefundLine {
  const unsent = Math.min(units, unitsToShip(line))
  const restockedUnits = restock === undefined ? unsent : restock ? units : 0
  return { lineId: line.id, units, amountFen: refundOfUnits(line, units), restockedUnits }
}

/** What was asked, and the gifts that go with it; one that is named, too, is sold again as was asked for it. */
export async function withGifts(
  tx: TenantTx,
  lines: readonly OrderLine[],
  { ask, asked }: { ask: RefundAsk; asked: readonly RefundLine[] },
): Promise<readonly RefundLine[]> {
  if (asked.length === 0 || lines.every(({ gift }) => gift === null)) return asked
  const back = giftUnitsBack(afterwards(lines, asked), await findDecision(tx, ask.orderId))
  const gifts = lines.flatMap((line) => {
    const more = back.get(line.id) ?? 0
    if (more === 0) return []
    const units = more + unitsOf(asked, line)
    return [refundLine(line, units, ask.lines.find(({ lineId }) => lineId === line.id)?.restock)]
  })
  return [...asked.filter(({ lineId }) => !gifts.some((gift) => gift.lineId === lineId)), ...gifts]
}

const unitsOf = (refund: readonly RefundLine[], { id }: OrderLine) =>
  refund.find(({ lineId }) => lineId === id)?.units ?? 0

/** The lines as the refund leaves them. */
export const afterwards = (lines: readonly OrderLine[], refund: readonly RefundLine[]): OrderLine[] =>
  lines.map((line) => ({ ...line, refundedUnits: line.refundedUnits + unitsOf(refund, line) }))
