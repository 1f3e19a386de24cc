import Handlebars from 'handlebars'
import { limits } from '../limits.js'
import { outlineOf } from './outline.js'
import type { TemplateFile } from './rule.js'

/** The parts of Handlebars' syntax tree that rules look at. */
export interface Node {
  type: string
  loc?: { start: { line: number } }
  [key: string]: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** Visits a node and everything under it. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'strip') continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit)
  }
}

/** Every node of a template of one of the given types. */
export function nodesOf(template: TemplateFile, ...types: string[]): Node[] {
  const found: Node[] = []
  if (template.ast) walk(template.ast, (node) => void (types.includes(node.type) && found.push(node)))
  return found
}

export function lineOf(node: Node): number | null {
  return node.loc?.start.line ?? null
}

/** Name a statement calls or shows: `price` in `{{price x}}`, `product.title` in `{{product.title}}`. */
export function nameOf(node: Node): string {
  const path = (node.path ?? node.name) as Node | undefined
  return String(path?.original ?? '')
}

export function paramsOf(node: Node): Node[] {
  return (node.params as Node[] | undefined) ?? []
}

/** Calls of one helper, as statement, block or inside another call. */
export function callsOf(template: TemplateFile, helper: string): Node[] {
  return nodesOf(template, 'MustacheStatement', 'BlockStatement', 'SubExpression').filter(
    (node) => nameOf(node) === helper,
  )
}

/** Depth of a tree, found without recursion so that a hostile one cannot exhaust the stack. */
function depthOf(root: Node): number {
  let deepest = 0
  const open: [node: Node, depth: number][] = [[root, 0]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, depth] = next
    deepest = Math.max(deepest, depth)
    for (const [key, value] of Object.entries(node)) {
      if (key === 'loc' || key === 'strip') continue
      for (const child of Array.isArray(value) ? value : [value])
        if (isNode(child)) open.push([child, depth + 1])
    }
  }
  return deepest
}

/** Reads a template file into its tree, unless it is too long or too deep to be looked at safely. */
export function readTemplate(file: Pick<TemplateFile, 'path' | 'name' | 'kind' | 'text'>): TemplateFile {
  const unread: TemplateFile = { ...file, ast: null, tooDeep: false, tooMany: false, syntaxError: null }
  if (Buffer.byteLength(file.text) > limits.templateBytes) return unread
  const { tags, nesting, steps } = outlineOf(file.text)
  if (nesting > limits.templateDepth || steps > limits.pathScan) return { ...unread, tooDeep: true }
  if (tags > limits.templateNodes) return { ...unread, tooMany: true }
  try {
    const ast = Handlebars.parseWithoutProcessing(file.text) as unknown as Node
    return depthOf(ast) > limits.templateDepth ? { ...unread, tooDeep: true } : { ...unread, ast }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const line = /line (\d+)/.exec(text)?.[1]
    return { ...unread, syntaxError: { line: line ? Number(line) : null, text: text.split('\n')[0] ?? '' } }
  }
}
