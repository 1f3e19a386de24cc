/** Most that a price may be, in fen. */
export const MONEY_MAX = 10_000_000_000

/** Fen as yuan with two decimals and thousands separators: `1,234.50`. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.trunc(Math.abs(fen) / 100)
  const cents = String(Math.abs(fen) % 100).padStart(2, '0')
  return `${sign}${whole.toString().replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`
}

/** Fen as somebody would type it: `12`, `12.5`, `0.05`. */
export function plainYuan(fen: number): string {
  return yuan(fen)
    .replaceAll(',', '')
    .replace(/\.00$/, '')
    .replace(/(\.\d)0$/, '$1')
}

/** The fen that were typed as yuan, digit by digit and without floats; null when it is no amount. */
export function parseYuan(text: string): number | null {
  const match = /^\s*[¥¥]?\s*(\d{1,9})(?:\.(\d{0,2}))?\s*$/.exec(text.normalize('NFKC').replaceAll(',', ''))
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** A rate in basis points as percent, and back. */
export function percentOf(bps: number): string {
  return plainYuan(bps)
}
