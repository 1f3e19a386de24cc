import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pluginPlace, readList } from '../plugins/plugin-list.js'
import { workspaceRoot } from '../workspace.js'

/** Compiles what these changed files belong to; false, with the compiler's words on the screen, when it does not. */
export async function compileChanged(paths: ReadonlySet<string>): Promise<boolean> {
  const sources = [...paths].filter((path) => /\.ts$/.test(path))
  if (sources.length === 0 && !paths.has('plugins.json')) return true
  const compiler = join(workspaceRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const child = spawn(process.execPath, [compiler, '-b', '--pretty', ...projectsOf(sources)], {
    cwd: workspaceRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return code === 0
}

/** A plugin alone when nothing else changed: nobody imports it. */
function projectsOf(sources: readonly string[]): readonly string[] {
  const own = new Set(sources.map((path) => /^(plugins\/(?:examples\/)?[^/]+)\/src\//.exec(path)?.[1] ?? ''))
  if (own.size > 0 && !own.has('')) return [...own]
  return ['packages/cli', ...listedFolders()]
}

function listedFolders(): readonly string[] {
  try {
    const folders = readList(pluginPlace()).map(({ from }) => from)
    return folders.filter((from) => existsSync(join(workspaceRoot, from, 'tsconfig.json')))
  } catch {
    // What is wrong with the list the new process says.
    return []
  }
}
