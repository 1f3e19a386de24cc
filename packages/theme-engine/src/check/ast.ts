import Handlebars from 'handlebars'
import { limits } from '../limits.js'
import type { TemplateFile, TemplateKind } from './rule.js'

/** The parts of Handlebars' syntax tree that rules look at. */
export interface Node {
  type: string
  loc?: { start: { line: number } }
  [key: string]: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** Visits a node and everything under it, with its depth. */
export function walk(node: Node, visit: (node: Node, depth: number) => void, depth = 0): void {
  visit(node, depth)
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc' || key === 'strip') continue
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) walk(child, visit, depth + 1)
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

/** Reads a template file into its tree, unless it is too long to be read safely. */
export function readTemplate(file: {
  path: string
  name: string
  kind: TemplateKind
  text: string
}): TemplateFile {
  if (Buffer.byteLength(file.text) > limits.templateBytes) return { ...file, ast: null, syntaxError: null }
  try {
    return {
      ...file,
      ast: Handlebars.parseWithoutProcessing(file.text) as unknown as Node,
      syntaxError: null,
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const line = /line (\d+)/.exec(text)?.[1]
    return {
      ...file,
      ast: null,
      syntaxError: { line: line ? Number(line) : null, text: text.split('\n')[0] ?? '' },
    }
  }
}
