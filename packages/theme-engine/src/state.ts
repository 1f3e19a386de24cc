import type { Gap } from './gaps.js'
import type { Layout, Locale } from './page-parts.js'
import type { Texts } from './texts.js'

/** Something that went wrong while a page was rendered and was left out of it. */
export interface RenderFault {
  plugin: string
  place: string
  error: unknown
}

/** The parts of a theme that helpers read. */
export interface ThemeParts {
  readonly id: string
  readonly icons: ReadonlyMap<string, string>
  readonly assetUrls: ReadonlyMap<string, string>
  readonly imageSizes: Readonly<Record<string, string>>
  /** The theme's own version of a plugin's block, by `plugin/block`. */
  readonly overrides: ReadonlyMap<string, Run>
}

export type Run = (context: object, data: RuntimeData) => string

/** What one render carries along. Templates cannot reach it: only the names in `dataNames` pass the check. */
export interface RenderState {
  readonly theme: ThemeParts
  readonly locale: Locale
  readonly layout: Layout
  readonly gaps: Gap[]
  readonly onFault: (fault: RenderFault) => void
  rounds: number
  body: string
}

export interface RuntimeData {
  state: RenderState
  /** Texts to look in, first one first: a plugin's block has its own before the theme's. */
  texts: readonly Texts[]
  layout: Layout
  settings: Readonly<Record<string, string | boolean>>
}

/** The `@` names a template may use. */
export const dataNames = ['index', 'first', 'last', 'key', 'layout', 'settings'] as const
