/**
 * A phone number in its one spelling, or null when it is none: eleven digits for the mainland, `+` and digits
 * elsewhere. Spaces, dashes and the prefix +86 are dropped.
 */
export function normalizePhone(text: string): string | null {
  if (text.length > 30) return null
  const compact = text.normalize('NFKC').replace(/[\s()-]/g, '')
  const local = compact.replace(/^(\+86|0086|86(?=1\d{10}$))/, '')
  if (/^1[3-9]\d{9}$/.test(local)) return local
  return /^\+[1-9]\d{6,14}$/.test(compact) && !compact.startsWith('+86') ? compact : null
}

/** What staff see of a phone: `138****5678`. */
export function maskPhone(phone: string): string {
  return phone.length < 8 ? '****' : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

/** What staff see of a name: its first character. */
export function maskName(name: string): string {
  const [first] = name
  return first ? `${first}**` : ''
}
