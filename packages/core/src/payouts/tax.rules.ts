import { type Fen, mulBps, parseLocalDate, toFen } from '@mamapu/kernel'

/** One step of a withholding scale: taxable income up to `upToFen` is taxed at `bps` less `quickFen`; the last has no end. */
export interface TaxBracket {
  readonly upToFen: number | null
  readonly bps: number
  readonly quickFen: number
}

/** A scale as it is in force from a day on, with where it is written. */
export interface TaxRule {
  /** `2019-01-01`, of the shop's calendar. */
  readonly from: string
  /** Up to here `smallDeductionFen` is taken off the month's income first, above it `deductionBps` of it. */
  readonly smallUpToFen: number
  readonly smallDeductionFen: number
  readonly deductionBps: number
  readonly brackets: TaxBracket[]
  readonly source: string
}

/**
 * Withholding on remuneration for labour services: 800 yuan off up to 4,000, 20 % off above; 20 % up to 20,000 of what is left,
 * 30 % less 2,000 up to 50,000, 40 % less 7,000 above. What one person has of one payer in a month is one income.
 */
export const LABOUR_2019: TaxRule = {
  from: '2019-01-01',
  smallUpToFen: 400_000,
  smallDeductionFen: 80_000,
  deductionBps: 2000,
  brackets: [
    { upToFen: 2_000_000, bps: 2000, quickFen: 0 },
    { upToFen: 5_000_000, bps: 3000, quickFen: 200_000 },
    { upToFen: null, bps: 4000, quickFen: 700_000 },
  ],
  source: '国家税务总局公告 2018 年第 61 号 · State Taxation Administration announcement 2018 No. 61',
}

/** The scale in force on a day: the latest that has begun; null when none has. */
export function ruleOn(rules: readonly TaxRule[], day: string): TaxRule | null {
  const begun = rules.filter(({ from }) => from <= day).sort((a, b) => (a.from < b.from ? -1 : 1))
  return begun.at(-1) ?? null
}

/** The tax on a whole month's income, rounded to the nearest fen. */
export function taxOfMonth(incomeFen: Fen, rule: TaxRule): Fen {
  const off =
    incomeFen <= rule.smallUpToFen ? rule.smallDeductionFen : mulBps(incomeFen, rule.deductionBps, 'down')
  const taxable = Math.max(0, incomeFen - off)
  const bracket = rule.brackets.find(({ upToFen }) => upToFen === null || taxable <= upToFen)
  if (!bracket) return toFen(0)
  const exact = BigInt(taxable) * BigInt(bracket.bps)
  const rounded = Number((exact + 5000n) / 10_000n)
  return toFen(Math.max(0, rounded - bracket.quickFen))
}

/**
 * What is withheld from one more amount of a month: the month's tax with it, less what was withheld of what still stands. Where an
 * earlier amount came back, so does its tax, and this one settles the difference either way, but never below zero: what is still too
 * much when the month is over is settled with the tax office at the end of the year, not here.
 */
export function withheldTax(
  amountFen: Fen,
  month: { readonly incomeFen: Fen; readonly taxFen: Fen },
  rule: TaxRule,
): Fen {
  const whole = taxOfMonth(toFen(month.incomeFen + amountFen), rule)
  return toFen(Math.max(0, whole - month.taxFen))
}

/** Why a list of scales makes no sense; null when it does. */
export function whyNotTaxRules(
  rules: readonly {
    readonly from: string
    readonly brackets: readonly { readonly upToFen: number | null }[]
  }[],
): 'no_such_day' | 'from_twice' | 'brackets_order' | null {
  if (rules.some(({ from }) => parseLocalDate(from) === null)) return 'no_such_day'
  if (new Set(rules.map(({ from }) => from)).size < rules.length) return 'from_twice'
  const isSound = rules.every(({ brackets }) =>
    brackets.every(({ upToFen }, index) => {
      const isLast = index === brackets.length - 1
      if (upToFen === null) return isLast
      return !isLast && (index === 0 || upToFen > (brackets[index - 1]?.upToFen ?? 0))
    }),
  )
  return isSound ? null : 'brackets_order'
}
