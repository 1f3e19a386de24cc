import { type Fen, minFen, mulBps, subFen, timesFen, toFen } from '@mamapu/kernel'
import type { Commission, CommissionRole } from '@mamapu/plugin-sdk'

type Terms = Commission['terms']

/** Who is served first where the parts of a line are more than what is paid for it. */
const ORDER: readonly CommissionRole[] = ['promoter', 'inviter']

/**
 * What each part of one line comes to, in the order given: a rate of what is paid for the line, or an amount per unit, rounded
 * down. All parts together are never above what is paid; what does not fit is left off the inviter's first.
 */
export function freezeAmounts(
  line: { readonly paidFen: Fen; readonly quantity: number },
  parts: readonly { readonly role: CommissionRole; readonly terms: Terms }[],
): Fen[] {
  const amounts = new Map<number, Fen>()
  let left = line.paidFen
  const inTurn = parts.map((_, index) => index).sort((a, b) => rankOf(parts[a]) - rankOf(parts[b]))
  for (const index of inTurn) {
    const { terms } = parts[index] as (typeof parts)[number]
    const wanted =
      'bps' in terms
        ? mulBps(line.paidFen, terms.bps, 'down')
        : timesFen(minFen(terms.perUnitFen, line.paidFen), line.quantity)
    const amount = minFen(wanted, left)
    amounts.set(index, amount)
    left = subFen(left, amount)
  }
  return parts.map((_, index) => amounts.get(index) as Fen)
}

function rankOf(part: { readonly role: CommissionRole } | undefined): number {
  return part ? ORDER.indexOf(part.role) : ORDER.length
}

/** A part of a line as its order froze it. */
export interface FrozenPart {
  /** Null for an amount per unit. */
  readonly bps: number | null
  readonly baseFen: Fen
  readonly amountFen: Fen
}

/**
 * What is still owed of a part once so much of its line's money went back (at most all of it): the frozen rate of what is left,
 * or the same share of the frozen amount, rounded down. All of it while nothing went back, nothing once everything did; all
 * parts of a line together are never above what is left of its money.
 */
export function owedFen({ bps, baseFen, amountFen }: FrozenPart, refundedFen: Fen): Fen {
  const left = subFen(baseFen, minFen(refundedFen, baseFen))
  if (bps !== null && amountFen === mulBps(baseFen, bps, 'down')) return mulBps(left, bps, 'down')
  return toFen(Number((BigInt(amountFen) * BigInt(left)) / BigInt(baseFen)))
}
