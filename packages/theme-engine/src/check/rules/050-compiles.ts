import type { Rule } from '../rule.js'

export const compiles: Rule = {
  code: 'T050-syntax',
  level: 'fatal',
  find: ({ templates }) =>
    templates.flatMap((template) =>
      template.syntaxError
        ? [
            {
              file: template.path,
              line: template.syntaxError.line,
              zh: `模板语法有误:${template.syntaxError.text}`,
              en: `Cannot be read as Handlebars: ${template.syntaxError.text}`,
            },
          ]
        : [],
    ),
}
