import type { Piece } from './tokens.js'

/** A template of a source file: `sql`…``, `tx.sql<Row[]>`…``, or one without a tag. */
export interface Template {
  /** The last word before the backtick, without types: `sql`, `sweep`; empty when there is none. */
  readonly tag: string
  readonly at: number
  readonly pieces: readonly Piece[]
}

/** Every template of a text without comments, those inside `${…}` too. */
export function readTemplates(text: string): readonly Template[] {
  const found: Template[] = []
  readCode(text, 0, found)
  return found
}

/** Reads code up to the brace that ends it; gives the position after that. */
function readCode(text: string, start: number, found: Template[]): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const here = text[at]
    if (here === "'" || here === '"') at = endOfString(text, at)
    else if (here === '`') at = readTemplate(text, at, found)
    else {
      if (here === '{') depth += 1
      if (here === '}') depth -= 1
      at += 1
      if (depth < 0) return at
    }
  }
  return at
}

function endOfString(text: string, start: number): number {
  const quote = text[start]
  let at = start + 1
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function readTemplate(text: string, start: number, found: Template[]): number {
  const pieces: Piece[] = []
  let at = start + 1
  let from = at
  const close = () => pieces.push({ kind: 'sql', text: text.slice(from, at), at: from })
  while (at < text.length && text[at] !== '`') {
    if (text.startsWith('${', at)) {
      close()
      const end = readCode(text, at + 2, found)
      pieces.push({ kind: 'hole', text: text.slice(at + 2, end - 1), at })
      at = end
      from = at
    } else at += text[at] === '\\' ? 2 : 1
  }
  close()
  found.push({ tag: tagBefore(text, start), at: start, pieces })
  return at + 1
}

function tagBefore(text: string, backtick: number): string {
  let end = backtick
  // The compiler writes the tag and a blank.
  while (/\s/.test(text[end - 1] ?? '')) end -= 1
  if (text[end - 1] === '>') {
    let open = 0
    do {
      end -= 1
      if (text[end] === '>' && text[end - 1] !== '=') open += 1
      if (text[end] === '<') open -= 1
    } while (open > 0 && end > 0)
  }
  const before = text.slice(Math.max(0, end - 100), end)
  return (/(?:[\w$]+\.)*([\w$]+)$/.exec(before) ?? /\(([\w$]+) as [\w$.]+\)$/.exec(before))?.[1] ?? ''
}
