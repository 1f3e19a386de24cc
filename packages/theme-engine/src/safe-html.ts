const made = new WeakSet<object>()

/** Markup that was sanitised or made by the server; only the helper `rich` prints it, unescaped. */
export interface SafeHtml {
  readonly html: string
}

/** Marks html as safe. For the server alone, after sanitising: data read from JSON never passes for it. */
export function safeHtml(html: string): SafeHtml {
  const value = Object.freeze({ html })
  made.add(value)
  return value
}

/** The markup when `value` came from `safeHtml`, otherwise null. */
export function htmlOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && made.has(value) ? (value as SafeHtml).html : null
}
