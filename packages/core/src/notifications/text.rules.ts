import { assert, type Locale, must, type Words } from '@mamapu/kernel'

/** The text in one language with every `{name}` filled in; asserts that none is missing. */
export function fillText(words: Words, locale: Locale, data: Readonly<Record<string, string>>): string {
  return words[locale].replace(/\{(\w+)\}/g, (_, name: string) =>
    must(Object.hasOwn(data, name) ? data[name] : null, `the text names {${name}}, the data does not`),
  )
}

export const HIDDEN_TEXT: Words = {
  'zh-CN': '（内容只给收件人和平台管理员）',
  en: '(for the recipient and the operator only)',
}

/** Asserts what keeps a message small. */
export function assertText(text: string): void {
  assert(text.length > 0 && text.length <= 1000, `a message of ${text.length} characters`)
}
