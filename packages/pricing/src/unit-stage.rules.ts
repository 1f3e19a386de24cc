import { type Fen, timesFen, toFen } from '@mamapu/kernel'
import type { CartLine, UnitPriceOffer } from './pricing.types.js'
import { byPriority } from './stacking.rules.js'
import { type Reason, reason } from './trace.rules.js'

/** So many units of a line at one price, and how far each may fall. */
export interface UnitGroup {
  readonly priceFen: number
  readonly units: number
  readonly roomFen: number
}

/** A line after the unit stage. */
export interface OpenLine {
  readonly line: CartLine
  readonly winner: UnitPriceOffer | null
  /** The price of one unit; the everyday price when only some units have the winner's. */
  readonly unitFen: Fen
  /** What the winner takes off when only some units have its price. */
  readonly unitShareFen: Fen
  readonly worthFen: number
  /** How far the line may fall in all. */
  readonly roomFen: number
  readonly isExclusive: boolean
  readonly groups: readonly UnitGroup[]
}

interface Bid {
  readonly offer: UnitPriceOffer
  readonly priceFen: number
  readonly units: number
  readonly gainFen: number
}

/**
 * The lowest price wins each line; on a tie the one that takes fewer limited things, then priority, then id. A price below
 * the SKU's floor counts as the floor; one that is no lower than the everyday price never counts.
 */
export function decideUnits(
  lines: readonly CartLine[],
  offers: readonly UnitPriceOffer[],
): { readonly lines: OpenLine[]; readonly reasons: Reason[] } {
  const reasons: Reason[] = []
  const open = lines.map((line) => {
    const bids = offers
      .filter(({ lineId }) => lineId === line.lineId)
      .map((offer) => bidOf(offer, line))
      .sort(byBid)
    const best = bids[0] && bids[0].gainFen > 0 ? bids[0] : null
    for (const bid of bids) reasons.push(reasonOf(bid, best, line))
    return openLine(line, best)
  })
  const known = new Set(lines.map(({ lineId }) => lineId))
  for (const offer of offers)
    if (!known.has(offer.lineId)) reasons.push(reason(offer, 'refused', 'no_line_in_scope'))
  return { lines: open, reasons }
}

function bidOf(offer: UnitPriceOffer, line: CartLine): Bid {
  const priceFen = Math.max(offer.unitPriceFen, Math.min(line.floorFen, line.unitPriceFen))
  const units = Math.min(offer.unitsMax ?? line.quantity, line.quantity)
  return { offer, priceFen, units, gainFen: Math.max(0, line.unitPriceFen - priceFen) * units }
}

function byBid(a: Bid, b: Bid): number {
  return (
    b.gainFen - a.gainFen ||
    (a.offer.takes?.length ?? 0) - (b.offer.takes?.length ?? 0) ||
    byPriority(a.offer, b.offer)
  )
}

function reasonOf({ offer, gainFen }: Bid, best: Bid | null, line: CartLine): Reason {
  if (offer === best?.offer) return reason(offer, 'won', 'applied', gainFen)
  if (gainFen > 0) return reason(offer, 'lost', 'better_offer', gainFen)
  const isBlocked = offer.unitPriceFen < line.unitPriceFen && line.floorFen >= line.unitPriceFen
  return reason(offer, 'lost', isBlocked ? 'at_floor' : 'no_gain')
}

function openLine(line: CartLine, best: Bid | null): OpenLine {
  const everyday = (units: number): UnitGroup => ({
    priceFen: line.unitPriceFen,
    units,
    roomFen: Math.max(0, line.unitPriceFen - line.floorFen),
  })
  const rest = line.quantity - (best?.units ?? 0)
  const reduced = best && {
    priceFen: best.priceFen,
    units: best.units,
    roomFen: Math.max(0, best.priceFen - line.floorFen),
  }
  const groups = [...(rest > 0 ? [everyday(rest)] : []), ...(reduced ? [reduced] : [])]
  const isPartial = best !== null && rest > 0
  return {
    line,
    winner: best?.offer ?? null,
    unitFen: best && !isPartial ? toFen(best.priceFen) : line.unitPriceFen,
    unitShareFen: toFen(isPartial ? best.gainFen : 0),
    worthFen: timesFen(line.unitPriceFen, line.quantity) - (best?.gainFen ?? 0),
    roomFen: groups.reduce((sum, group) => sum + group.roomFen * group.units, 0),
    isExclusive: best?.offer.exclusive === true,
    groups,
  }
}
