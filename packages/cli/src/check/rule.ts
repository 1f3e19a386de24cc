import type { SourceFile } from './sources.js'

export interface Finding {
  line: number
  what: string
}

/** One thing the build refuses, and what to do instead. */
export interface LayerRule {
  name: string
  remedy: string
  appliesTo(file: SourceFile): boolean
  /** `files` is the whole workspace, for rules that must know what others make. */
  find(file: SourceFile, files: readonly SourceFile[]): Finding[]
}
