import { scanMarkup } from '../html-scan.js'
import type { Rule } from '../rule.js'

export const openOutput: Rule = {
  code: 'T081-open-output',
  level: 'fatal',
  find: ({ templates }) =>
    templates.flatMap((template) => scanMarkup(template).filter(({ fault }) => fault === 'open-output')),
}
