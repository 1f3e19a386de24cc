import { formatFen, toFen } from './money.js'
import type { Locale } from './refusal.js'

/** 1990 → `19.9`, 20000 → `200`: as shop signs write amounts. */
export function shortMoney(fen: number): string {
  return formatFen(toFen(fen)).replace(/\.?0+$/, '')
}

/** What is taken off in basis points as people say it: 1200 is 8.8折, and 12% off. */
export function offText(offBps: number, locale: Locale): string {
  return locale === 'zh-CN' ? `${trimmed(10_000 - offBps, 1000)}折` : `${trimmed(offBps, 100)}% off`
}

function trimmed(value: number, unit: number): string {
  const digits = String(unit).length - 1
  return `${Math.trunc(value / unit)}.${String(value % unit).padStart(digits, '0')}`.replace(/\.?0+$/, '')
}
