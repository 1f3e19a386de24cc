import type { Finding, Rule, TemplateFile } from '../rule.js'

function findIn({ path, text }: TemplateFile): Finding[] {
  const [before = '', ...forms] = text.split(/<form\b/i)
  const found: Finding[] = []
  let line = before.split('\n').length
  for (const rest of forms) {
    const form = rest.split('</form>', 1)[0] ?? ''
    if (/method="post"/i.test(form) && !form.includes('{{gap "csrf"}}')) {
      const en = 'A form that posts needs {{gap "csrf"}}.'
      found.push({ file: path, line, zh: '表单里缺少 {{gap "csrf"}}。', en })
    }
    line += rest.split('\n').length - 1
  }
  return found
}

export const formCsrf: Rule = {
  code: 'T041-form-csrf',
  level: 'error',
  find: ({ templates }) => templates.flatMap(findIn),
}
