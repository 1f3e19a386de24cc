import { lineOf, type Node, nameOf } from './ast.js'
import type { Finding, TemplateFile } from './rule.js'

/**
 * Follows the markup of a template through all branches, to know where each output stands: in text, in a quoted
 * attribute, or somewhere escaping does not protect. Every branch must leave the markup as it found it.
 */
export type MarkupFault = 'inline-code' | 'open-output' | 'raw-url'
export interface MarkupFinding extends Finding {
  fault: MarkupFault
}

type Place = 'text' | 'name' | 'tag' | 'attribute' | 'equals' | 'value' | 'bare' | 'raw' | 'comment'
interface State {
  place: Place
  tag: string
  closing: boolean
  attribute: string
  quote: string
  /** Literal start of the attribute value; null after an output that may stand first. */
  start: string
  raw: string
  /** A name ended at the edge of a block: it may not go on behind it. */
  cut: boolean
}

const urlAttributes = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'poster',
  'srcset',
  'data',
  'ping',
  'xlink:href',
])
const urlHelpers = new Set(['url', 'asset'])
const goodStart = /^(?:\/[a-z]|#|\?|tel:|https?:\/\/[a-z])/i
const scriptTags = new Set(['script', 'style'])
const textTags = new Set(['title', 'textarea'])
const codeTags = new Set(
  'iframe object embed base applet frame frameset math xmp plaintext noembed noframes noscript'.split(' '),
)
const space = /\s/

/** What must be the same before and behind a block. */
function shapeOf({ place, tag, attribute, quote, raw }: State): string {
  if (place === 'text' || place === 'comment') return place
  return place === 'value' ? `${place} ${tag} ${attribute} ${quote}` : `${place} ${tag} ${raw}`
}

class Scan {
  readonly found: MarkupFinding[] = []
  readonly #file: string
  #state: State = {
    place: 'text',
    tag: '',
    closing: false,
    attribute: '',
    quote: '',
    start: '',
    raw: '',
    cut: false,
  }
  #line: number | null = null

  constructor(file: string) {
    this.#file = file
  }

  get open(): boolean {
    return this.#state.place !== 'text'
  }

  program(program: Node | undefined): void {
    for (const node of (program?.body as Node[] | undefined) ?? []) this.#node(node)
  }

  #report(fault: MarkupFault, zh: string, en: string): void {
    this.found.push({ fault, file: this.#file, line: this.#line, zh, en })
  }

  reportOpen(): void {
    this.#report(
      'open-output',
      '每个分支都要把标签写完整。',
      'Every branch must leave tags and quotes as it found them.',
    )
  }

  #node(node: Node): void {
    this.#line = lineOf(node)
    if (node.type === 'ContentStatement') for (const char of String(node.value)) this.#char(char)
    else if (node.type === 'BlockStatement') this.#block(node)
    else if (node.type === 'MustacheStatement') this.#output(nameOf(node))
    else if (node.type === 'PartialStatement' && this.open) this.reportOpen()
  }

  #block(node: Node): void {
    this.#edge()
    const before = { ...this.#state }
    const ends: State[] = []
    for (const branch of [node.program, node.inverse]) {
      this.#state = { ...before }
      this.program(branch as Node | undefined)
      this.#edge()
      ends.push(this.#state)
    }
    const [first, second] = ends as [State, State]
    if (shapeOf(first) !== shapeOf(before) || shapeOf(second) !== shapeOf(before)) this.reportOpen()
    // The value may still be at its start when one branch added nothing.
    const start = first.start.length < second.start.length ? first.start : second.start
    this.#state = { ...first, start, cut: first.cut || second.cut }
  }

  /** At the edge of a block the name of a tag or attribute is over. */
  #edge(): void {
    const state = this.#state
    if (state.place === 'name' && state.tag !== '') this.#endName()
    else if (state.place === 'name' || state.place === 'equals' || state.place === 'bare') this.reportOpen()
    if (state.place === 'attribute') state.place = 'tag'
    else if (state.place !== 'tag') return
    state.cut = true
  }

  #output(helper: string): void {
    const { place, tag, attribute, start } = this.#state
    if (place === 'raw' && scriptTags.has(tag)) {
      this.#report('inline-code', '脚本和样式里不能输出数据。', 'No output inside script or style.')
    } else if (
      place === 'name' ||
      place === 'tag' ||
      place === 'attribute' ||
      place === 'equals' ||
      place === 'bare'
    ) {
      this.#report('open-output', '属性值要加引号。', 'An output in a tag stands inside a quoted value.')
    } else if (place === 'value' && urlAttributes.has(attribute)) {
      const safe = start === '' ? urlHelpers.has(helper) : goodStart.test(start)
      if (!safe) this.#report('raw-url', `${attribute} 要用 {{url …}}。`, `Use {{url …}} in ${attribute}.`)
      this.#state.start += 'x'
    } else if (place === 'value' && (attribute.startsWith('on') || attribute === 'style')) {
      this.#report('inline-code', `不能用 ${attribute} 属性。`, `The attribute ${attribute} is not allowed.`)
    }
  }

  #char(char: string): void {
    const state = this.#state
    if (state.place === 'text') {
      if (char === '<') Object.assign(state, { place: 'name', tag: '', closing: false })
    } else if (state.place === 'name') this.#nameChar(char)
    else if (state.place === 'comment') {
      if (char === '>') state.place = 'text'
    } else if (state.place === 'raw') this.#rawChar(char)
    else this.#tagChar(char)
  }

  #nameChar(char: string): void {
    const state = this.#state
    if (state.tag === '' && char === '!') state.place = 'comment'
    else if (state.tag === '' && char === '/') state.closing = true
    else if (/[a-z0-9:-]/i.test(char)) state.tag += char.toLowerCase()
    else if (state.tag === '') state.place = 'text'
    else {
      this.#endName()
      this.#tagChar(char)
    }
  }

  #endName(): void {
    const { tag } = this.#state
    if (codeTags.has(tag)) this.#report('inline-code', `不能用 <${tag}>。`, `<${tag}> is not allowed.`)
    this.#state.place = 'tag'
  }

  /** Inside script and style nothing may stand; inside title and textarea no markup. */
  #rawChar(char: string): void {
    const state = this.#state
    const end = `</${state.tag}>`
    const text = !scriptTags.has(state.tag)
    if (text && state.raw === '' && char !== '<') return
    if (state.raw === '' && space.test(char)) return
    state.raw += char.toLowerCase()
    if (state.raw === end) Object.assign(state, { place: 'text', raw: '' })
    else if (!end.startsWith(state.raw)) {
      state.raw = ''
      if (!state.cut) this.#report('inline-code', '不能写内联脚本或样式。', 'No inline script or style.')
      state.cut = true
    }
  }

  #tagChar(char: string): void {
    const state = this.#state
    if (state.cut && state.place === 'tag') {
      state.cut = false
      if (!space.test(char) && char !== '>' && char !== '/') this.reportOpen()
    }
    if (state.place === 'value') {
      if (char === state.quote) this.#endValue()
      else state.start += char
    } else if (char === '>') this.#endTag()
    else if (state.place === 'equals') {
      if (char === '"' || char === "'") Object.assign(state, { place: 'value', quote: char, start: '' })
      else if (!space.test(char)) Object.assign(state, { place: 'bare', start: char })
    } else this.#attributeChar(char)
  }

  #endTag(): void {
    const state = this.#state
    if (state.place === 'bare') this.#endValue()
    const raw = !state.closing && (scriptTags.has(state.tag) || textTags.has(state.tag))
    Object.assign(state, { place: raw ? 'raw' : 'text', raw: '', cut: false })
  }

  #attributeChar(char: string): void {
    const state = this.#state
    if (space.test(char)) {
      if (state.place === 'bare') this.#endValue()
      state.place = 'tag'
    } else if (state.place === 'bare') state.start += char
    else if (char === '=') state.place = 'equals'
    else if (state.place === 'attribute') state.attribute += char.toLowerCase()
    else if (char !== '/') Object.assign(state, { place: 'attribute', attribute: char.toLowerCase() })
  }

  #endValue(): void {
    const { attribute, start } = this.#state
    if (
      attribute.startsWith('on') ||
      attribute === 'style' ||
      attribute === 'srcdoc' ||
      attribute === 'http-equiv'
    ) {
      this.#report('inline-code', `不能用 ${attribute} 属性。`, `The attribute ${attribute} is not allowed.`)
    }
    if (urlAttributes.has(attribute) && /^\s*(?:javascript|data|vbscript):/i.test(start)) {
      this.#report('inline-code', '地址里不能写代码。', 'No code in addresses.')
    }
    Object.assign(this.#state, { place: 'tag', quote: '', start: '' })
  }
}

const scanned = new WeakMap<TemplateFile, readonly MarkupFinding[]>()

/** What escaping alone would not protect in this template. */
export function scanMarkup(template: TemplateFile): readonly MarkupFinding[] {
  const known = scanned.get(template)
  if (known) return known
  const scan = new Scan(template.path)
  if (template.ast) scan.program(template.ast)
  if (scan.open) scan.reportOpen()
  scanned.set(template, scan.found)
  return scan.found
}
