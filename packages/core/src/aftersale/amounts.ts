import { type Fen, subFen } from '@mamapu/kernel'
import type { OrderLine, OrderRow } from '../orders/index.js'
import { postageBack, unitsAskable, unitsGone } from './case.rules.js'
import type { Case } from './case.types.js'
import { reasonOf } from './reason.rules.js'

interface About {
  readonly order: Pick<OrderRow, 'shippingFen' | 'shippingRefundedFen'>
  readonly lines: readonly OrderLine[]
  readonly one: Pick<Case, 'wasSent' | 'reason'> & {
    readonly lines: readonly Pick<Case['lines'][number], 'lineId' | 'units' | 'goneBefore'>[]
  }
}

/** Units of each line of a case that are still there to be taken back: what was paid back since it was asked was of it. */
export function unitsLeftOf({
  lines,
  one,
}: Pick<About, 'lines' | 'one'>): readonly { readonly line: OrderLine; readonly units: number }[] {
  return one.lines.flatMap(({ lineId, units, goneBefore }) => {
    const line = lines.find(({ id }) => id === lineId)
    if (!line) return []
    const gone = unitsGone(line, one.wasSent)
    const since = Math.max(0, gone - (goneBefore ?? gone))
    const left = Math.min(units - since, unitsAskable(line)[one.wasSent ? 'sent' : 'unsent'])
    return left > 0 ? [{ line, units: left }] : []
  })
}

/** Postage that goes back when so many units of these lines do. */
export function postageOf(
  { order, lines, one }: About,
  back: readonly { readonly line: OrderLine; readonly units: number }[],
): Fen {
  const unitsBack = (line: OrderLine) => back.find((one) => one.line.id === line.id)?.units ?? 0
  const bought = lines.filter(({ gift }) => gift === null)
  return postageBack({
    leavesNothing: bought.every((line) => line.refundedUnits + unitsBack(line) === line.quantity),
    anySent: lines.some(({ shippedUnits }) => shippedUnits > 0),
    isShopsFault: reasonOf(one.reason).isShopsFault,
    leftFen: subFen(order.shippingFen, order.shippingRefundedFen),
  })
}
