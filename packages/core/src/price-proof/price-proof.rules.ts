import { addDays, type Fen, instantOf, type LocalDate, localDateOf, minFen, toFen } from '@mamapu/kernel'
import type { Basis, DailyLow, Interval, PriceFact, PriceSpan } from './price-proof.types.js'

/** So many days before a campaign's first are looked at (明码标价和禁止价格欺诈规定). */
export const PROOF_DAYS = 7
/** Without a run before, whole days this far back count. */
export const LOOK_BACK_DAYS = 92

/** Prices are kept so long: a campaign that comes once a year still finds every day since its last run. */
export const KEPT_DAYS = 400

/** When a SKU was on sale to everyone at which price, from facts in any order; neighbours of one price are one span. */
export function spansOf(facts: readonly PriceFact[]): PriceSpan[] {
  const ordered = [...facts].sort((a, b) => a.at.getTime() - b.at.getTime())
  const spans: PriceSpan[] = []
  for (const [index, fact] of ordered.entries()) {
    const span = fact.isOffered ? spanOf(fact, ordered[index + 1]?.at ?? null) : null
    const last = spans.at(-1)
    if (!span) continue
    if (last && last.priceFen === span.priceFen && last.until?.getTime() === span.from.getTime())
      spans[spans.length - 1] = { ...last, until: span.until }
    else spans.push(span)
  }
  return spans
}

function spanOf({ at, priceFen, listedFrom, listedUntil }: PriceFact, next: Date | null): PriceSpan | null {
  const from = listedFrom && listedFrom > at ? listedFrom : at
  const ends = [next, listedUntil].filter((end) => end !== null)
  const until = ends.length > 0 ? new Date(Math.min(...ends.map(Number))) : null
  return until && until <= from ? null : { priceFen, from, until }
}

/**
 * The seven-day price: the lowest of the seven local days before the campaign's first day, or of the last day with a
 * sale before those, if none. Lows may come in any order and may reach into the campaign; those do not count.
 */
export function sevenDayPrice(lows: readonly DailyLow[], firstDay: LocalDate): Basis {
  const from = addDays(firstDay, -PROOF_DAYS)
  const to = addDays(firstDay, -1)
  const before = lows.filter(({ day }) => day <= to).sort((a, b) => (a.day < b.day ? -1 : 1))
  const within = before.filter(({ day }) => day >= from)
  const counted = within.length > 0 ? within : before.slice(-1)
  if (counted.length === 0)
    return { kind: 'seven_day', basisFen: null, evidence: { kind: 'none', why: 'never_sold', from, to } }
  const lowest = counted.reduce<Fen>((low, { lowFen }) => minFen(low, lowFen), toFen(Number.MAX_SAFE_INTEGER))
  return { kind: 'seven_day', basisFen: lowest, evidence: { kind: 'seven_day', from, to, lows: counted } }
}

export interface EverydayAsk {
  readonly spans: readonly PriceSpan[]
  /** When the run before ended; null when there was none. */
  readonly since: Date | null
  readonly startsAt: Date
  /** Runs of any campaign with this SKU. */
  readonly campaigns: readonly Interval[]
  readonly zone: string
}

/**
 * The everyday price: the lowest price at which the SKU was on sale to everyone, outside any campaign, on a whole local
 * day between two runs. The lowest, so that a dear day put between two runs proves nothing.
 */
export function everydayPrice({ spans, since, startsAt, campaigns, zone }: EverydayAsk): Basis {
  const last = addDays(localDateOf(startsAt, zone), -1)
  const first = since ? localDateOf(since, zone) : addDays(last, 1 - LOOK_BACK_DAYS)
  let best: { day: LocalDate; span: PriceSpan } | null = null
  for (let day = last; day >= first; day = addDays(day, -1)) {
    const whole = { from: instantOf(day, 0, zone), until: instantOf(addDays(day, 1), 0, zone) }
    if ((since && whole.from < since) || campaigns.some((run) => overlap(run, whole))) continue
    const span = spans.find(
      ({ from, until }) => from <= whole.from && (until === null || until >= whole.until),
    )
    if (span && (!best || span.priceFen < best.span.priceFen)) best = { day, span }
  }
  if (!best)
    return {
      kind: 'everyday',
      basisFen: null,
      evidence: { kind: 'none', why: 'no_whole_day', from: first, to: last },
    }
  return { kind: 'everyday', basisFen: best.span.priceFen, evidence: { kind: 'everyday', ...best } }
}

const overlap = (a: Interval, b: Interval) => a.from < b.until && b.from < a.until

/** What one unit of a paid line cost after the stages unit and line, rounded down: never more than was charged. */
export function unitAfterLine(line: { unitFen: Fen; quantity: number; lineDiscountFen: Fen }): Fen {
  const { unitFen, quantity, lineDiscountFen } = line
  return toFen(Math.floor((unitFen * quantity - lineDiscountFen) / quantity))
}

/** Whether a number beside a lower price may be struck, and if not why. */
export type Verdict = 'struck' | 'not_lower' | 'above_basis' | 'without_basis'

/** A struck number is above what is charged and never above its basis. */
export function judgeNumber(
  { numberFen, unitFen }: { numberFen: Fen; unitFen: Fen },
  basis: Pick<Basis, 'basisFen'> | null,
): Verdict {
  return numberFen <= unitFen ? 'not_lower' : judgeBasis(numberFen, basis)
}

/** The same of a number that stands beside a lower price. */
export function judgeBasis(numberFen: Fen, basis: Pick<Basis, 'basisFen'> | null): Verdict {
  if (!basis || basis.basisFen === null) return 'without_basis'
  return numberFen <= basis.basisFen ? 'struck' : 'above_basis'
}
