import { scanMarkup } from '../html-scan.js'
import type { Rule } from '../rule.js'

export const rawUrl: Rule = {
  code: 'T082-raw-url',
  level: 'fatal',
  find: ({ templates }) =>
    templates.flatMap((template) => scanMarkup(template).filter(({ fault }) => fault === 'raw-url')),
}
