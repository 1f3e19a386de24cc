const NARROW = /[il.,'’|:;!()[\]jtfr ]/
const WIDE = /[A-Z0-9¥$%&@mw]/
/** A little more than measured: better a line too early than one over the edge. */
const SLACK = 1.03
const FIRST_WIDE = 0x2e80
/** Never begins a line. */
const CLOSING = /^[\s,.!?;:%)\]}，。！？；：、％）》」』】〕…—·’”]/u
/** Never ends a line. */
const OPENING = /[(（《「『【〔“‘¥$]$/u
const HALVINGS = 12
/** Of titles, about. */
const LEADING = 1.3

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

function emOf(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= FIRST_WIDE) return 1
  if (NARROW.test(character)) return 0.34
  return WIDE.test(character) ? 0.68 : 0.58
}

/** About how wide a text is, in parts of its size. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + emOf(character), 0) * SLACK
}

/** Pieces between which a line may end: whole words of Chinese too, with their punctuation. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (const { segment } of segmenter.segment(text)) {
    const last = pieces.at(-1)
    if (last !== undefined && (CLOSING.test(segment) || OPENING.test(last)))
      pieces[pieces.length - 1] = last + segment
    else pieces.push(segment)
  }
  return pieces
}

/** Lines of at most `width`, each as full as it goes; what is longer than a line is broken anywhere. */
function fill(pieces: readonly string[], width: number): string[] {
  const lines: string[] = []
  let line = ''
  const put = (piece: string) => {
    if (line === '' || widthOf((line + piece).trimEnd()) <= width) line += piece
    else {
      lines.push(line)
      line = piece
    }
  }
  for (const piece of pieces)
    if (widthOf(piece.trim()) <= width) put(piece)
    else for (const character of piece) put(character)
  lines.push(line)
  return lines
}

/**
 * A text in at most so many lines of about the same length, broken between words; `width` is in parts of its size. What has
 * no room is left out and dots stand for it.
 */
export function linesOf(text: string, { width, most }: { width: number; most: number }): string[] {
  const pieces = piecesOf(text)
  const full = fill(pieces, width)
  if (full.length > most)
    return [
      ...trimmed(full.slice(0, most - 1)),
      cutTo(
        full
          .slice(most - 1)
          .join('')
          .trimStart(),
        width,
      ),
    ]
  let [low, high] = [width / 2, width]
  for (let half = 0; half < HALVINGS; half += 1) {
    const middle = (low + high) / 2
    if (fill(pieces, middle).length <= full.length) high = middle
    else low = middle
  }
  return trimmed(fill(pieces, high))
}

const trimmed = (lines: readonly string[]) => lines.map((line) => line.trim())

/** As much of a text as has room, and dots for the rest. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && widthOf(`${characters.join('')}…`) > width) characters.pop()
  return `${characters.join('').trimEnd()}…`
}

export interface Fit {
  readonly width: number
  readonly lines: number
  /** How high they may be together, as titles are set; as high as they are when left out. */
  readonly height?: number
  /** From the largest to the smallest; at the smallest the text ends in dots. */
  readonly sizes: readonly number[]
}

/** The largest of the sizes in which a text has room. */
export function sizeFor(
  text: string,
  { width, lines, height = Number.POSITIVE_INFINITY, sizes }: Fit,
): number {
  const pieces = piecesOf(text)
  const smallest = sizes.at(-1) ?? 0
  const hasRoom = (size: number) => {
    const { length } = fill(pieces, width / size)
    return length <= lines && length * size * LEADING <= height
  }
  return sizes.find(hasRoom) ?? smallest
}

/** The size at which a text of one line has room, between the two. */
export function sizeOfLine(
  text: string,
  { width, from, to }: { width: number; from: number; to: number },
): number {
  return Math.max(to, Math.min(from, Math.floor(width / Math.max(widthOf(text), 0.01))))
}
