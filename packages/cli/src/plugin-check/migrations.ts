import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { migrationFaults, ownPrefix } from '@mamapu/db'
import { type CheckedPlugin, filesLike, type PluginFinding, placeOf, said } from './finding.js'

/** Structure that every shop's rows need, that the older version can live with, and that is never edited once it landed. */
export function checkMigrations(checked: CheckedPlugin): readonly PluginFinding[] {
  const migrations = filesLike(checked, /^migrations\/.*\.sql$/)
    .map(([file, sql]) => ({ file, sql }))
    .sort((a, b) => a.file.localeCompare(b.file))
  const prefix = ownPrefix(basename(checked.folder))
  const landed = landedMigrations(checked)
  const faults = migrationFaults(prefix, migrations).map(({ file, at, words }) => ({
    where: placeOf(checked, file, checked.files.get(file), at),
    words,
    // What landed cannot be mended in place any more.
    isHint: landed.has(file),
  }))
  const changed = [...landed].filter(([file, sql]) => checked.files.get(file) !== sql)
  return [
    ...faults,
    ...changed.map(([file]) => ({
      where: placeOf(checked, file),
      words: said(
        '已经发布的迁移不能再改：恢复它，另写一个新的',
        'a migration that landed is never changed: put it back and write a new one',
      ),
    })),
  ]
}

/** What git has where this branch left the main one, or in the last commit; empty without git. */
function landedMigrations({ root, folder }: CheckedPlugin): ReadonlyMap<string, string | null> {
  const base = landedCommit(root)
  if (base === null) return new Map()
  const listed = git(root, ['ls-tree', '-r', '--name-only', base, '--', `${folder}/migrations`]) ?? ''
  const paths = listed.split('\n').filter((path) => path.endsWith('.sql'))
  return new Map(paths.map((path) => [path.slice(folder.length + 1), git(root, ['show', `${base}:${path}`])]))
}

function landedCommit(root: string): string | null {
  for (const branch of ['origin/HEAD', 'main', 'master']) {
    const found = git(root, ['merge-base', 'HEAD', branch])
    if (found) return found.trim()
  }
  return git(root, ['rev-parse', 'HEAD'])?.trim() ?? null
}

function git(root: string, args: readonly string[]): string | null {
  const result = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  return result.status === 0 ? result.stdout : null
}
