import { limits } from '../../limits.js'
import { type Node, nameOf, walk } from '../ast.js'
import type { Finding, Rule, TemplateFile } from '../rule.js'

/** How many loops stand inside each other at most. */
function loopNesting(node: Node): number {
  let inside = 0
  for (const [key, value] of Object.entries(node)) {
    if (key === 'loc') continue
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child) {
        inside = Math.max(inside, loopNesting(child as Node))
      }
    }
  }
  return node.type === 'BlockStatement' && nameOf(node) === 'each' ? inside + 1 : inside
}

function countOf(ast: Node): number {
  let nodes = 0
  walk(ast, () => {
    nodes += 1
  })
  return nodes
}

function findIn({ path: file, text, ast, tooDeep, tooMany }: TemplateFile): Finding[] {
  if (Buffer.byteLength(text) > limits.templateBytes) {
    return [{ file, zh: '模板文件太大。', en: `Larger than ${limits.templateBytes} bytes.` }]
  }
  if (tooDeep) return [{ file, zh: '嵌套太深。', en: `Nested deeper than ${limits.templateDepth}.` }]
  if (tooMany || (ast && countOf(ast) > limits.templateNodes)) {
    return [{ file, zh: '模板太复杂。', en: `More than ${limits.templateNodes} nodes.` }]
  }
  if (!ast || loopNesting(ast) <= limits.loopNesting) return []
  return [{ file, zh: '循环套得太深。', en: `More than ${limits.loopNesting} loops inside each other.` }]
}

export const templateBounds: Rule = {
  code: 'T090-template-bounds',
  level: 'fatal',
  find: ({ templates }) => templates.flatMap(findIn),
}
