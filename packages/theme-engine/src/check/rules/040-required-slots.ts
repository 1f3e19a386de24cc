import { slotNames } from '../../page-parts.js'
import { callsOf, paramsOf } from '../ast.js'
import type { Rule } from '../rule.js'

export const requiredSlots: Rule = {
  code: 'T040-required-slots',
  level: 'error',
  find: ({ templates }) => {
    const offered = new Set(
      templates.flatMap((template) => callsOf(template, 'slot').map((call) => paramsOf(call)[0]?.value)),
    )
    return Object.entries(slotNames)
      .filter(([name, { required }]) => required && !offered.has(name))
      .map(([name]) => ({
        file: 'theme.json',
        zh: `没有提供插槽 ${name},插件无处显示。`,
        en: `The slot ${name} is not offered, so plugins cannot appear there.`,
      }))
  },
}
