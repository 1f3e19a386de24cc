import type { FieldSchema } from '../api/plugins.js'
import { parseYuan, plainYuan } from '../ui/money.js'

const WHOLE = 10_000

interface PercentRange {
  readonly min: number
  readonly max: number
  readonly least: string
  readonly most: string
}

/** The bounds of a field of basis points, and the same as it asks for them: 100 to 4000 is `1%` to `40%`; null when one is open. */
export function rangeInPercent({ minimum, maximum }: FieldSchema): PercentRange | null {
  if (minimum === undefined || maximum === undefined) return null
  return { min: minimum, max: maximum, least: `${plainYuan(minimum)}%`, most: `${plainYuan(maximum)}%` }
}
const TEN = 1_000

/** What is taken off, in basis points, as Chinese shoppers say it: 1500 is `8.5` (折), 500 is `9.5`, 1200 is `8.8`. */
export function zheOf(offBps: number): string {
  return plainYuan((WHOLE - offBps) / 10)
}

/** `8.5`, `85` and `8.5折` all take 15 % off; null for what is no rate. From 10 on two digits are meant: 85 is 8.5. */
export function parseZhe(text: string): number | null {
  const hundredths = parseYuan(text.replace(/\s*折\s*$/, ''))
  if (hundredths === null) return null
  const paidBps = hundredths < TEN ? hundredths * 10 : hundredths
  return paidBps > 0 && paidBps < WHOLE && Number.isInteger(paidBps) ? WHOLE - paidBps : null
}
