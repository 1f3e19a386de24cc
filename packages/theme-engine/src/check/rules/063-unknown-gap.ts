import { gapNames } from '../../gaps.js'
import { callsOf, lineOf, paramsOf } from '../ast.js'
import type { Rule } from '../rule.js'

export const unknownGap: Rule = {
  code: 'T063-unknown-gap',
  level: 'fatal',
  find: ({ templates }) =>
    templates.flatMap((template) =>
      callsOf(template, 'gap')
        .filter((call) => {
          const [name, arg] = paramsOf(call)
          const known = typeof name?.value === 'string' && Object.hasOwn(gapNames, name.value)
          return !known || gapNames[name.value as keyof typeof gapNames].arg !== (arg !== undefined)
        })
        .map((call) => ({
          file: template.path,
          line: lineOf(call),
          zh: '没有这个 gap,或参数个数不对。',
          en: 'There is no such gap, or it takes another number of values.',
        })),
    ),
}
