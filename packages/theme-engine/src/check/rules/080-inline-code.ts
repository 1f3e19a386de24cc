import { scanMarkup } from '../html-scan.js'
import type { Rule } from '../rule.js'

export const inlineCode: Rule = {
  code: 'T080-inline-code',
  level: 'fatal',
  find: ({ templates }) =>
    templates.flatMap((template) => scanMarkup(template).filter(({ fault }) => fault === 'inline-code')),
}
