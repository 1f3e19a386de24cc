import type { Lesson, Passage } from './lesson.types.js'

const ITEM = /^[-·•]\s*/u
const HEADING = /^#{1,3}\s+/u

/** A typed text in pieces: an empty line parts paragraphs, `# ` begins a heading, `- ` an item of a list. Plain words only. */
export function passagesOf(body: string): readonly Passage[] {
  const passages: Passage[] = []
  for (const part of body.split(/\n\s*\n/u))
    for (const line of part.split('\n').map((one) => one.trim())) {
      const last = passages.at(-1)
      if (line === '') continue
      if (HEADING.test(line)) passages.push({ kind: 'heading', text: line.replace(HEADING, '') })
      else if (!ITEM.test(line)) passages.push({ kind: 'text', text: line })
      else if (last?.kind === 'list')
        passages[passages.length - 1] = { kind: 'list', items: [...last.items, line.replace(ITEM, '')] }
      else passages.push({ kind: 'list', items: [line.replace(ITEM, '')] })
    }
  return passages
}

/** Whether a lesson is for somebody who is this to the shop (`core:plan`); empty for everybody else, guests too. */
export function isFor({ whom, isShown }: Pick<Lesson, 'whom' | 'isShown'>, plan: string): boolean {
  return isShown && (whom === 'everyone' || plan.startsWith('distributor'))
}

export interface Progress {
  readonly done: number
  readonly total: number
  /** Whole percent, rounded down: 100 only when all is done. */
  readonly percent: number
}

export function progressOf(lessons: readonly Pick<Lesson, 'id'>[], done: ReadonlySet<string>): Progress {
  const total = lessons.length
  const count = lessons.filter(({ id }) => done.has(id)).length
  return { done: count, total, percent: total === 0 ? 0 : Math.floor((count * 100) / total) }
}

/** An address a video may have; null for anything that is no https address. */
export function videoOf(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  if (!URL.canParse(trimmed)) return null
  const url = new URL(trimmed)
  return url.protocol === 'https:' && url.username === '' && url.href.length <= 500 ? url.href : null
}
