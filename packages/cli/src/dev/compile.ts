import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pluginPlace, readList } from '../plugins/plugin-list.js'
import { workspaceRoot } from '../workspace.js'
import { OWN_MEMORY, transpile } from './transpile.js'

/** A source of a plugin: nobody imports its types, so it can run before they are checked. */
const PLUGIN_SOURCE = /^(plugins\/(?:examples\/)?[^/]+)\/src\/.+(?<!\.d)\.ts$/

/** `unchecked` runs, and nobody knows yet whether its types are right. */
export type Compiled = 'compiled' | 'unchecked' | 'failed'

/**
 * Makes code of what changed: sources of plugins without looking at their types, anything else by the compiler. What
 * cannot be is told on the screen and left as it was.
 */
export async function compileChanged(paths: ReadonlySet<string>): Promise<Compiled> {
  const sources = [...paths].filter((path) => path.endsWith('.ts'))
  if (paths.has('plugins.json') || !sources.every(isOfCompiledPlugin))
    return (await runCompiler(['-b', ...projectsOf(sources)])) ? 'compiled' : 'failed'
  if (sources.length === 0) return 'compiled'
  const faults = await transpile(sources, workspaceRoot)
  for (const fault of faults) console.error(fault)
  return faults.length === 0 ? 'unchecked' : 'failed'
}

/** Whether the types of these plugins' sources are right; null when it was told to stop before it knew. */
export async function checkTypes(paths: ReadonlySet<string>, signal: AbortSignal): Promise<boolean | null> {
  let areRight = true
  for (const plugin of pluginsOf([...paths])) {
    // Nothing is written beside what it remembers for itself: the next change may come in the middle of it.
    const memory = join(plugin, 'dist', OWN_MEMORY)
    const isRight = await runCompiler(['-p', plugin, '--noEmit', '--tsBuildInfoFile', memory], signal)
    if (signal.aborted) return null
    areRight &&= isRight
  }
  return areRight
}

function isOfCompiledPlugin(path: string): boolean {
  const plugin = PLUGIN_SOURCE.exec(path)?.[1]
  return plugin !== undefined && existsSync(join(workspaceRoot, plugin, 'dist'))
}

function pluginsOf(sources: readonly string[]): readonly string[] {
  const found = sources.map((path) => PLUGIN_SOURCE.exec(path)?.[1] ?? '')
  // One that was taken away since has nothing to compile.
  return [...new Set(found)].filter(
    (plugin) => existsSync(join(workspaceRoot, plugin, 'tsconfig.json')) && plugin !== '',
  )
}

async function runCompiler(args: readonly string[], signal?: AbortSignal): Promise<boolean> {
  const compiler = join(workspaceRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const child = spawn(process.execPath, [compiler, ...args, '--pretty'], {
    cwd: workspaceRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const stop = () => child.kill()
  signal?.addEventListener('abort', stop)
  const [code] = (await once(child, 'close')) as [number | null]
  signal?.removeEventListener('abort', stop)
  return code === 0
}

/** A plugin alone when nothing else changed. */
function projectsOf(sources: readonly string[]): readonly string[] {
  if (sources.length > 0 && sources.every((path) => PLUGIN_SOURCE.test(path))) return pluginsOf(sources)
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
