import type { Finding, Rule, TemplateFile } from '../rule.js'

function findIn({ path, kind, text }: TemplateFile, all: string): Finding[] {
  const found: Finding[] = []
  if (kind === 'layout' && !/<html[^>]*\slang="/.test(text)) {
    found.push({ file: path, zh: '<html> 缺少 lang。', en: '<html> has no lang.' })
  }
  if (kind === 'layout' && !/name="viewport"/.test(all)) {
    found.push({
      file: path,
      zh: '缺少 viewport,手机上会变小。',
      en: 'No viewport: phones would shrink the page.',
    })
  }
  if (/user-scalable\s*=\s*no|maximum-scale/.test(text)) {
    found.push({ file: path, zh: '不要禁止缩放。', en: 'Do not forbid zooming.' })
  }
  for (const [tag] of text.matchAll(/<img\b[^>]*>/g)) {
    if (!/\salt="/.test(tag) || !/\swidth="/.test(tag) || !/\sheight="/.test(tag)) {
      found.push({
        file: path,
        zh: '图片要有 alt、宽和高，请用 {{img}}。',
        en: 'A picture has alt, width and height: use {{img}}.',
      })
    }
  }
  return found
}

export const accessible: Rule = {
  code: 'T110-accessible',
  level: 'warning',
  find: ({ templates }) => {
    const all = templates.map(({ text }) => text).join('\n')
    return templates.flatMap((template) => findIn(template, all))
  },
}
