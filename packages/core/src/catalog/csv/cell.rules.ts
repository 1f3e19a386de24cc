import { type Fen, parseFen } from '@mamapu/kernel'

/** Also full width, which East Asian spreadsheets take for the same signs. */
const FORMULA = /^'*[=+\-@＝＋－＠\t\r\n]/

/** A cell that no spreadsheet takes for a formula. `plainCell` gives the text back exactly. */
export function neutralCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** The text of a cell: the apostrophe that keeps a formula from running is taken off, everything else is kept. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell
}

/** Grams of so many kilograms, grams, pounds or ounces, in whole numbers; null for anything else. */
export function gramsOfWeight(text: string, unit: string): number | null {
  const match = /^(\d{1,7})(?:\.(\d{1,6}))?$/.exec(text.trim())
  const billionths = { kg: 1_000_000_000_000n, g: 1_000_000_000n, lb: 453_592_370_000n, oz: 28_349_523_125n }[
    unit.trim().toLowerCase() || 'kg'
  ]
  if (!match || billionths === undefined) return null
  const millionths = BigInt(match[1] as string) * 1_000_000n + BigInt((match[2] ?? '').padEnd(6, '0'))
  const scale = 1_000_000n * 1_000_000_000n
  return Number((millionths * billionths + scale / 2n) / scale)
}

/** An amount, null for an empty cell, undefined for a wrong one. */
export function amountOf(text: string): Fen | null | undefined {
  if (text.trim() === '') return null
  return parseFen(text) ?? undefined
}

/** A whole number that may be negative, null for an empty cell, undefined for a wrong one. */
export function wholeOf(text: string): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return /^-?\d{1,8}$/.test(trimmed) ? Number(trimmed) : undefined
}
