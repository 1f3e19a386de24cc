import { limits } from '../../limits.js'
import { dataNames } from '../../state.js'
import { lineOf, type Node, walk } from '../ast.js'
import type { Finding, Rule, TemplateFile } from '../rule.js'

const known: readonly string[] = dataNames

function fault(node: Node): { zh: string; en: string } | null {
  if (node.type === 'MustacheStatement' && node.escaped === false) {
    return { zh: '不能输出未转义内容（{{{ 或 {{&）。', en: 'Unescaped output ({{{ or {{&) is not allowed.' }
  }
  if (/^Decorator|^PartialBlock/.test(node.type)) {
    return {
      zh: '不能使用装饰器、内联或块状 partial。',
      en: 'Decorators, inline and block partials are not allowed.',
    }
  }
  if (node.type === 'PartialStatement' && (node.name as Node).type !== 'PathExpression') {
    return { zh: 'partial 的名字要写明，不能计算。', en: 'The name of a partial is written, not computed.' }
  }
  if (node.type === 'PathExpression') return pathFault(node)
  return null
}

function pathFault(node: Node): { zh: string; en: string } | null {
  const parts = node.parts as unknown[]
  if (node.data === true && !known.includes(String(parts[0]))) {
    return { zh: `不能使用 @${String(parts[0])}。`, en: `@${String(parts[0])} is not allowed.` }
  }
  if (parts.length > limits.pathSteps) {
    return { zh: '路径太长。', en: `A path has at most ${limits.pathSteps} names.` }
  }
  if (Number(node.depth) > limits.parentSteps) {
    return { zh: '../ 用得太深。', en: `More than ${limits.parentSteps} steps of ../` }
  }
  const odd = parts.find(
    (part) => typeof part !== 'string' || /^(?:__\w+__|constructor|prototype)$/.test(part),
  )
  return odd === undefined ? null : { zh: '路径不能用这个名字。', en: `A path may not name ${String(odd)}.` }
}

function findIn(template: TemplateFile): Finding[] {
  const found: Finding[] = []
  if (template.ast) {
    walk(template.ast, (node) => {
      const what = fault(node)
      if (what) found.push({ file: template.path, line: lineOf(node), ...what })
    })
  }
  return found
}

export const unsafeSyntax: Rule = {
  code: 'T051-unsafe-syntax',
  level: 'fatal',
  find: ({ templates }) => templates.flatMap(findIn),
}
