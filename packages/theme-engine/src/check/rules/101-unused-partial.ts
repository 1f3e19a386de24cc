import { nameOf, nodesOf } from '../ast.js'
import type { Rule } from '../rule.js'

export const unusedPartial: Rule = {
  code: 'T101-unused-partial',
  level: 'advice',
  find: ({ templates }) => {
    const used = new Set(templates.flatMap((template) => nodesOf(template, 'PartialStatement').map(nameOf)))
    return templates
      .filter(({ kind, name }) => kind === 'partial' && !used.has(name))
      .map(({ path }) => ({ file: path, zh: '没有用到。', en: 'Nobody uses this partial.' }))
  },
}
