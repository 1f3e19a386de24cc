import type { Rule } from './rule.js'
import { compiles } from './rules/050-compiles.js'
import { unsafeSyntax } from './rules/051-unsafe-syntax.js'
import { unknownHelper } from './rules/060-unknown-helper.js'
import { templateBounds } from './rules/090-template-bounds.js'

/** What a plugin's block must keep, too. */
export const blockRules: readonly Rule[] = [compiles, templateBounds, unsafeSyntax, unknownHelper]

export const themeRules: readonly Rule[] = [...blockRules]
