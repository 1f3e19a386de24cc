import type { BillRow } from '../payments/index.js'
import type { DifferenceKind, Found, Ours } from './reconciliation.types.js'

/** What one day of a provider's books is compared with. */
export interface Books {
  readonly bill: readonly BillRow[]
  /** Ours by id: every number of ours that stands on the bill and is known here. */
  readonly known: ReadonlyMap<string, Ours>
  /** Ours that moved by then and have stood on no bill. */
  readonly unbilled: readonly Ours[]
}

/** As much of a difference's name as is kept. */
const NAME_MAX = 100

/**
 * Everything the two sides do not agree about, in the order of the bill; none, if all is well. What the bill says a third time
 * is the difference it was the second time.
 */
export function compare({ bill, known, unbilled }: Books): readonly Found[] {
  const seen = new Set<string>()
  const there = bill.flatMap((row): Found[] => {
    const ours = row.ours === null ? null : (known.get(row.ours) ?? null)
    const isAgain = ours !== null && seen.has(ours.id)
    if (ours) seen.add(ours.id)
    const kind = isAgain ? 'twice_there' : differenceOf(row, ours)
    return kind ? [{ kind, subject: row.kind, name: row.providerRef, ours, thereFen: row.amountFen }] : []
  })
  const missing = unbilled
    .filter(({ id }) => !seen.has(id))
    .map(
      (ours): Found => ({
        kind: 'missing_there',
        subject: ours.subject,
        name: ours.id,
        ours,
        thereFen: null,
      }),
    )
  const byKey = new Map<string, Found>()
  for (const found of [...there, ...missing]) {
    const name = found.name.slice(0, NAME_MAX)
    const key = `${found.kind} ${found.subject} ${name}`
    if (!byKey.has(key)) byKey.set(key, { ...found, name })
  }
  return [...byKey.values()]
}

function differenceOf(row: BillRow, ours: Ours | null): DifferenceKind | null {
  if (!ours) return 'unknown_here'
  if (ours.isByHand) return 'refunded_twice'
  if (row.amountFen !== ours.amountFen) return 'amount_differs'
  if (!ours.isMoved) return row.kind === 'payment' ? 'unpaid_here' : 'refund_open_here'
  const isOther = ours.providerRef !== null && ours.providerRef !== row.providerRef
  return isOther && row.kind === 'payment' ? 'number_differs' : null
}

/** Which differences the provider can be asked about: those of a row of ours. */
export const isAskable = ({ ours, kind }: { readonly ours: unknown; readonly kind: DifferenceKind }) =>
  ours !== null && kind !== 'twice_there' && kind !== 'refunded_twice'
