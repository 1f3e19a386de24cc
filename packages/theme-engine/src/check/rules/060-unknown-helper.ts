import { helperNames } from '../../helpers.js'
import { lineOf, nameOf, nodesOf, paramsOf } from '../ast.js'
import type { Finding, Rule, TemplateFile } from '../rule.js'

function findIn(template: TemplateFile): Finding[] {
  return nodesOf(template, 'MustacheStatement', 'BlockStatement', 'SubExpression')
    .filter((node) => {
      const calls = node.type !== 'MustacheStatement' || paramsOf(node).length > 0 || node.hash !== undefined
      return calls && !helperNames.has(nameOf(node))
    })
    .map((node) => ({
      file: template.path,
      line: lineOf(node),
      zh: `没有叫「${nameOf(node)}」的助手。`,
      en: `There is no helper "${nameOf(node)}".`,
    }))
}

export const unknownHelper: Rule = {
  code: 'T060-unknown-helper',
  level: 'fatal',
  find: ({ templates }) => templates.flatMap(findIn),
}
