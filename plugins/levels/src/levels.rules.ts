import { DAY, later } from '@mamapu/kernel'
import type { OrderLineView } from '@mamapu/plugin-sdk'
import type { Level, LevelSettings } from './levels.settings.js'

/** Lowest first; of two with one code the lower stays. */
export function ladderOf({ levels }: Pick<LevelSettings, 'levels'>): readonly Level[] {
  const sorted = levels.map((level, index) => ({ level, index }))
  sorted.sort((a, b) => a.level.growth - b.level.growth || a.index - b.index)
  const seen = new Set<string>()
  return sorted.flatMap(({ level }) => {
    if (seen.has(level.level)) return []
    seen.add(level.level)
    return [level]
  })
}

/** Where this much growth stands on the ladder: a place from 1, 0 below the lowest. */
export function rankFor(ladder: readonly Level[], growth: number): number {
  return ladder.filter((level) => level.growth <= growth).length
}

export function rankOf(ladder: readonly Level[], level: string): number {
  return ladder.findIndex((one) => one.level === level) + 1
}

export interface Standing {
  readonly level: string
  readonly growth: number
  readonly protectedUntil: Date
}

export interface Verdict {
  /** Empty for none. */
  readonly level: string
  readonly reason: 'growth' | 'fell' | null
  readonly protectedUntil: Date
}

/**
 * Which level a customer has from now on. Up at once and as far as the growth reaches; down only when the protection is
 * over, one level at a time, and each step begins a new period. A level that is no longer on the ladder counts as none.
 */
export function judge(settings: LevelSettings, standing: Standing, at: Date): Verdict {
  const ladder = ladderOf(settings)
  const from = rankOf(ladder, standing.level)
  const to = rankFor(ladder, standing.growth)
  const afterwards = later(at, settings.protectDays * DAY)
  const stay = { level: standing.level, reason: null, protectedUntil: standing.protectedUntil }
  if (to > from || (from === 0 && standing.level !== ''))
    return { level: ladder[to - 1]?.level ?? '', reason: 'growth', protectedUntil: afterwards }
  if (to === from || at < standing.protectedUntil) return stay
  return { level: ladder[from - 2]?.level ?? '', reason: 'fell', protectedUntil: afterwards }
}

/** What an order brings: whole growth per line of the money that stayed, so that refunds take back exactly what they brought. */
export function growthOf(lines: readonly OrderLineView[], perYuan: number): number {
  return lines.reduce(
    (sum, { paidFen, refundedFen }) => sum + Math.trunc(((paidFen - refundedFen) * perYuan) / 100),
    0,
  )
}

export interface Progress {
  readonly level: Level | null
  readonly next: Level | null
  /** Growth still missing to the next level. */
  readonly missing: number
  /** Of the way from this level's threshold to the next, 0 … 100. */
  readonly percent: number
}

/** How far it is to the next level. */
export function progressOf(settings: LevelSettings, level: string, growth: number): Progress {
  const ladder = ladderOf(settings)
  const rank = rankOf(ladder, level)
  const here = ladder[rank - 1] ?? null
  const next = ladder[rank] ?? null
  if (!next) return { level: here, next: null, missing: 0, percent: 100 }
  const floor = here?.growth ?? 0
  const span = next.growth - floor
  const percent = span <= 0 ? 100 : Math.trunc(((growth - floor) * 100) / span)
  return {
    level: here,
    next,
    missing: Math.max(0, next.growth - growth),
    percent: Math.min(100, Math.max(0, percent)),
  }
}
