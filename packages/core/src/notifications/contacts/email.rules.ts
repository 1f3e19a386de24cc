/**
 * An e-mail address in its one spelling, or null when it is none that is surely one line and one person: letters, digits and
 * a few signs before the @, a name of labels after it; in ASCII.
 */
export function normalizeEmail(text: string): string | null {
  if (text.length > 120) return null
  const compact = text.normalize('NFKC').trim()
  const match =
    /^([A-Za-z0-9._%+-]{1,64})@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63})$/.exec(
      compact,
    )
  const [, local = '', domain = ''] = match ?? []
  if (!match || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null
  return `${local}@${domain.toLowerCase()}`
}

/** What staff see of an address: `a***@example.com`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@')
  return at < 1 ? '****' : `${address.slice(0, 1)}***${address.slice(at)}`.slice(0, 80)
}
