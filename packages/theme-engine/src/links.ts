const allowed = /^(?:https?:\/\/|tel:|\/(?![/\\])|#|\?)/i

/** The address when it is http(s), tel or inside this shop; otherwise `#`. */
export function safeUrl(value: unknown): string {
  if (typeof value !== 'string') return '#'
  // Browsers ignore tabs, line ends and leading controls inside a scheme; so nothing with them passes.
  for (const char of value) if (char <= ' ' || char === '\u007f') return '#'
  return allowed.test(value) ? value : '#'
}
