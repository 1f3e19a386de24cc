/** Widths of bars and gaps by value (ISO/IEC 15417): 103–105 start sets A, B and C, 106 stops. */
export const WIDTHS = (
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 ' +
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 ' +
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 ' +
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 ' +
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 ' +
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'
).split(' ')

const START_B = 104
const START_C = 105
const STOP = 106
const CHECK_MODULUS = 103

/** The values of a text: pairs of digits where it is all digits, printable ASCII otherwise. Null for anything else. */
export function valuesOf(text: string): readonly number[] | null {
  if (text === '' || text.length > 60) return null
  const isPairs = /^(\d\d)+$/.test(text)
  if (!isPairs && !/^[\x20-\x7e]+$/.test(text)) return null
  const body = isPairs
    ? (text.match(/\d\d/g) ?? []).map(Number)
    : [...text].map((letter) => letter.charCodeAt(0) - 32)
  const start = isPairs ? START_C : START_B
  const check = body.reduce((sum, value, index) => sum + value * (index + 1), start) % CHECK_MODULUS
  return [start, ...body, check, STOP]
}

const QUIET = 10
const HEIGHT = 60

/** A Code 128 barcode as an SVG that fills its box; empty for what cannot be one. */
export function barcodeSvg(text: string): string {
  const values = valuesOf(text)
  if (!values) return ''
  let at = QUIET
  const bars: string[] = []
  for (const value of values)
    for (const [index, width] of [...(WIDTHS[value] ?? '')].entries()) {
      if (index % 2 === 0) bars.push(`M${at} 0h${width}v${HEIGHT}h-${width}z`)
      at += Number(width)
    }
  return `<svg class="barcode" viewBox="0 0 ${at + QUIET} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${text.replace(/[&<>"']/g, '')}"><path d="${bars.join('')}"/></svg>`
}
