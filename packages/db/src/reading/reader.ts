import { isSign, isWord, type Token } from './tokens.js'

/** A name as it stands; one in another schema than public keeps that schema. */
export interface Name {
  readonly text: string
  readonly at: number
}

/** Goes along a statement word by word. */
export interface Reader {
  /** Goes past these words when they come next, all of them. */
  take(...words: readonly string[]): boolean
  /** Goes past any of these words, however many. */
  skip(...words: readonly string[]): void
  /** Goes past a name; null when there is none. */
  name(): Name | null
  rest(): readonly Token[]
}

export function readerOf(items: readonly Token[]): Reader {
  let at = 0
  return {
    take(...words) {
      const isNext = words.every((word, index) => isWord(items[at + index], word))
      if (isNext) at += words.length
      return isNext
    },
    skip(...words) {
      while (isWord(items[at], ...words)) at += 1
    },
    name() {
      const first = items[at]
      if (first?.kind !== 'word') return null
      const last = isSign(items[at + 1], '.') ? items[at + 2] : undefined
      if (last?.kind !== 'word') {
        at += 1
        return { text: first.text, at: first.at }
      }
      at += 3
      return { text: first.text === 'public' ? last.text : `${first.text}.${last.text}`, at: first.at }
    },
    rest: () => items.slice(at),
  }
}

/** What stands between these signs. */
export function splitAt(items: readonly Token[], sign: ',' | ';'): (readonly Token[])[] {
  const parts: Token[][] = [[]]
  for (const item of items) {
    if (isSign(item, sign)) parts.push([])
    else parts.at(-1)?.push(item)
  }
  return parts.filter((part) => part.length > 0)
}

/** True when these words stand one after another somewhere in it. */
export function hasWords(items: readonly Token[], ...words: readonly string[]): boolean {
  return items.some((_, at) => words.every((word, index) => isWord(items[at + index], word)))
}
