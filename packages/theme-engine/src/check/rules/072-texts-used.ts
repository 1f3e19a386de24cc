import { callsOf, lineOf, type Node, paramsOf } from '../ast.js'
import type { Finding, Rule, TemplateFile } from '../rule.js'

interface Use {
  template: TemplateFile
  call: Node
  key: string
  /** Key is the start of a family: `{{t "order.state" state}}`. */
  family: boolean
}

function usesOf(templates: readonly TemplateFile[]): Use[] {
  return templates.flatMap((template) =>
    callsOf(template, 't').map((call) => {
      const [key, member] = paramsOf(call)
      return { template, call, key: String(key?.value ?? ''), family: member !== undefined }
    }),
  )
}

/** Every text a template asks for exists. A block may also use its plugin's own texts. */
export const textsKnown: Rule = {
  code: 'T072-texts-known',
  level: 'error',
  find: ({ templates, locales }) => {
    const keys = Object.keys(locales.get('zh-CN') ?? {})
    return usesOf(templates)
      .filter(({ template, key, family }) => {
        if (template.kind === 'block') return false
        return family ? !keys.some((known) => known.startsWith(`${key}.`)) : !keys.includes(key)
      })
      .map(({ template, call, key }) => ({
        file: template.path,
        line: lineOf(call),
        zh: `语言文件里没有 ${key}。`,
        en: `The locale files have no ${key}.`,
      }))
  },
}

/** Every text of the locale files is asked for somewhere. */
export const textsUsed: Rule = {
  code: 'T100-texts-used',
  level: 'advice',
  find: ({ templates, locales }): Finding[] => {
    const uses = usesOf(templates)
    return Object.keys(locales.get('zh-CN') ?? {})
      .filter((text) => !uses.some(({ key, family }) => (family ? text.startsWith(`${key}.`) : text === key)))
      .map((key) => ({ file: 'locales/zh-CN.json', zh: `${key} 没有用到。`, en: `${key} is not used.` }))
  },
}
