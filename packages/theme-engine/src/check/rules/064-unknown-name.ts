import { slotNames } from '../../page-parts.js'
import { callsOf, lineOf, paramsOf } from '../ast.js'
import type { CheckInput, Finding, Rule, TemplateFile } from '../rule.js'

function names(input: CheckInput): Record<string, ReadonlySet<string>> {
  const files = [...input.files.keys()]
  const under = (folder: string) =>
    new Set(files.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length)))
  const icons = [...under('partials/icons/')].map((name) => name.replace(/\.hbs$/, ''))
  return { slot: new Set(Object.keys(slotNames)), asset: under('assets/'), icon: new Set(icons) }
}

function findIn(template: TemplateFile, known: Record<string, ReadonlySet<string>>): Finding[] {
  return Object.entries(known).flatMap(([helper, allowed]) =>
    callsOf(template, helper).flatMap((call) => {
      const name = paramsOf(call)[0]
      if (name?.type !== 'StringLiteral' || allowed.has(String(name.value))) return []
      const what = `${helper} "${String(name.value)}"`
      return [{ file: template.path, line: lineOf(call), zh: `没有 ${what}。`, en: `There is no ${what}.` }]
    }),
  )
}

export const unknownName: Rule = {
  code: 'T064-unknown-name',
  level: 'error',
  find: (input) => {
    const known = names(input)
    return input.templates.flatMap((template) => findIn(template, known))
  },
}
