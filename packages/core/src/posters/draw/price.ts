import { sizeOfLine, widthOf } from './fit.rules.js'
import { type DrawNode, row, word } from './node.js'

const NUMBERS = /([¥$]|\d+(?:,\d+)*|\.\d+)/g
const WHOLE = /^\d/
/** Signs and decimals beside whole numbers. */
const SMALL = 0.62

interface PriceLook {
  readonly color: string
  readonly width: number
  readonly from: number
  readonly to: number
}

/** A price with its whole yuan large, sign and decimals small, as large as it has room. */
export function priceWords(price: string, { color, width, from, to }: PriceLook): DrawNode {
  const parts = price.split(NUMBERS).filter((part) => part !== '')
  const ems = parts.reduce((sum, part) => sum + widthOf(part) * (WHOLE.test(part) ? 1 : SMALL), 0)
  const size = Math.max(to, Math.min(from, Math.floor(width / ems)))
  return row(
    { alignItems: 'baseline', color, fontWeight: 700, lineHeight: 1.1 },
    ...parts.map((part) =>
      word(part, {
        fontSize: Math.round(size * (WHOLE.test(part) ? 1 : SMALL)),
        ...(part.trim() === part ? {} : { whiteSpace: 'pre' }),
      }),
    ),
  )
}

/** What it cost before, struck through. */
export function struckWords(price: string, { color, width }: { color: string; width: number }): DrawNode {
  const fontSize = sizeOfLine(price, { width, from: 34, to: 24 })
  return word(price, { color, fontSize, textDecoration: 'line-through' })
}
