import { limits } from '../../limits.js'
import type { Rule } from '../rule.js'

export const longTemplate: Rule = {
  code: 'T092-long-template',
  level: 'advice',
  find: ({ templates }) =>
    templates
      .filter(({ text }) => text.split('\n').length > limits.templateLines)
      .map(({ path }) => ({
        file: path,
        zh: `超过 ${limits.templateLines} 行，拆成 partial 更好读。`,
        en: `Longer than ${limits.templateLines} lines; partials would read better.`,
      })),
}
