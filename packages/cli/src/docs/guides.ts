import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locale } from '@mamapu/kernel'
import { linkFaults } from './guide-links.js'
import { regionOf } from './regions.js'

const GUIDES = 'docs/plugins'
const ZH = '.zh-CN.md'
/** Pages elsewhere, in one language, whose code comes from files too; from the guides. */
const READMES = ['../../packages/testkit/README.md']
const MARKER = /^<!-- code: ([\w./@-]+?)(?:#([a-z0-9-]+))? -->$/
const TABLE = /^(<!-- table: ([a-z-]+) -->\n)[\s\S]*?(?=^<!-- end -->$)/gm
/** What a reader types and what a terminal answers; everything else is code and comes from a file. */
const TYPED = new Set(['sh', 'text'])

/** One fenced block of a page; lines are counted from 0. */
interface Fence {
  readonly language: string
  readonly first: number
  /** The line of its closing fence. */
  readonly end: number
  readonly marker: string | null
}

interface Page {
  readonly name: string
  readonly text: string
  readonly lines: readonly string[]
  readonly fences: readonly Fence[]
}

/** Tables that are made from code, by the name in `<!-- table: name -->`; they reach to `<!-- end -->`. */
export type GuideTables = Readonly<Record<string, (locale: Locale) => string>>

/** Puts the code that each marker names into its block, and tables into their places. The pages that changed. */
export function writeGuides(root: string, tables: GuideTables = {}): string[] {
  return pagesIn(root).flatMap((page) => {
    const text = withTables({ ...page, text: filled(root, page) }, tables)
    if (text === page.text) return []
    writeFileSync(join(root, GUIDES, page.name), text)
    return [join(GUIDES, page.name)]
  })
}

/** What is wrong with the guides: code that is not its source's, code without a source, a language left behind, dead links. */
export function guideFaults(root: string, tables: GuideTables = {}): string[] {
  const pages = pagesIn(root)
  return pages.flatMap((page) =>
    [
      ...codeFaults(root, page),
      ...tableFaults(page, tables),
      ...(READMES.includes(page.name)
        ? []
        : [...pairFaults(page, pages), ...linkFaults(join(root, GUIDES), page)]),
    ].map((what) => `${join(GUIDES, page.name)}${what}`),
  )
}

function pagesIn(root: string): Page[] {
  const dir = join(root, GUIDES)
  const guides = readdirSync(dir).filter((name) => name.endsWith('.md'))
  return [...guides.sort(), ...READMES.filter((name) => existsSync(join(dir, name)))].map((name) => {
    const text = readFileSync(join(dir, name), 'utf8')
    const lines = text.split('\n')
    return { name, text, lines, fences: fencesOf(lines) }
  })
}

function fencesOf(lines: readonly string[]): Fence[] {
  const fences: Fence[] = []
  let open: { language: string; first: number } | null = null
  lines.forEach((line, at) => {
    const fence = /^```(\S*)\s*$/.exec(line)
    if (!fence) return
    if (!open) open = { language: fence[1] as string, first: at }
    else {
      const above = lines[open.first - 1] ?? ''
      fences.push({ ...open, end: at, marker: MARKER.test(above) ? above : null })
      open = null
    }
  })
  return fences
}

function filled(root: string, { lines, fences }: Page): string {
  const out = [...lines]
  for (const { first, end, marker } of [...fences].reverse()) {
    const code = marker === null ? null : codeOf(root, marker)
    if (code !== null) out.splice(first + 1, end - first - 1, ...code.split('\n'))
  }
  return out.join('\n')
}

function codeOf(root: string, marker: string): string | null {
  const [, path = '', region = null] = MARKER.exec(marker) ?? []
  const file = join(root, path)
  return existsSync(file) ? regionOf(readFileSync(file, 'utf8'), region) : null
}

function codeFaults(root: string, { lines, fences }: Page): string[] {
  const used = new Set(fences.map(({ first }) => first - 1))
  const loose = lines.flatMap((line, at) =>
    line.startsWith('<!-- code:') && !used.has(at) ? [`:${at + 1}: no block stands below this marker`] : [],
  )
  const blocks = fences.flatMap(({ language, first, end, marker }) => {
    const where = `:${first + 1}`
    if (marker === null)
      return TYPED.has(language)
        ? []
        : [`${where}: a ${language} block without a marker: <!-- code: path#region --> on the line above`]
    const code = codeOf(root, marker)
    if (code === null) return [`${where}: ${marker} names what is not there, or more than once`]
    const shown = lines.slice(first + 1, end).join('\n')
    return shown === code ? [] : [`${where}: differs from its source: npm run docs`]
  })
  return [...loose, ...blocks]
}

function withTables({ name, text }: Pick<Page, 'name' | 'text'>, tables: GuideTables): string {
  const locale = name.endsWith(ZH) ? 'zh-CN' : 'en'
  return text.replace(TABLE, (found, marker: string, table: string) =>
    Object.hasOwn(tables, table) ? `${marker}${tables[table]?.(locale)}\n` : found,
  )
}

function tableFaults(page: Page, tables: GuideTables): string[] {
  const unknown = [...page.text.matchAll(TABLE)].filter(([, , table = '']) => !Object.hasOwn(tables, table))
  return [
    ...unknown.map(([, , table]) => `: there is no table ${table}`),
    ...(withTables(page, tables) === page.text
      ? []
      : [': a table differs from what it is made of: npm run docs']),
  ]
}

/** Both languages show the same code under as many headings. */
function pairFaults(page: Page, pages: readonly Page[]): string[] {
  const isZh = page.name.endsWith(ZH)
  const twin = isZh ? page.name.replace(ZH, '.md') : page.name.replace(/\.md$/, ZH)
  const other = pages.find(({ name }) => name === twin)
  if (!other) return [`: there is no ${twin}`]
  if (isZh) return []
  const differs = (what: string, read: (one: Page) => readonly string[]) =>
    read(page).join('\n') === read(other).join('\n') ? [] : [`: ${twin} has other ${what}`]
  return [
    ...differs('code markers', ({ fences }) => fences.map(({ marker, language }) => marker ?? language)),
    ...differs('headings', headingsOf),
  ]
}

function headingsOf({ lines, fences }: Page): string[] {
  return lines.flatMap((line, at) => {
    const heading = /^(#{1,6}) /.exec(line)
    const isCode = fences.some(({ first, end }) => at > first && at < end)
    return heading && !isCode ? [heading[1] as string] : []
  })
}
