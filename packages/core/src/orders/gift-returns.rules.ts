import type { Id } from '@mamapu/kernel'
import { PRICING_VERSION, price } from '@mamapu/pricing'
import { unitsToShip } from './order.rules.js'
import type { Decision, OrderLine } from './order.types.js'

/**
 * Units of gifts that a refund takes along, by line; `after` is the order as the refund leaves it. When what is left no
 * longer reaches the tier that gave a gift, one to be sent back goes. With the last of what was bought all such gifts
 * go, and of those that may be kept what was not sent yet. A gift a plugin added stays while anything bought is left.
 */
export function giftUnitsBack(
  after: readonly OrderLine[],
  decision: Decision | null,
): ReadonlyMap<Id<'lin'>, number> {
  const bought = after.filter(({ gift }) => gift === null)
  const isNothingLeft = bought.every((line) => leftOf(line) === 0)
  const given = isNothingLeft ? new Map<string, number>() : decision && stillGiven(bought, decision)
  const back = new Map<Id<'lin'>, number>()
  for (const line of after) {
    if (!line.gift) continue
    if (line.gift.onRefund === 'keep') {
      if (isNothingLeft) back.set(line.id, unitsToShip(line))
    } else if (given && (isNothingLeft || !line.gift.added)) {
      const key = keyOf(line.gift.offerId, line.skuId)
      const kept = Math.min(leftOf(line), given.get(key) ?? 0)
      given.set(key, (given.get(key) ?? 0) - kept)
      back.set(line.id, leftOf(line) - kept)
    }
  }
  return back
}

/** Whether a line has to be back before the order counts as refunded: all but the gifts that stay with the shopper. */
export function isOwedBack({ gift }: Pick<OrderLine, 'gift'>): boolean {
  return gift?.onRefund !== 'keep'
}

const leftOf = ({ quantity, refundedUnits }: OrderLine) => quantity - refundedUnits
const keyOf = (offerId: string, skuId: string) => `${offerId} ${skuId}`

/**
 * The gifts that what is left would be given under the offers that won, and no others: nobody loses a gift because
 * another offer suits the rest better. Null when the record cannot say so; then gifts stay until all is back.
 */
function stillGiven(bought: readonly OrderLine[], decision: Decision): Map<string, number> | null {
  const { version, cart, offers, policy, priced, trimmed } = decision
  if (version !== PRICING_VERSION || trimmed === 'input') return null
  const lines = cart.lines.flatMap((line, index) => {
    const left = bought[index]
    return left && leftOf(left) > 0 ? [{ ...line, quantity: leftOf(left) }] : []
  })
  const won = new Set(priced.trace.flatMap(({ offerId, outcome }) => (outcome === 'won' ? [offerId] : [])))
  const { gifts } = price(
    { ...cart, lines },
    offers.filter(({ id }) => won.has(id)),
    { ...policy, choices: priced.chosen, points: 'none' },
  )
  const units = new Map<string, number>()
  for (const gift of gifts) {
    const key = keyOf(gift.offerId, gift.skuId)
    units.set(key, (units.get(key) ?? 0) + gift.units)
  }
  return units
}
