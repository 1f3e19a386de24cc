/** Locale texts: `"cart.count": "{n} 件"`, or `{ "one": "{n} item", "other": "{n} items" }` chosen by `count`. */
export type LocaleFile = Readonly<Record<string, string | { one: string; other: string }>>
export type Texts = ReadonlyMap<string, Text>

type Piece = string | { name: string }
interface Text {
  one: readonly Piece[]
  other: readonly Piece[]
}

function cut(text: string): Piece[] {
  return text
    .split(/(\{[a-zA-Z]\w*\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^\{[a-zA-Z]\w*\}$/.test(piece) ? { name: piece.slice(1, -1) } : piece))
}

/** Cuts every text once, so that showing one is only joining. */
export function prepareTexts(file: LocaleFile): Texts {
  const texts = new Map<string, Text>()
  for (const [key, value] of Object.entries(file)) {
    const forms = typeof value === 'string' ? { one: value, other: value } : value
    texts.set(key, { one: cut(forms.one), other: cut(forms.other) })
  }
  return texts
}

/** Names of the placeholders of a text, sorted, each once. */
export function placeholdersOf(value: string | { one: string; other: string }): string[] {
  const text = typeof value === 'string' ? value : `${value.one} ${value.other}`
  return [...new Set([...text.matchAll(/\{([a-zA-Z]\w*)\}/g)].map((match) => match[1] as string))].sort()
}

/** The text for `key` from the first list that has it, with its placeholders filled; the key itself when none has it. */
export function showText(lists: readonly Texts[], key: string, values: Record<string, unknown>): string {
  for (const texts of lists) {
    const text = texts.get(key)
    if (text) return join(values.count === 1 ? text.one : text.other, values)
  }
  return key
}

function join(pieces: readonly Piece[], values: Record<string, unknown>): string {
  let shown = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') shown += piece
    else if (Object.hasOwn(values, piece.name)) shown += String(values[piece.name] ?? '')
  }
  return shown
}
