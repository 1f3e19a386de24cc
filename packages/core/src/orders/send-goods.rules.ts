import type { Id } from '@mamapu/kernel'
import { unitsToPack, unitsToShip } from './order.rules.js'
import type { OrderLine } from './order.types.js'
import type { SentLines, ShipmentKind } from './shipment.queries.js'

export type PackObstacle = 'nothing_to_ship' | 'too_many' | 'virtual_line' | 'asked_back'

export type Packed =
  | { readonly packed: true; readonly lines: SentLines; readonly isComplete: boolean }
  | { readonly packed: false; readonly reason: PackObstacle }

/**
 * What leaves the shop: the units asked for, or all that is left of what may go that way (virtual goods by themselves, all
 * others by parcel or hand), and whether anything of the order is left to send after it.
 */
export function packLines(
  lines: readonly OrderLine[],
  { kind, asked }: { readonly kind: ShipmentKind; readonly asked: SentLines | undefined },
): Packed {
  const goesThisWay = ({ deliveryKind }: OrderLine) => (deliveryKind === 'virtual') === (kind === 'virtual')
  const left = new Map(lines.map((line) => [line.id, unitsToPack(line)]))
  // What an open after-sale asks back waits for its answer, and the order with it.
  const heldUnits = lines.reduce((sum, line) => sum + unitsToShip(line) - unitsToPack(line), 0)
  const wanted =
    asked ?? lines.filter(goesThisWay).map(({ id }) => ({ lineId: id, units: left.get(id) ?? 0 }))
  const sent = new Map<Id<'lin'>, number>()
  for (const { lineId, units } of wanted) {
    const rest = (left.get(lineId) ?? -1) - units
    if (!Number.isSafeInteger(units) || units < 0 || rest < 0)
      return { packed: false, reason: heldUnits > 0 && left.has(lineId) ? 'asked_back' : 'too_many' }
    if (!lines.some((line) => line.id === lineId && goesThisWay(line)))
      return { packed: false, reason: 'virtual_line' }
    left.set(lineId, rest)
    if (units > 0) sent.set(lineId, (sent.get(lineId) ?? 0) + units)
  }
  if (sent.size === 0) return { packed: false, reason: heldUnits > 0 ? 'asked_back' : 'nothing_to_ship' }
  return {
    packed: true,
    lines: [...sent].map(([lineId, units]) => ({ lineId, units })),
    isComplete: heldUnits === 0 && [...left.values()].every((rest) => rest === 0),
  }
}
