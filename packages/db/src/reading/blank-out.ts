type Mode = 'code' | 'line' | 'block' | "'" | '"' | '`' | 'regex'

export interface Blanked {
  /** Comments, strings, templates and regular expressions replaced by spaces; same length, same lines. */
  code: string
  /** Only comments replaced by spaces. */
  uncommented: string
}

interface Scanner {
  readonly text: string
  readonly code: string[]
  readonly uncommented: string[]
  /** One number per open `${`: how many braces are open inside it. */
  readonly holes: number[]
  at: number
  mode: Mode
  inClass: boolean
}

/** Splits TypeScript into what runs and what is merely written, so that rules never trip over prose. */
export function blankOut(text: string): Blanked {
  const scanner: Scanner = {
    text,
    // By code units, so that a position means the same in all three.
    code: text.split(''),
    uncommented: text.split(''),
    holes: [],
    at: 0,
    mode: 'code',
    inClass: false,
  }
  while (scanner.at < text.length) {
    if (scanner.mode === 'code') readCode(scanner)
    else if (scanner.mode === 'line' || scanner.mode === 'block') readComment(scanner)
    else if (scanner.mode === 'regex') readRegex(scanner)
    else readString(scanner)
  }
  return { code: scanner.code.join(''), uncommented: scanner.uncommented.join('') }
}

/** Replaces the next characters, line ends excepted, and steps over them. */
function skip(scanner: Scanner, length: number, from: readonly string[][]): void {
  for (const copy of from) {
    for (let index = scanner.at; index < scanner.at + length; index += 1) {
      if (copy[index] !== undefined && copy[index] !== '\n') copy[index] = ' '
    }
  }
  scanner.at += length
}

function readCode(scanner: Scanner): void {
  const { text, at, code, uncommented, holes } = scanner
  const here = text[at]
  const next = opens(text, at)
  if (next) {
    scanner.mode = next
    const isComment = next === 'line' || next === 'block'
    skip(scanner, isComment ? 2 : 1, isComment ? [code, uncommented] : [code])
    return
  }
  const open = here === '{' || here === '}' ? holes.pop() : undefined
  if (open === 0 && here === '}') {
    scanner.mode = '`'
    skip(scanner, 1, [code])
    return
  }
  if (open !== undefined) holes.push(here === '{' ? open + 1 : open - 1)
  scanner.at += 1
}

function readComment(scanner: Scanner): void {
  const { text, at, mode, code, uncommented } = scanner
  const ends = mode === 'line' ? text[at] === '\n' : text.startsWith('*/', at)
  if (ends) scanner.mode = 'code'
  skip(scanner, ends && mode === 'block' ? 2 : 1, [code, uncommented])
}

function readString(scanner: Scanner): void {
  const { text, at, mode, code, holes } = scanner
  if (mode === '`' && text.startsWith('${', at)) {
    holes.push(0)
    scanner.mode = 'code'
    skip(scanner, 2, [code])
    return
  }
  if (text[at] === mode || (text[at] === '\n' && mode !== '`')) scanner.mode = 'code'
  skip(scanner, text[at] === '\\' ? 2 : 1, [code])
}

function readRegex(scanner: Scanner): void {
  const here = scanner.text[scanner.at]
  if (here === '[') scanner.inClass = true
  else if (here === ']') scanner.inClass = false
  else if (here === '\n' || (here === '/' && !scanner.inClass)) scanner.mode = 'code'
  skip(scanner, here === '\\' ? 2 : 1, [scanner.code])
}

function opens(text: string, at: number): Mode | null {
  if (text.startsWith('//', at)) return 'line'
  if (text.startsWith('/*', at)) return 'block'
  const here = text[at]
  if (here === "'" || here === '"' || here === '`') return here
  return here === '/' && beginsExpression(text.slice(Math.max(0, at - 40), at)) ? 'regex' : null
}

/** A slash after a value divides, elsewhere it opens a regular expression. */
function beginsExpression(before: string): boolean {
  return /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|of|in))\s*$/.test(before)
}
