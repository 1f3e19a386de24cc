import type { Level } from '../distributor.settings.js'

/** What levels look at: her own sales and her own customers, and nothing of anybody she invited. */
export interface OwnFigures {
  readonly salesFen: number
  readonly buyers: number
}

/** The highest level whose both thresholds are reached; empty for none. Higher is what asks for more sales, then customers. Pure. */
export function levelFor(levels: readonly Level[], own: OwnFigures): string {
  const reached = levels.filter(
    ({ salesFen, customers }) => own.salesFen >= salesFen && own.buyers >= customers,
  )
  const highest = [...reached].sort((a, b) => b.salesFen - a.salesFen || b.customers - a.customers)[0]
  return highest?.level ?? ''
}
