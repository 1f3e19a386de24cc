import type { Rule } from '../rule.js'

export const icon: Rule = {
  code: 'T065-icon',
  level: 'fatal',
  find: ({ templates }) =>
    templates
      .filter(
        ({ kind, text }) =>
          kind === 'icon' && (!/^<svg [\s\S]*<\/svg>\s*$/.test(text) || text.includes('{{')),
      )
      .map(({ path }) => ({
        file: path,
        zh: '图标是一个不含表达式的 <svg>。',
        en: 'An icon is one <svg> without expressions.',
      })),
}
