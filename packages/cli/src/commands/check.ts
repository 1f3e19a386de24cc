import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checkLayers, layerRules, type Violation } from '../check/check-layers.js'
import { workspaceRoot } from '../workspace.js'

interface Step {
  name: string
  /** Null when all is well, else what to mend. */
  run(): string | null
}

const BIOME = ['check', '--error-on-warnings', '--diagnostic-level=warn', '--max-diagnostics=100']

const STEPS: readonly Step[] = [
  { name: '类型 types', run: () => tool('typescript/bin/tsc', ['-b']) },
  { name: '风格 lint and format', run: () => tool('@biomejs/biome/bin/biome', BIOME) },
  { name: `分层 layers (${layerRules.length} rules)`, run: () => describe(checkLayers(workspaceRoot)) },
  { name: '无用代码 dead code', run: () => tool('knip/bin/knip.js', ['--no-progress', '--no-config-hints']) },
]

/** Everything about the code that can be told without running it. Each step runs, so one call shows all. */
export async function check(): Promise<number> {
  let failed = 0
  for (const { name, run } of STEPS) {
    const trouble = run()
    if (trouble !== null) failed += 1
    console.log(trouble === null ? `✓ ${name}` : `✗ ${name}\n\n${trouble}\n`)
  }
  console.log(
    failed === 0
      ? '\n全部通过 · all is well'
      : `\n${failed} 项需要修正 · ${failed} of ${STEPS.length} need mending`,
  )
  return failed === 0 ? 0 : 1
}

function tool(path: string, args: readonly string[]): string | null {
  const program = join(workspaceRoot, 'node_modules', path)
  const result = spawnSync(process.execPath, [program, ...args], { cwd: workspaceRoot, encoding: 'utf8' })
  return result.status === 0 ? null : `${result.stdout}${result.stderr}`.trim()
}

/** Each rule once with its remedy, then every place that breaks it. */
function describe(violations: readonly Violation[]): string | null {
  if (violations.length === 0) return null
  const rules = [...new Set(violations.map(({ rule }) => rule))]
  return rules
    .map((rule) => {
      const places = violations.filter((one) => one.rule === rule)
      const lines = places.map(({ where, what }) => `    ${where}  ${what}`)
      return [`  ${rule}: ${places[0]?.remedy ?? ''}`, ...lines].join('\n')
    })
    .join('\n\n')
}
