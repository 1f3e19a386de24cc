import { helpers } from '../../helpers.js'
import { lineOf, nameOf, nodesOf, paramsOf } from '../ast.js'
import type { Rule } from '../rule.js'

export const helperWithoutValue: Rule = {
  code: 'T061-helper-without-value',
  level: 'error',
  find: ({ templates }) =>
    templates.flatMap((template) =>
      nodesOf(template, 'MustacheStatement')
        .filter((node) => {
          const name = nameOf(node)
          return name !== 'body' && Object.hasOwn(helpers, name) && paramsOf(node).length === 0
        })
        .map((node) => ({
          file: template.path,
          line: lineOf(node),
          zh: `{{${nameOf(node)}}} 是助手；要显示同名的数据请写 {{this.${nameOf(node)}}}。`,
          en: `{{${nameOf(node)}}} is a helper; for a field of that name write {{this.${nameOf(node)}}}.`,
        })),
    ),
}
