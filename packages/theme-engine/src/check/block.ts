import type { Problem } from '../problems.js'
import { readTemplate } from './ast.js'
import { runRules } from './rule.js'
import { blockRules } from './rules.js'

/** What keeps a plugin's block from being used; empty when it is fine. */
export function checkBlockSource(source: string, path: string): Problem[] {
  const template = readTemplate({ path, name: path, kind: 'block', text: source })
  return runRules(blockRules, {
    files: new Map(),
    manifest: null,
    templates: [template],
    locales: new Map(),
  })
}
