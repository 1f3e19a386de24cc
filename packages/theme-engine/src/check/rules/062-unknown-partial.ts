import { lineOf, nameOf, nodesOf } from '../ast.js'
import type { Rule } from '../rule.js'

export const unknownPartial: Rule = {
  code: 'T062-unknown-partial',
  level: 'fatal',
  find: ({ templates }) => {
    const known = new Set(templates.filter(({ kind }) => kind === 'partial').map(({ name }) => name))
    return templates.flatMap((template) =>
      nodesOf(template, 'PartialStatement')
        .filter((node) => !known.has(nameOf(node)))
        .map((node) => ({
          file: template.path,
          line: lineOf(node),
          zh: `没有叫 ${nameOf(node)} 的 partial。`,
          en: `There is no partial ${nameOf(node)}.`,
        })),
    )
  },
}
