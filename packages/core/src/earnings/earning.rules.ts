import { addFen, type Fen, minFen, mulBps, subFen, toFen, ZERO_FEN } from '@mamapu/kernel'
import type { EarningState } from '@mamapu/plugin-sdk'

/** What an order froze of one payee's part of one line. */
export interface Frozen {
  readonly baseFen: Fen
  readonly amountFen: Fen
  /** Null for an amount per unit. */
  readonly bps: number | null
}

/**
 * What is owed of an earning after `refundedFen` of its line's money went back: the frozen rate of what the shopper paid in
 * the end, rounded down and never above what was frozen; of an amount per unit the share that is left of the base.
 */
export function owedAfter({ baseFen, amountFen, bps }: Frozen, refundedFen: Fen): Fen {
  const keptFen = subFen(baseFen, minFen(refundedFen, baseFen))
  if (bps !== null) return minFen(mulBps(keptFen, bps, 'down'), amountFen)
  return toFen(Number((BigInt(amountFen) * BigInt(keptFen)) / BigInt(baseFen)))
}

/** What one more refund of the line takes back, after others of `beforeFen` together. Any sequence adds up to the same. */
export function takenBy(frozen: Frozen, beforeFen: Fen, refundFen: Fen): Fen {
  return subFen(owedAfter(frozen, beforeFen), owedAfter(frozen, addFen(beforeFen, refundFen)))
}

/** What has happened to an order, as far as earnings ask. */
export interface OrderFacts {
  readonly isCancelled: boolean
  readonly paidAt: Date | null
  readonly shippedAt: Date | null
  /** Said by the shopper, or by the shop's days passing. */
  readonly receivedAt: Date | null
}

/** Where an earning stands by what has happened to it. */
export function stateOf(
  { isCancelled, paidAt }: Pick<OrderFacts, 'isCancelled' | 'paidAt'>,
  earning: { readonly leftFen: Fen; readonly dueAt: Date | null; readonly settledAt: Date | null },
): EarningState {
  if (earning.leftFen === 0) return 'void'
  if (!paidAt) return isCancelled ? 'void' : 'promised'
  if (earning.settledAt) return 'available'
  return earning.dueAt ? 'frozen' : 'estimated'
}

/** What may be released early of what is left: the merchant's share, within what the payee's cap has room for. */
export function advanceOf(
  leftFen: Fen,
  { shareBps, capFen, outFen }: { readonly shareBps: number; readonly capFen: Fen; readonly outFen: Fen },
): Fen {
  const roomFen = outFen >= capFen ? ZERO_FEN : subFen(capFen, outFen)
  return minFen(mulBps(leftFen, shareBps, 'down'), roomFen)
}
