import { checkBlockSource } from './check/block.js'
import { compileTemplate, newEnvironment, runnable } from './compile.js'
import type { Locale } from './page-parts.js'
import { ThemeError } from './problems.js'
import type { RuntimeData } from './state.js'
import { type LocaleFile, prepareTexts, type Texts } from './texts.js'

/** A compiled piece of a plugin's markup, shown by the helpers `slot` and `part`. */
export interface Block {
  readonly plugin: string
  readonly name: string
  /** Markup for `data`, by the theme's own version of this block where it has one. */
  run(data: object, runtime: RuntimeData): string
}

export interface BlockSource {
  plugin: string
  name: string
  /** The plugin's own texts; the theme's are looked in after them. */
  texts?: Partial<Record<Locale, LocaleFile>>
}

const environment = newEnvironment()

/** Compiles a plugin's block once. Throws `ThemeError` when the source uses what blocks may not. */
export function compileBlock(source: string, { plugin, name, texts = {} }: BlockSource): Block {
  const id = `${plugin}/${name}`
  const problems = checkBlockSource(source, `blocks/${id}.hbs`)
  if (problems.length > 0) throw new ThemeError(id, problems)
  const own = runnable(compileTemplate(environment, source))
  const prepared = new Map<Locale, Texts>()
  for (const [locale, file] of Object.entries(texts)) prepared.set(locale as Locale, prepareTexts(file))
  return Object.freeze({
    plugin,
    name,
    run(data: object, runtime: RuntimeData) {
      const { state } = runtime
      const mine = prepared.get(state.locale) ?? prepared.get('zh-CN')
      const run = state.theme.overrides.get(id) ?? own
      return run(data, mine ? { ...runtime, texts: [mine, ...runtime.texts] } : runtime)
    },
  })
}
