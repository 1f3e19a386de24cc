import type { TaxRule } from '../../api/payouts.js'

const WHOLE_BPS = 10_000
const SUM_MAX_FEN = 100_000_000

/** A scale while it is typed: a field may be empty, or hold what is no number. */
export interface TaxDraft extends Omit<TaxRule, 'from' | 'brackets'> {
  readonly from: string | null
  readonly brackets: readonly BracketDraft[]
}

interface BracketDraft {
  readonly upToFen?: number | null
  readonly bps?: number | null
  readonly quickFen?: number
}

/**
 * The quick deduction of each bracket: what makes the tax go on without a jump where a bracket begins, as the law's own scales have
 * it. 0 while a rate or a limit before it is missing.
 */
export function quickDeductions(brackets: readonly BracketDraft[]): readonly number[] {
  const quick: number[] = []
  for (const [index, { bps }] of brackets.entries()) {
    const before = brackets[index - 1]
    const more = (before?.upToFen ?? Number.NaN) * ((bps ?? Number.NaN) - (before?.bps ?? Number.NaN))
    const fen = (quick.at(-1) ?? 0) + Math.round(more / 10_000)
    quick.push(before && fen > 0 ? fen : 0)
  }
  return quick
}

/** The scale that withholds on a day; nothing when none has begun. */
export function ruleInForce<T extends { readonly from: string | null }>(
  rules: readonly T[],
  day: string,
): T | undefined {
  return rules
    .filter(({ from }) => from !== null && from <= day)
    .toSorted((a, b) => (String(a.from) < String(b.from) ? -1 : 1))
    .at(-1)
}

/** What is typed as a scale that can be sent; null while something of it is missing. */
export function toRule(draft: TaxDraft | undefined): TaxRule | null {
  if (!draft?.from) return null
  const { smallUpToFen, smallDeductionFen, deductionBps, brackets } = draft
  const quick = quickDeductions(brackets)
  const rule = {
    ...{ from: draft.from, smallUpToFen, smallDeductionFen, deductionBps },
    brackets: brackets.map(({ upToFen, bps }, index) => ({
      upToFen: index === brackets.length - 1 ? null : (upToFen ?? Number.NaN),
      bps: bps ?? Number.NaN,
      quickFen: quick[index] ?? 0,
    })),
    source: draft.source?.trim() || '-',
  }
  const rates = [deductionBps, ...rule.brackets.map(({ bps }) => bps)]
  const sums = [smallUpToFen, smallDeductionFen, ...rule.brackets.map(({ upToFen }) => upToFen ?? 0)]
  const isWithin = (values: readonly number[], max: number) =>
    values.every((value) => Number.isSafeInteger(value) && value >= 0 && value <= max)
  const limits = rule.brackets.flatMap(({ upToFen }) => upToFen ?? [])
  const isRising = limits.every((fen, index) => fen > (limits[index - 1] ?? 0))
  return isRising && isWithin(rates, WHOLE_BPS) && isWithin(sums, SUM_MAX_FEN) ? rule : null
}
