import { type Id, newId, ZERO_FEN } from '@mamapu/kernel'
import { freezeAmounts } from '../earnings/index.js'
import type { DecidedEarning } from '../orders/index.js'
import type { Basket } from './basket.js'
import type { LineIds } from './order-takes.js'

/** The parts of an order's lines as they are frozen; what comes to nothing is left out. */
export function decideEarnings(basket: Basket, lineIds: LineIds, at: Date): DecidedEarning[] {
  return basket.lines.flatMap(({ lineId, quantity }, index) => {
    const said = basket.commissions.filter((one) => one.lineId === lineId)
    if (said.length === 0) return []
    const baseFen = basket.priced.lines[index]?.payableFen ?? ZERO_FEN
    const amounts = freezeAmounts({ paidFen: baseFen, quantity }, said)
    return said.flatMap(({ role, payee, plugin, rule, terms, basis }, nth): DecidedEarning[] => {
      const amountFen = amounts[nth] ?? ZERO_FEN
      if (amountFen === 0) return []
      return [
        {
          id: newId('ern', at),
          lineId: lineIds.get(lineId) as Id<'lin'>,
          role,
          payee,
          plugin,
          rule,
          terms,
          baseFen,
          amountFen,
          basis,
          units: quantity,
        },
      ]
    })
  })
}
