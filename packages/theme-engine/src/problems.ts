/** What a check found. Only `fatal` keeps a theme from being used; codes are stable. */
export type Level = 'fatal' | 'error' | 'warning' | 'advice'

export interface Problem {
  code: string
  level: Level
  file: string
  line: number | null
  message: { zh: string; en: string }
}

/** The theme or block cannot be used; `problems` says why, file by file. */
export class ThemeError extends Error {
  readonly code = 'THEME_REFUSED'
  readonly problems: readonly Problem[]

  constructor(name: string, problems: readonly Problem[]) {
    const list = problems.map((one) => `  ${one.code} ${one.file}:${one.line ?? '-'} ${one.message.en}`)
    super(`theme or block "${name}" is refused:\n${list.join('\n')}`)
    this.problems = problems
  }
}
