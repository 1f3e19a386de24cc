import { type Known, knownOf } from '@mamapu/db'
import type { SourceFile } from './sources.js'

const isMigration = (file: SourceFile) => file.kind === 'sql' && /\/migrations\//.test(file.path)
const remembered = new WeakMap<readonly SourceFile[], Known>()

/** What all migrations of the workspace make. */
export function knownTo(files: readonly SourceFile[]): Known {
  const known = remembered.get(files) ?? knownOf(files.filter(isMigration).map(({ text }) => text))
  remembered.set(files, known)
  return known
}
