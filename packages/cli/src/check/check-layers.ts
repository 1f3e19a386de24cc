import { type Allowance, allowances } from './allowed.js'
import { contentRules } from './content-rules.js'
import { importRules } from './import-rules.js'
import { readSources, type SourceFile } from './sources.js'
import { statementRules } from './statement-rules.js'

export interface Violation {
  rule: string
  remedy: string
  /** `path:line` */
  where: string
  what: string
}

export const layerRules = [...importRules, ...contentRules, ...statementRules]

/** Everything under this root that breaks a layer rule and is not allowed by name and reason. */
export function checkLayers(root: string, allowed: readonly Allowance[] = allowances): Violation[] {
  const used = new Set<Allowance>()
  const files = readSources(root)
  return [...violationsIn(files, files, { allowed, used }), ...unused(allowed, used)]
}

/** The same of one plugin's folder, which may lie outside of the workspace's members. */
export function checkFolder(root: string, folder: string): Violation[] {
  const files = readSources(root, folder)
  const own = files.filter((file) => file.folder === folder)
  return violationsIn(own, files, { allowed: allowances, used: new Set() })
}

function violationsIn(
  looked: readonly SourceFile[],
  files: readonly SourceFile[],
  { allowed, used }: { allowed: readonly Allowance[]; used: Set<Allowance> },
): Violation[] {
  const violations: Violation[] = []
  for (const file of looked) {
    for (const rule of layerRules) {
      if (!rule.appliesTo(file)) continue
      for (const { line, what } of rule.find(file, files)) {
        const allowance = allowed.find((one) => one.rule === rule.name && one.path === file.path)
        if (allowance) used.add(allowance)
        else violations.push({ rule: rule.name, remedy: rule.remedy, where: `${file.path}:${line}`, what })
      }
    }
  }
  return violations
}

function unused(allowed: readonly Allowance[], used: ReadonlySet<Allowance>): Violation[] {
  return allowed
    .filter((allowance) => !used.has(allowance))
    .map(({ rule, path }) => ({
      rule: 'allowance-in-use',
      remedy: 'Take the entry out of packages/cli/src/check/allowed.ts: what it allowed is gone.',
      where: path,
      what: `no longer breaks ${rule}`,
    }))
}
