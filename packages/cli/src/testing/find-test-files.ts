import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { memberFolders } from '../check/sources.js'
import { workspaceRoot } from '../workspace.js'

/**
 * The test sources (`*.test.ts` in a `src` folder), all of them or those the arguments name by path (source or compiled) or by
 * a part of it. They are found by their sources, so that the compiled rest of a deleted test never runs.
 */
export function findTestFiles(named: readonly string[]): readonly string[] {
  const all = memberFolders(workspaceRoot).flatMap(({ folder }) =>
    testsUnder(join(workspaceRoot, folder, 'src')),
  )
  const files = all.map((path) => relative(workspaceRoot, path).split(sep).join('/')).sort()
  if (named.length === 0) return files
  const wanted = named.map(asSourcePath)
  return files.filter((file) => wanted.some((name) => file === name || file.includes(name)))
}

/** Where the compiler put a test source. */
export function compiledPath(source: string): string {
  return join(workspaceRoot, source.replace('/src/', '/dist/').replace(/\.ts$/, '.js'))
}

function asSourcePath(name: string): string {
  // npm runs us at the top; the person may stand elsewhere.
  const standing = process.env.INIT_CWD ?? process.cwd()
  const path = existsSync(resolve(standing, name)) ? relative(workspaceRoot, resolve(standing, name)) : name
  return path.split(sep).join('/').replace('/dist/', '/src/').replace(/\.js$/, '.ts')
}

function testsUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
}
