import { type Group, isSign, isWord, type Leaf, type Token } from './tokens.js'

/** A table named in a statement, and how that statement calls it. */
export interface TableUse {
  readonly table: string
  readonly schema: string | null
  readonly alias: string
  readonly at: number
  /** Rows are written by `insert`; the others are found by conditions. */
  readonly isInsert: boolean
}

/** What lies between two separators of one level: one `select`, `update`, `delete` or `insert`. */
export interface Segment {
  readonly items: readonly Token[]
  readonly uses: readonly TableUse[]
  /** `from ${…}`: a table nobody can read. */
  readonly hidden: readonly number[]
  /** It begins a statement of a template, not what stands in parentheses. */
  readonly isOutermost: boolean
}

export interface Call {
  readonly name: string
  readonly schema: string | null
  readonly first: Token | undefined
  readonly at: number
}

export interface Statement {
  readonly segments: readonly Segment[]
  readonly calls: readonly Call[]
}

const NO_ALIAS = new Set(
  `where on set values join left right inner full cross natural using order group having limit offset for union intersect
   except returning and or into loop default overriding when window fetch is select with not from then`.split(
    /\s+/,
  ),
)
const SET_OPERATIONS = ['union', 'intersect', 'except']
const STATEMENT = ['select', 'insert', 'update', 'delete', 'with', 'merge']

/** Reads tokens into segments, sub-selects and common table expressions included. `body`: of a function in plpgsql. */
export function readStatement(tokens: readonly Token[], { body = false } = {}): Statement {
  const temporary = new Set<string>()
  const calls: Call[] = []
  const segments: Segment[] = []
  const visit = (items: readonly Token[], before: Token | undefined, isOutermost: boolean) => {
    nameTemporaries(items, temporary)
    calls.push(...callsOf(items))
    for (const part of split(items, body))
      segments.push({
        items: part,
        isOutermost,
        ...usesOf(part, isWord(before, 'extract', 'trim', 'substring', 'overlay')),
      })
    items.forEach((item, index) => {
      if (item.kind === 'group') visit(item.items, items[index - 1], false)
    })
  }
  visit(tokens, undefined, !body)
  return {
    segments: segments.map((segment) => ({
      ...segment,
      uses: segment.uses.filter(({ table, schema }) => schema !== null || !temporary.has(table)),
    })),
    calls,
  }
}

/** True for what stands in parentheses and is a statement of its own. */
export function isStatement(group: Group): boolean {
  return group.items.some((item) => isWord(item, ...STATEMENT))
}

/** `name as materialized (select …)` */
function nameTemporaries(items: readonly Token[], names: Set<string>): void {
  items.forEach((item, index) => {
    if (item.kind !== 'word' || !isWord(items[index + 1], 'as')) return
    let next = index + 2
    while (isWord(items[next], 'not', 'materialized')) next += 1
    const group = items[next]
    if (group?.kind === 'group' && isStatement(group)) names.add(item.text)
  })
}

function callsOf(items: readonly Token[]): Call[] {
  return items.flatMap((item, index) => {
    const group = items[index + 1]
    if (item.kind !== 'word' || group?.kind !== 'group') return []
    const schema = isSign(items[index - 1], '.') ? (items[index - 2] as Leaf | undefined) : undefined
    return [{ name: item.text, schema: schema?.text ?? null, first: group.items[0], at: item.at }]
  })
}

/** Between semicolons and set operations; in plpgsql also between the words that frame a statement. */
function split(items: readonly Token[], body: boolean): Token[][] {
  const parts: Token[][] = [[]]
  let cases = 0
  for (const item of items) {
    if (isWord(item, 'case')) cases += 1
    else if (isWord(item, 'end') && cases > 0) cases -= 1
    const frames = body && cases === 0 && isWord(item, 'then', 'else', 'elsif', 'loop', 'begin')
    if (isSign(item, ';') || isWord(item, ...SET_OPERATIONS) || frames) parts.push([])
    else parts.at(-1)?.push(item)
  }
  return parts.filter((part) => part.length > 0)
}

function usesOf(items: readonly Token[], isArgument: boolean): Pick<Segment, 'uses' | 'hidden'> {
  const uses: TableUse[] = []
  const hidden: number[] = []
  items.forEach((item, index) => {
    const before = items[index - 1]
    const isInsert = isWord(item, 'into') && isWord(before, 'insert')
    const isList =
      (isWord(item, 'from') && !isWord(before, 'distinct') && !isArgument) ||
      isWord(item, 'join') ||
      (isWord(item, 'using') && items.some((one) => isWord(one, 'delete')))
    const isTable = index === 0 && isWord(item, 'table') && isWord(items[1])
    const isUpdate =
      isWord(item, 'update') && !isWord(before, 'for', 'do', 'key') && !isWord(items[index + 1], 'set')
    if (!isInsert && !isList && !isUpdate && !isTable) return
    readList(items, index + 1, { uses, hidden, isInsert })
  })
  return { uses, hidden }
}

/** `a`, `only a as x`, `a x, b y`, `f(…) z`, `(select …) q` */
function readList(
  items: readonly Token[],
  start: number,
  into: { uses: TableUse[]; hidden: number[]; isInsert: boolean },
): void {
  let at = start
  for (;;) {
    at = readItem(items, skipWords(items, at), into)
    if (into.isInsert) return
    // To the comma that brings the next table; anything else ends the list.
    while (items[at] !== undefined && !isSign(items[at], ',') && !ends(items[at])) at += 1
    if (!isSign(items[at], ',')) return
    at += 1
  }
}

function skipWords(items: readonly Token[], start: number): number {
  let at = start
  while (isWord(items[at], 'only', 'lateral')) at += 1
  return at
}

/** One table, sub-select or function of a list; gives the place after it. */
function readItem(
  items: readonly Token[],
  at: number,
  into: { uses: TableUse[]; hidden: number[]; isInsert: boolean },
): number {
  const item = items[at]
  if (item?.kind === 'hole') into.hidden.push(item.at)
  if (item?.kind !== 'word') return at + 1
  const hasSchema = isSign(items[at + 1], '.')
  const name = (hasSchema ? items[at + 2] : item) as Leaf
  const after = at + (hasSchema ? 3 : 1)
  const isCall = items[after]?.kind === 'group' && !into.isInsert
  if (!isCall)
    into.uses.push({
      table: name.text,
      schema: hasSchema ? item.text : null,
      alias: aliasAt(items, after) ?? name.text,
      at: item.at,
      isInsert: into.isInsert,
    })
  return after
}

const ends = (item: Token | undefined) =>
  item?.kind === 'word' && NO_ALIAS.has(item.text) && !['with', 'not'].includes(item.text)

function aliasAt(items: readonly Token[], at: number): string | null {
  const place = isWord(items[at], 'as') ? at + 1 : at
  const item = items[place]
  return item?.kind === 'word' && !NO_ALIAS.has(item.text) ? item.text : null
}
