import { isWords } from '../words.js'

/** What is wrong with a plugin, in one line; the process does not start with it. */
export class PluginError extends Error {
  override readonly name = 'PluginError'
  /** The same in Chinese, for the faults an operator meets. */
  readonly zh: string | undefined

  constructor(message: string, zh?: string) {
    super(message)
    this.zh = zh
  }
}

/** Reports for one plugin; the first fault ends the check. */
export interface Check {
  fail(what: string, zh?: string): never
  hold(condition: boolean, what: string, zh?: string): void
  keys(where: string, value: object, allowed: readonly string[]): void
  words(where: string, value: unknown): void
  unique(what: string, names: readonly string[]): void
}

export function checkOf(id: unknown): Check {
  const fail = (what: string, zh?: string): never => {
    throw new PluginError(`plugin ${typeof id === 'string' ? id : '?'}: ${what}`, zh)
  }
  const hold = (condition: boolean, what: string, zh?: string) => {
    if (!condition) fail(what, zh)
  }
  return {
    fail,
    hold,
    keys(where, value, allowed) {
      for (const key of Object.keys(value))
        hold(
          allowed.includes(key),
          `unknown key "${key}" in ${where}; known are ${allowed.join(', ')}`,
          `${where} 里有未知的键 "${key}";可用的是 ${allowed.join('、')}`,
        )
    },
    words(where, value) {
      hold(isWords(value), `${where} needs a text for zh-CN and for en`)
    },
    unique(what, names) {
      const seen = new Set<string>()
      for (const name of names) {
        hold(!seen.has(name), `${what} "${name}" is there twice`)
        seen.add(name)
      }
    },
  }
}

export const NAME = /^[a-z][a-z0-9-]{0,39}$/
