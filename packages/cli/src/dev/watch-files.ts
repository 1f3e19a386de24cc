import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs'
import { join, sep } from 'node:path'
import { memberFolders } from '../check/sources.js'

/** Events of one saved file come together. */
const SETTLE_MS = 40
/** What of a package or plugin is read when the product runs. */
const PARTS = ['src', 'blocks', 'locales', 'migrations', 'demo']

export interface FileWatch {
  /** Looks for folders that came since. */
  rescan(): void
  close(): void
}

/** Tells which files below the top changed, as paths with slashes, whenever some did and it has become quiet. */
export function watchFiles(root: string, onChange: (paths: ReadonlySet<string>) => void): FileWatch {
  const watchers = new Map<string, FSWatcher>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const note = (path: string) => {
    if (!isOfTheProduct(path)) return
    changed.add(path)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const paths = changed
      changed = new Set()
      onChange(paths)
    }, SETTLE_MS)
  }
  const add = (folder: string, recursive: boolean) => {
    if (watchers.has(folder) || !existsSync(join(root, folder))) return
    const watcher = watch(join(root, folder), { recursive }, (_event, name) => {
      if (name === null) return
      const path = [folder, name].filter(Boolean).join('/').split(sep).join('/')
      if (!recursive && folder !== '' && PARTS.includes(name)) lookInto(path)
      else note(path)
    })
    watcher.on('error', () => {
      watcher.close()
      watchers.delete(folder)
    })
    watchers.set(folder, watcher)
  }
  /** What was written before anybody watched. */
  const lookInto = (folder: string) => {
    if (watchers.has(folder) || !existsSync(join(root, folder))) return
    add(folder, true)
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
      note(`${folder}/${name}`.split(sep).join('/'))
  }
  const rescan = () => {
    for (const { folder, owner } of memberFolders(root)) {
      if (owner === 'admin') continue
      // The first block or migration comes with a folder of its own.
      add(folder, false)
      for (const part of PARTS) add(`${folder}/${part}`, true)
    }
    for (const theme of readdirSync(join(root, 'themes'))) add(`themes/${theme}`, true)
    // A new list is renamed into place, so its folder is watched and not the file.
    add('', false)
  }
  rescan()
  return {
    rescan,
    close() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

function isOfTheProduct(path: string): boolean {
  if (!path.includes('/')) return path === 'plugins.json'
  if (/\.(?:test|conformance\.samples)\.ts$|\/conformance\.samples\.ts$/.test(path)) return false
  return /\.(?:ts|sql|hbs|json|css|svg|js|webp|png)$/.test(path)
}
