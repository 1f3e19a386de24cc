import { pageNames } from '../../pages.js'
import { callsOf } from '../ast.js'
import type { CheckInput, Finding, Rule } from '../rule.js'

function missingPages({ files }: CheckInput): Finding[] {
  return pageNames
    .map((page) => `templates/${page}.hbs`)
    .filter((path) => !files.has(path))
    .map((file) => ({ file, zh: '缺少这一页的模板。', en: 'The template of this page is missing.' }))
}

function layoutFaults({ files, templates }: CheckInput): Finding[] {
  const found: Finding[] = []
  for (const template of templates) {
    const wanted = /^\{\{!<\s*([\w-]+)\s*\}\}/.exec(template.text)?.[1]
    if (template.kind === 'template' && wanted !== undefined && !files.has(`layouts/${wanted}.hbs`)) {
      found.push({
        file: template.path,
        line: 1,
        zh: `没有布局 ${wanted}。`,
        en: `There is no layout ${wanted}.`,
      })
    }
    if (template.kind === 'layout' && template.ast && callsOf(template, 'body').length !== 1) {
      found.push({
        file: template.path,
        zh: '布局里要有且只有一个 {{body}}。',
        en: 'A layout has exactly one {{body}}.',
      })
    }
  }
  return found
}

export const structure: Rule = {
  code: 'T020-structure',
  level: 'fatal',
  find: (input) => [...missingPages(input), ...layoutFaults(input)],
}
