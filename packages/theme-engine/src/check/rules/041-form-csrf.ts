import type { Finding, Rule, TemplateFile } from '../rule.js'

function findIn({ path, text }: TemplateFile): Finding[] {
  const found: Finding[] = []
  for (const match of text.matchAll(/<form\b[\s\S]*?<\/form>/gi)) {
    const form = match[0]
    if (!/method="post"/i.test(form) || /\{\{gap "csrf"\}\}/.test(form)) continue
    const line = text.slice(0, match.index).split('\n').length
    found.push({
      file: path,
      line,
      zh: '表单里缺少 {{gap "csrf"}}。',
      en: 'A form that posts needs {{gap "csrf"}}.',
    })
  }
  return found
}

export const formCsrf: Rule = {
  code: 'T041-form-csrf',
  level: 'error',
  find: ({ templates }) => templates.flatMap(findIn),
}
