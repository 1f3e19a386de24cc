/** A word, a sign, a quoted text or a value put in from outside; and what stands in parentheses, as one. */
export type Token = Leaf | Group

export interface Leaf {
  readonly kind: 'word' | 'sign' | 'text' | 'hole'
  /** Lower case; of a hole its expression. */
  readonly text: string
  readonly at: number
}

export interface Group {
  readonly kind: 'group'
  readonly items: readonly Token[]
  readonly at: number
}

/** A piece of a statement: written SQL, or the expression of a `${…}`. */
export interface Piece {
  readonly kind: 'sql' | 'hole'
  readonly text: string
  readonly at: number
}

const PATTERN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|(\$(?:[a-zA-Z_]\w*)?\$)[\s\S]*?\1|"((?:[^"]|"")*)"|[a-zA-Z_][\w$]*|\d[\w.]*|::|<=|>=|<>|[^\s]/g

/** Reads SQL into words and groups. Comments are gone, positions are those of the pieces. */
export function readTokens(pieces: readonly Piece[]): readonly Token[] {
  const flat = pieces.flatMap((piece) => (piece.kind === 'hole' ? [hole(piece)] : leaves(piece)))
  const stack: { items: Token[]; at: number }[] = [{ items: [], at: 0 }]
  for (const leaf of flat) {
    const top = stack.at(-1)
    if (leaf.kind === 'sign' && (leaf.text === '(' || leaf.text === '[')) {
      stack.push({ items: [], at: leaf.at })
    } else if (leaf.kind === 'sign' && (leaf.text === ')' || leaf.text === ']') && stack.length > 1) {
      const closed = stack.pop()
      if (closed) stack.at(-1)?.items.push({ kind: 'group', ...closed })
    } else top?.items.push(leaf)
  }
  while (stack.length > 1) {
    const open = stack.pop()
    if (open) stack.at(-1)?.items.push({ kind: 'group', ...open })
  }
  return stack[0]?.items ?? []
}

function hole({ text, at }: Piece): Leaf {
  return { kind: 'hole', text: text.trim(), at }
}

function leaves({ text, at }: Piece): Leaf[] {
  return [...text.matchAll(PATTERN)].flatMap((match): Leaf[] => {
    const [found] = match
    const place = at + match.index
    if (found.startsWith('--') || found.startsWith('/*')) return []
    if (match[1] !== undefined || /^[eE]?'/.test(found))
      return [{ kind: 'text', text: textIn(found, match[1]), at: place }]
    if (match[2] !== undefined) return [{ kind: 'word', text: match[2], at: place }]
    if (/^[a-zA-Z_]/.test(found)) return [{ kind: 'word', text: found.toLowerCase(), at: place }]
    return [{ kind: 'sign', text: found, at: place }]
  })
}

function textIn(found: string, dollars: string | undefined): string {
  if (dollars) return found.slice(dollars.length, -dollars.length)
  return found.slice(found.indexOf("'") + 1, -1)
}

export const isWord = (token: Token | undefined, ...texts: readonly string[]): boolean =>
  token?.kind === 'word' && (texts.length === 0 || texts.includes(token.text))

export const isSign = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'sign' && token.text === text
