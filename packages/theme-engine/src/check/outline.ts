/** What makes a template slow to parse, found in one pass before the parser sees it. */
export interface Outline {
  /** Tags in all. */
  tags: number
  /** How deep blocks, chains of else and calls stand in each other. */
  nesting: number
  /** Steps of the longest path. */
  steps: number
}

const token = /\{\{\{?~?(#|\^(?!~?\})|\/|else\s+\w)?|[()./]|[\s{}"'=|]/g

/** Open blocks, each with the else branches chained to it: the parser nests both. */
class Blocks {
  readonly #open: number[] = []
  depth = 0

  tag(kind: string): void {
    if (kind === '#' || kind === '^') this.#open.push(1)
    else if (kind === '/') this.depth -= this.#open.pop() ?? 0
    else if (kind !== '') this.#open.push((this.#open.pop() ?? 0) + 1)
    if (kind !== '/' && kind !== '') this.depth += 1
  }
}

/** The outline of a template. It may find more than there is (a bracket in text), never less. */
export function outlineOf(text: string): Outline {
  const outline = { tags: 0, nesting: 0, steps: 0 }
  const blocks = new Blocks()
  let calls = 0
  let steps = 0
  for (const [found, kind = ''] of text.matchAll(token)) {
    if (found.startsWith('{{')) {
      outline.tags += 1
      calls = 0
      blocks.tag(kind)
    } else if (found === '(') calls += 1
    else if (found === ')') calls -= 1
    steps = found === '.' || found === '/' ? steps + 1 : 0
    outline.nesting = Math.max(outline.nesting, blocks.depth, calls)
    outline.steps = Math.max(outline.steps, steps)
  }
  return outline
}
