import type { Manifest } from '../manifest.js'
import type { Level, Problem } from '../problems.js'
import type { LocaleFile } from '../texts.js'
import type { Node } from './ast.js'

export type TemplateKind = 'layout' | 'template' | 'partial' | 'icon' | 'block'

/** A template file with its syntax tree; `ast` is null where it could not be read. */
export interface TemplateFile {
  path: string
  /** Path without its folder and `.hbs`: what a partial is called by. */
  name: string
  kind: TemplateKind
  text: string
  ast: Node | null
  /** Nested so deep that it was not looked at further. */
  tooDeep: boolean
  /** So many tags that it was not read. */
  tooMany: boolean
  syntaxError: { line: number | null; text: string } | null
}

/** What every rule looks at. */
export interface CheckInput {
  files: ReadonlyMap<string, Buffer>
  manifest: Manifest | null
  templates: readonly TemplateFile[]
  locales: ReadonlyMap<string, LocaleFile>
}

/** One rule: its stable code, its level, and where it is broken. */
export interface Rule {
  code: string
  level: Level
  find(input: CheckInput): readonly Finding[]
}

export interface Finding {
  file: string
  line?: number | null
  zh: string
  en: string
}

/** Runs rules and gives what they found as problems. */
export function runRules(rules: readonly Rule[], input: CheckInput): Problem[] {
  return rules.flatMap((rule) =>
    rule.find(input).map(({ file, line = null, zh, en }) => ({
      code: rule.code,
      level: rule.level,
      file,
      line,
      message: { zh, en },
    })),
  )
}
