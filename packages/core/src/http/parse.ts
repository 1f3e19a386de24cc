/**
 * A whole number from a query or a form: digits only, within range; null for anything else. The one way such numbers
 * are read, because schema coercion turns four hundred digits into Infinity.
 */
export function parseWhole(text: unknown, range: { min: number; max: number }): number | null {
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text)) return null
  const value = Number(text)
  return value >= range.min && value <= range.max ? value : null
}

/** An opaque cursor: base64url of a JSON array of scalars. Null when it is not one. */
export function parseCursor(text: unknown): readonly (string | number)[] | null {
  if (typeof text !== 'string' || text.length > 400) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(value) && value.every((part) => typeof part === 'string' || Number.isFinite(part))
      ? value
      : null
  } catch {
    return null
  }
}

export function makeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}
