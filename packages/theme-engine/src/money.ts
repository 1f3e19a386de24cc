const minus = '\u2212'

function parts(fen: number): { sign: string; yuan: string; cents: string } {
  if (!Number.isSafeInteger(fen)) throw new TypeError(`money must be whole fen, got ${String(fen)}`)
  const size = Math.abs(fen)
  return {
    sign: fen < 0 ? minus : '',
    yuan: String(Math.floor(size / 100)),
    cents: String(size % 100).padStart(2, '0'),
  }
}

/** Plain text, always with two decimals, for columns and sentences: ¥12.90, −¥5.00. */
export function moneyText(fen: number): string {
  const { sign, yuan, cents } = parts(fen)
  return `${sign}¥${yuan}.${cents}`
}

/** Digits alone for machines: 12.90. */
export function moneyPlain(fen: number): string {
  const { yuan, cents } = parts(fen)
  return `${fen < 0 ? '-' : ''}${yuan}.${cents}`
}

/** Markup with a small sign and small decimals; whole yuan show none. */
export function priceMarkup(fen: number): string {
  const { sign, yuan, cents } = parts(fen)
  const decimals = cents === '00' ? '' : `<small>.${cents}</small>`
  return `<span class="price"><small>${sign}¥</small>${yuan}${decimals}</span>`
}
