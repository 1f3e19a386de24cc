import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { CheckedPlugin, PluginFinding } from './finding.js'
import { said } from './finding.js'

/** What the compiler says of sources and tests. */
export function checkTypes({ root, folder }: CheckedPlugin): readonly PluginFinding[] {
  const projects = [folder, `${folder}/tsconfig.test.json`].filter((path) =>
    existsSync(join(root, path.endsWith('.json') ? path : `${path}/tsconfig.json`)),
  )
  const { isFine, output } = runTool(root, 'typescript/bin/tsc', ['-b', '--pretty', 'false', ...projects])
  return isFine ? [] : typeFindings(output, folder)
}

/** `file(line,column): error TS…: text`, each with its place. */
export function typeFindings(output: string, folder: string): readonly PluginFinding[] {
  const found = [...output.matchAll(/^(\S[^(\n]*)\((\d+),\d+\): error (TS\d+: .*)$/gm)]
  if (found.length === 0) return [{ where: folder, words: said(lastLines(output), lastLines(output)) }]
  return found.map(([, file = '', line, text = '']) => ({
    where: `${file}:${line}`,
    words: said(text, text),
  }))
}

/** What the linter and formatter say. */
export function checkLint({ root, folder }: CheckedPlugin): readonly PluginFinding[] {
  const args = ['check', '--error-on-warnings', '--diagnostic-level=warn', '--reporter=github', folder]
  const { isFine, output } = runTool(root, '@biomejs/biome/bin/biome', args)
  return isFine ? [] : lintFindings(output, root, folder)
}

export function lintFindings(output: string, root: string, folder: string): readonly PluginFinding[] {
  const found = [...output.matchAll(/^::\w+ title=([^,]*),file=([^,]*)(?:,line=(\d+))?.*?::(.*)$/gm)]
  if (found.length === 0) return [{ where: folder, words: said(lastLines(output), lastLines(output)) }]
  return found.map(([, rule = '', file = '', line = '1', text = '']) => {
    const path = file.startsWith('/') ? relative(root, file).split(sep).join('/') : file
    const isFormat = rule === 'format' || rule.startsWith('assist/')
    const mend = `npx biome check --write ${folder}`
    return {
      where: `${path}:${line}`,
      words: isFormat
        ? said(`格式不对：运行 ${mend}`, `is not formatted: run ${mend}`)
        : said(`${text} (${rule})`, `${text} (${rule})`),
    }
  })
}

interface ToolResult {
  readonly isFine: boolean
  readonly output: string
}

function runTool(root: string, path: string, args: readonly string[]): ToolResult {
  const program = join(root, 'node_modules', path)
  const result = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
  })
  return { isFine: result.status === 0, output: `${result.stdout ?? ''}${result.stderr ?? ''}` }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-5).join(' ').slice(0, 500)
}
