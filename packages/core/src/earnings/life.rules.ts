import { addFen, type Fen, minFen, mulBps, subFen, ZERO_FEN } from '@mamapu/kernel'
import type { EarningState } from '@mamapu/plugin-sdk'
import { type FrozenPart, owedFen } from './earning.rules.js'

/** What one more refund of the line takes back, after others of `beforeFen` together. Any sequence adds up to the same. */
export function takenBy(part: FrozenPart, beforeFen: Fen, refundFen: Fen): Fen {
  return subFen(owedFen(part, beforeFen), owedFen(part, addFen(beforeFen, refundFen)))
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
