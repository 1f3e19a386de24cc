/** How a plugin is called: in paths and ids, in code, in SQL, and to people. */
export interface PluginNames {
  readonly id: string
  readonly titleZh: string
  readonly titleEn: string
}

const LINE_MARK = /\s*(?:\/\/|--|<!--|\{\{!--) #(!?[a-z]+(?:[,+]!?[a-z]+)*)(?: -->| --\}\})?$/
const BLOCK_MARK = /^\s*(?:\/\/|--|<!--|\{\{!--) #([a-z,]+)(?: -->| --\}\})?$/

/**
 * A template's text with what is wanted. A line that ends in `// #quota` (or `<!-- #quota -->`, `{{!-- #quota --}}`) is
 * for that primitive, with `a,b` for either; a mark on a line of its own opens lines up to `// #end`. Marks are taken off.
 */
export function keepWanted(text: string, wanted: ReadonlySet<string>): string {
  const kept: string[] = []
  const open: boolean[] = []
  for (const line of text.split('\n')) {
    const block = BLOCK_MARK.exec(line)?.[1]
    if (block === 'end') open.pop()
    else if (block !== undefined) open.push(isWanted(block, wanted))
    else if (open.every(Boolean)) {
      const mark = LINE_MARK.exec(line)
      if (!mark || isWanted(mark[1] ?? '', wanted)) kept.push(mark ? line.slice(0, mark.index) : line)
    }
  }
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\n+$/, '\n')
}

/** `a,b`: one of them; `a+b`: both. */
function isWanted(mark: string, wanted: ReadonlySet<string>): boolean {
  return mark.split(',').some((all) => all.split('+').every((name) => wanted.has(name)))
}

/** The texts of a locale file of the template, which are grouped by what they are for. */
export function wantedTexts(file: string, wanted: ReadonlySet<string>): Readonly<Record<string, string>> {
  const groups = JSON.parse(file) as Readonly<Record<string, Readonly<Record<string, string>>>>
  return Object.assign(
    {},
    ...Object.entries(groups).flatMap(([mark, texts]) => (isWanted(mark, wanted) ? [texts] : [])),
  )
}

/** The same with the new plugin's names for the template's. */
export function renamed(text: string, { id, titleZh, titleEn }: PluginNames): string {
  const camel = camelOf(id)
  return text
    .replaceAll('my-mechanic', id)
    .replaceAll('my_mechanic', id.replaceAll('-', '_'))
    .replaceAll('myMechanic', camel)
    .replaceAll('MyMechanic', camel.charAt(0).toUpperCase() + camel.slice(1))
    .replaceAll('我的玩法', titleZh)
    .replaceAll('My mechanic', titleEn)
}

export function camelOf(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

const KEYWORDS =
  /^(?:arguments|await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|undefined|var|void|while|with|yield)$/

/** Why a plugin cannot be called so; null when it can. `sources` are the template's: their words would clash in code. */
export function whyNoId(id: string, sources: readonly string[]): 'shape' | 'word' | null {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length < 2 || id.length > 31) return 'shape'
  const word = new RegExp(`\\b${camelOf(id)}\\b`)
  if (/^(?:examples|dist)$/.test(id) || KEYWORDS.test(id) || sources.some((text) => word.test(text)))
    return 'word'
  return null
}

/** Whether a title can stand in code, JSON and pages as it is. */
export function isTitle(title: string): boolean {
  return (
    title.trim() === title && title.length >= 1 && title.length <= 24 && !/[\\<>{}"'`*/$=\p{C}]/u.test(title)
  )
}

/** `price-cut` to people: Price cut. */
export function titleOf(id: string): string {
  const text = id.replaceAll('-', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
