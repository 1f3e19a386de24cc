import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { OutsideError } from '@mamapu/kernel'
import type { PluginPlace } from './plugin-list.js'

/** npm's lock of one plugin's home: the exact version and integrity of everything that was installed with it. */
export interface NpmLock {
  readonly packages: Readonly<Record<string, unknown>>
}

/** Locks of all packages of the list by name, beside it and kept in git with it: `plugins.lock.json`. */
export function lockFileOf({ listFile }: PluginPlace): string {
  return listFile.replace(/(\.json)?$/, '.lock.json')
}

/** What was installed when this package was signed off; null when nobody kept it. */
export function readLock(place: PluginPlace, name: string): NpmLock | null {
  const locks = readLocks(place)
  return Object.hasOwn(locks, name) ? (locks[name] as NpmLock) : null
}

/** Keeps a package's lock, or takes it out with null; the file is replaced in one step. */
export function writeLock(place: PluginPlace, name: string, lock: NpmLock | null): void {
  const { [name]: _, ...others } = readLocks(place)
  const file = lockFileOf(place)
  if (lock === null && !existsSync(file)) return
  const all = lock === null ? others : { ...others, [name]: lock }
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(`${file}.new`, `${JSON.stringify(sorted, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

function readLocks(place: PluginPlace): Readonly<Record<string, NpmLock>> {
  const file = lockFileOf(place)
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, NpmLock>
  } catch (cause) {
    throw new OutsideError(
      'PLUGIN_LIST_FAULT',
      `${file} 不是合法的 JSON；请从 git 恢复它 · ${file} is no JSON; put it back from git`,
      { cause },
    )
  }
}

/**
 * Everything in a package's folder as one word: two that differ in a byte, a name or a link have different ones. What it
 * depends on lies beside it and is the lock's.
 */
export function integrityOf(folder: string): string {
  const hash = createHash('sha512')
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name) }))
    .map(({ entry, path }) => ({ entry, path, name: relative(folder, path).split(sep).join('/') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const { entry, path, name } of found) {
    const content = entry.isSymbolicLink() ? Buffer.from(`→${readlinkSync(path)}`) : readFileSync(path)
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  return `sha512-${hash.digest('base64')}`
}
