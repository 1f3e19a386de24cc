import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, must, subFen, ZERO_FEN } from '@mamapu/kernel'
import { giftUnitsBack, isOwedBack } from './gift-returns.rules.js'
import { findDecision } from './order.queries.js'
import { isCount, refundOfUnits, unitsToShip } from './order.rules.js'
import type { OrderLine } from './order.types.js'
import type { RefundAsk } from './refund-order.js'

/** What a refund takes back of one line. */
export interface RefundLine {
  readonly lineId: Id<'lin'>
  readonly units: number
  /** Of them, units that had been sent. */
  readonly returnedUnits: number
  readonly amountFen: Fen
  /** Kept back of what they cost. */
  readonly withheldFen: Fen
  readonly restockedUnits: number
}

/** What is asked of each line. Null when a line does not exist or has fewer units left than asked. */
export function chooseLines(lines: readonly OrderLine[], ask: RefundAsk): RefundLine[] | null {
  const asked: RefundAsk['lines'] = ask.whole
    ? lines.filter(isOwedBack).map((line) => ({ lineId: line.id, units: line.quantity - line.refundedUnits }))
    : ask.lines
  const chosen = new Map<Id<'lin'>, RefundLine>()
  for (const { lineId, units, ...how } of asked) {
    const line = lines.find(({ id }) => id === lineId)
    if (!line || chosen.has(lineId) || !isCount(units) || line.refundedUnits + units > line.quantity)
      return null
    if (units === 0) continue
    const refund = refundLine(line, units, how)
    if (!refund) return null
    chosen.set(lineId, refund)
  }
  return [...chosen.values()]
}

type How = Pick<RefundAsk['lines'][number], 'restock' | 'from' | 'lessFen'>

/** Null when there are not so many units where they are said to be, or more is kept back than they cost. */
function refundLine(line: OrderLine, units: number, { restock, from, lessFen }: How): RefundLine | null {
  const unsent = from === 'sent' ? 0 : Math.min(units, unitsToShip(line))
  const returnedUnits = units - unsent
  if (from === 'unsent' && returnedUnits > 0) return null
  if (from === 'sent' && returnedUnits > line.shippedUnits - line.returnedUnits) return null
  // A code that was given out may have been read: it is never sold again, whoever asks for it.
  const most = line.deliveryKind === 'virtual' ? unsent : units
  const restockedUnits =
    typeof restock === 'number' ? Math.min(restock, most) : restockOf(restock, { most, unsent })
  const costFen = refundOfUnits(line, units)
  const withheldFen = lessFen ?? ZERO_FEN
  if (withheldFen > costFen || restockedUnits > units) return null
  return {
    lineId: line.id,
    units,
    returnedUnits,
    amountFen: subFen(costFen, withheldFen),
    withheldFen,
    restockedUnits,
  }
}

const restockOf = (restock: boolean | undefined, { most, unsent }: { most: number; unsent: number }) =>
  restock === undefined ? unsent : restock ? most : 0

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
    const restock = ask.lines.find(({ lineId }) => lineId === line.id)?.restock
    return [must(refundLine(line, units, restock === undefined ? {} : { restock }), 'a gift is all there')]
  })
  return [...asked.filter(({ lineId }) => !gifts.some((gift) => gift.lineId === lineId)), ...gifts]
}

const unitsOf = (refund: readonly RefundLine[], { id }: OrderLine) =>
  refund.find(({ lineId }) => lineId === id)?.units ?? 0

/** The lines as the refund leaves them. */
export const afterwards = (lines: readonly OrderLine[], refund: readonly RefundLine[]): OrderLine[] =>
  lines.map((line) => ({
    ...line,
    refundedUnits: line.refundedUnits + unitsOf(refund, line),
    returnedUnits: line.returnedUnits + (refund.find(({ lineId }) => lineId === line.id)?.returnedUnits ?? 0),
  }))
