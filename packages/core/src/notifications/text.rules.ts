import { assert, must, type Words } from '@mamapu/kernel'
import { variableOf } from './template-variables.rules.js'

/**
 * The text with every `{name}` filled in; asserts that none is missing. What is filled in stays on one line and within its own
 * length, whoever wrote it.
 */
export function fillText(text: string, data: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = must(
      Object.hasOwn(data, name) ? data[name] : null,
      `the text names {${name}}, the data does not`,
    )
    return fitting(name, String(value))
  })
}

/** Whether everything the text names is there. */
export function canFill(text: string, data: Readonly<Record<string, unknown>>): boolean {
  return namesIn(text).every((name) => Object.hasOwn(data, name))
}

function fitting(name: string, value: string): string {
  const { kind, max } = variableOf(name)
  const letters = [...value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()]
  if (kind === 'code' || kind === 'link' || letters.length <= max) return letters.join('')
  return `${letters.slice(0, max - 1).join('')}…`
}

/** What a text names, each once, in the order in which it does. */
export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))]
}

export const HIDDEN_TEXT: Words = {
  'zh-CN': '（内容只给收件人和平台管理员）',
  en: '(for the recipient and the operator only)',
}

/** Asserts what keeps a message small. */
export function assertText(text: string): void {
  assert(text.length > 0 && text.length <= 1000, `a message of ${text.length} characters`)
}
