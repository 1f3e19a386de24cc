import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
      `${file} 不是合法的 JSON;请从 git 恢复它 · ${file} is no JSON; put it back from git`,
      { cause },
    )
  }
}

/** What a package's own files are, as one word: two that differ in a byte or a name have different ones. */
export function integrityOf(folder: string): string {
  const hash = createHash('sha512')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !path.split('/').includes('node_modules'))
    .sort()
  for (const path of files) {
    const content = readFileSync(join(folder, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return `sha512-${hash.digest('base64')}`
}
