import { placeholdersOf } from '../../texts.js'
import type { CheckInput, Finding, Rule } from '../rule.js'

const wanted = ['zh-CN', 'en'] as const

function isText(value: unknown): boolean {
  if (typeof value === 'string') return true
  const forms = value as { one?: unknown; other?: unknown } | null
  return typeof forms === 'object' && typeof forms?.one === 'string' && typeof forms.other === 'string'
}

function shapeFaults({ locales }: CheckInput): Finding[] {
  return wanted.flatMap((locale) => {
    const file = `locales/${locale}.json`
    const texts = locales.get(locale)
    if (!texts)
      return [
        { file, zh: '缺少这个语言文件，或它不是 JSON。', en: 'This locale file is missing or no JSON.' },
      ]
    return Object.entries(texts)
      .filter(([, text]) => !isText(text))
      .map(([key]) => ({ file, zh: `${key} 不是文字。`, en: `${key} is no text.` }))
  })
}

/** Both files are there and hold texts. */
export const localeFiles: Rule = { code: 'T070-locale-files', level: 'fatal', find: shapeFaults }

/** Both locales have the same keys with the same placeholders. */
export const localesEqual: Rule = {
  code: 'T071-locales-equal',
  level: 'error',
  find: (input) => {
    if (shapeFaults(input).length > 0) return []
    const zh = input.locales.get('zh-CN') ?? {}
    const en = input.locales.get('en') ?? {}
    return [...new Set([...Object.keys(zh), ...Object.keys(en)])].flatMap((key): Finding[] => {
      const [a, b] = [zh[key], en[key]]
      const file = `locales/${a === undefined ? 'zh-CN' : 'en'}.json`
      if (a === undefined || b === undefined) return [{ file, zh: `缺少 ${key}。`, en: `${key} is missing.` }]
      if (placeholdersOf(a).join() === placeholdersOf(b).join()) return []
      return [{ file, zh: `${key} 的占位符不一致。`, en: `${key} has other placeholders.` }]
    })
  },
}
