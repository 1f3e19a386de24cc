import { create } from 'qrcode'
import { escapeHtml } from './escape.js'

/** A text in a code that phones still read from a page. */
const TEXT_MAX = 300
const QUIET = 2

/** The QR code of a text as SVG, dark on white whatever the theme's colours are; null for what is no text or too long. */
export function qrMarkup(text: unknown, label: string): string | null {
  if (typeof text !== 'string' || text === '' || text.length > TEXT_MAX) return null
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const size = modules.size + 2 * QUIET
  let path = ''
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`
  return (
    `<svg class="qr-code" viewBox="0 0 ${size} ${size}" role="img" aria-label="${escapeHtml(label)}" shape-rendering="crispEdges">` +
    `<rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
  )
}
