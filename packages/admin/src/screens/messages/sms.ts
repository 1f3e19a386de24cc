/** The letters of GSM 03.38's basic table: a text of nothing else fits 160 into one message. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Those of its extension, each as long as two. */
const EXTENDED = '^{}\\[~]|€'

/** How many text messages a text is as long as: 70 letters in Chinese, 160 in plain English; in parts 67 and 153. */
export function smsSegments(text: string): number {
  const letters = [...text]
  const isPlain = letters.every((letter) => BASIC.includes(letter) || EXTENDED.includes(letter))
  const length = isPlain
    ? letters.reduce((sum, letter) => sum + (EXTENDED.includes(letter) ? 2 : 1), 0)
    : text.length
  const [one, part] = isPlain ? [160, 153] : [70, 67]
  return length <= one ? 1 : Math.ceil(length / part)
}

/** What a text names, each once. */
export function namesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))]
}

/** The text with its samples filled in. */
export function filled(text: string, samples: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => samples[name] ?? whole)
}
