import type { Rule } from './rule.js'
import { manifest } from './rules/010-manifest.js'
import { structure } from './rules/020-structure.js'
import { assets } from './rules/030-assets.js'
import { requiredSlots } from './rules/040-required-slots.js'
import { formCsrf } from './rules/041-form-csrf.js'
import { compiles } from './rules/050-compiles.js'
import { unsafeSyntax } from './rules/051-unsafe-syntax.js'
import { unknownHelper } from './rules/060-unknown-helper.js'
import { helperWithoutValue } from './rules/061-helper-without-value.js'
import { unknownPartial } from './rules/062-unknown-partial.js'
import { unknownGap } from './rules/063-unknown-gap.js'
import { unknownName } from './rules/064-unknown-name.js'
import { icon } from './rules/065-icon.js'
import { localeFiles, localesEqual } from './rules/070-locales.js'
import { textsKnown, textsUsed } from './rules/072-texts-used.js'
import { inlineCode } from './rules/080-inline-code.js'
import { openOutput } from './rules/081-open-output.js'
import { rawUrl } from './rules/082-raw-url.js'
import { templateBounds } from './rules/090-template-bounds.js'
import { partialCycle } from './rules/091-partial-cycle.js'
import { longTemplate } from './rules/092-long-template.js'
import { unusedPartial } from './rules/101-unused-partial.js'
import { accessible } from './rules/110-accessible.js'

/** What a plugin's block must keep, too. A block has no partials of its own: `unknownPartial` refuses them all. */
export const blockRules: readonly Rule[] = [
  compiles,
  templateBounds,
  unsafeSyntax,
  unknownHelper,
  helperWithoutValue,
  unknownPartial,
  unknownGap,
  formCsrf,
  inlineCode,
  openOutput,
  rawUrl,
]

export const themeRules: readonly Rule[] = [
  ...blockRules,
  manifest,
  structure,
  assets,
  requiredSlots,
  unknownName,
  icon,
  localeFiles,
  localesEqual,
  textsKnown,
  textsUsed,
  partialCycle,
  longTemplate,
  unusedPartial,
  accessible,
]
