import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { blankOut } from '@mamapu/db'

export interface Import {
  specifier: string
  line: number
  /** True for `import type` and `export type`: nothing of it runs. */
  isTypeOnly: boolean
}

export interface SourceFile {
  /** From the top of the workspace, with slashes: `packages/core/src/orders/index.ts`. */
  path: string
  group: 'packages' | 'plugins'
  /** The folder name of its package. */
  owner: string
  /** That folder from the top of the workspace: `plugins/examples/lucky-order`. */
  folder: string
  /** True for `*.test.ts`, and for what a plugin gives the conformance suite. */
  isTest: boolean
  kind: 'ts' | 'sql' | 'other'
  text: string
  code: string
  uncommented: string
  imports: readonly Import[]
}

const EXAMPLES = 'plugins/examples'
const SKIPPED = new Set(['node_modules', 'dist', '.tap', '.data'])

/** Every TypeScript, script and SQL file of the packages and plugins under this root, and of one more plugin's folder. */
export function readSources(root: string, more?: string): SourceFile[] {
  const members = memberFolders(root)
  if (more !== undefined && !members.some(({ folder }) => folder === more))
    members.push({ group: 'plugins', owner: basename(more), folder: more })
  return members.flatMap((member) =>
    filesUnder(root, member.folder).map((path) => readSource(root, path, member)),
  )
}

type Member = Pick<SourceFile, 'group' | 'owner' | 'folder'>

/** The folders of the workspace's packages, plugins and example plugins. */
export function memberFolders(root: string): Member[] {
  const under = (group: Member['group'], parent: string) =>
    list(join(root, parent), true)
      .filter((name) => name.endsWith('/'))
      .map((name) => ({ group, owner: name.slice(0, -1), folder: `${parent}/${name.slice(0, -1)}` }))
  return [
    ...under('packages', 'packages'),
    ...under('plugins', 'plugins').filter(({ folder }) => folder !== EXAMPLES),
    ...under('plugins', EXAMPLES),
  ]
}

/** The line a position of a text lies on, counted from one. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function readSource(root: string, path: string, member: Member): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const kind = /\.(ts|tsx)$/.test(path) ? 'ts' : path.endsWith('.sql') ? 'sql' : 'other'
  const { code, uncommented } = kind === 'sql' ? { code: text, uncommented: text } : blankOut(text)
  const imports = kind === 'ts' ? readImports(code, uncommented) : []
  return {
    ...member,
    path,
    isTest: /(\.test\.tsx?|\/conformance\.samples\.ts)$/.test(path),
    kind,
    text,
    code,
    uncommented,
    imports,
  }
}

/** What a file imports or exports from, statically or not; prose and strings that look like it do not count. */
function readImports(code: string, uncommented: string): Import[] {
  const pattern = /\b(?:import|export)\b(?:[\w\s{},*$]*?\bfrom\s*|\s*\(\s*|\s*)(?:'([^'\n]+)'|"([^"\n]+)")/g
  return [...uncommented.matchAll(pattern)]
    .filter((match) => /^(?:import|export)/.test(code.slice(match.index)))
    .map((match) => ({
      specifier: match[1] ?? match[2] ?? '',
      line: lineAt(uncommented, match.index + match[0].length - 1),
      isTypeOnly: /^(?:import|export)\s+type\b/.test(match[0]),
    }))
}

function filesUnder(root: string, folder: string): string[] {
  return list(join(root, folder), true).flatMap((name) => {
    const path = `${folder}/${name.replace(/\/$/, '')}`
    if (name.endsWith('/')) return filesUnder(root, path)
    return /\.(ts|tsx|mjs|sql)$/.test(name) && !name.endsWith('.d.ts') ? [path] : []
  })
}

function list(folder: string, markFolders = false): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .map((entry) => (markFolders && entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort()
}
