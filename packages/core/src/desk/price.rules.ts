import { addFen, assert, type Fen, minFen, splitFen, subFen, sumFen, toFen, ZERO_FEN } from '@mamapu/kernel'

/** A line as its price can be changed: what it costs now, and what it cost when the order was placed. */
export interface PricedLine {
  readonly paidFen: Fen
  readonly placedFen: Fen
  /** What must be left of it: a fen for whoever earns by it, one at least where it cost anything. */
  readonly leastFen: Fen
}

/** The lowest the goods can come to. */
export const leastGoods = (lines: readonly PricedLine[]): Fen => sumFen(lines.map(({ leastFen }) => leastFen))

/**
 * What each line costs when all goods together cost `goodsFen`: in the proportion of what they cost when the order was placed,
 * the odd fen by the largest remainder, none above what it was and none below its least. They add up to `goodsFen` exactly.
 */
export function spreadGoods(lines: readonly PricedLine[], goodsFen: Fen): Fen[] {
  const placed = lines.map(({ placedFen }) => placedFen)
  assert(goodsFen >= leastGoods(lines) && goodsFen <= sumFen(placed), 'goods out of their range')
  const spread = splitFen(goodsFen, placed)
  const raised = spread.map((fen, index) => toFen(Math.max(fen, lines[index]?.leastFen ?? 0)))
  let over = subFen(sumFen(raised), goodsFen)
  // What was raised to its least is taken off the dearest, which have it to spare.
  for (const index of [...raised.keys()].sort((a, b) => (raised[b] ?? 0) - (raised[a] ?? 0))) {
    const room = subFen(raised[index] ?? ZERO_FEN, lines[index]?.leastFen ?? ZERO_FEN)
    const off = minFen(over, room)
    raised[index] = subFen(raised[index] ?? ZERO_FEN, off)
    over = subFen(over, off)
  }
  return raised
}

export interface PriceWish {
  /** All goods together, and the postage, from now on. */
  readonly goodsFen: Fen
  readonly shippingFen: Fen
}

export type PriceObstacle = 'PRICE_CHANGE_TOO_HIGH' | 'PRICE_CHANGE_NOTHING'

/** Why an order cannot cost that; null when it can. Never above what was promised when it was placed, never nothing. */
export function whyNotPrice(
  wish: PriceWish,
  order: {
    readonly lines: readonly PricedLine[]
    readonly shippingFen: Fen
    readonly placedShippingFen: Fen
  },
): PriceObstacle | null {
  const placed = sumFen(order.lines.map(({ placedFen }) => placedFen))
  if (wish.goodsFen > placed || wish.shippingFen > order.placedShippingFen) return 'PRICE_CHANGE_TOO_HIGH'
  const now = sumFen(order.lines.map(({ paidFen }) => paidFen))
  const isSame = wish.goodsFen === now && wish.shippingFen === order.shippingFen
  const isNothing = addFen(wish.goodsFen, wish.shippingFen) === 0 || wish.goodsFen < leastGoods(order.lines)
  return isSame || isNothing ? 'PRICE_CHANGE_NOTHING' : null
}
