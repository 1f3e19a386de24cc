import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadTheme, type Theme } from '@mamapu/theme-engine'
import { workspaceRoot } from '../workspace.js'

const SHIPPED = [join(workspaceRoot, 'themes/warm')]
/** What looks at a theme: when it changes, every theme is looked at anew. */
const CHECKER = fileURLToPath(new URL('.', import.meta.resolve('@mamapu/theme-engine')))

const loaded = new Map<string, { readonly theme: Theme; readonly stamp: string }>()

/**
 * The themes of this installation, none with a fatal fault. What was found sound is remembered by its content in the data
 * folder and not looked at again; what this process has loaded and nobody touched since is not read again.
 */
export function openThemes(dataDir: string, folders: readonly string[] = SHIPPED): readonly Theme[] {
  return folders.map((dir) => {
    const stamp = stampOf(dir)
    const known = loaded.get(dir)
    if (known?.stamp === stamp) return known.theme
    const memory = join(dataDir, 'themes-checked')
    const theme = loadTheme(dir, { checked: stampsIn(memory).includes(stamp) })
    remember(memory, stamp)
    loaded.set(dir, { theme, stamp })
    return theme
  })
}

/** By what every file of the theme and of its checker says. */
function stampOf(dir: string): string {
  const hash = createHash('sha256')
  const read = (folder: string, names: readonly string[]) => {
    for (const name of names) hash.update(`\0${name}\0`).update(readFileSync(join(folder, name)))
  }
  read(
    CHECKER,
    filesUnder(CHECKER).filter((name) => name.endsWith('.js')),
  )
  read(dir, filesUnder(dir))
  return hash.digest('hex')
}

function filesUnder(folder: string): readonly string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return all.filter((name) => statSync(join(folder, name)).isFile())
}

const REMEMBERED_MAX = 20

function stampsIn(memory: string): readonly string[] {
  try {
    return readFileSync(memory, 'utf8').split('\n')
  } catch {
    return []
  }
}

/** Where it cannot be written, the next start looks again. */
function remember(memory: string, stamp: string): void {
  const known = stampsIn(memory)
  if (known.includes(stamp)) return
  try {
    mkdirSync(join(memory, '..'), { recursive: true })
    writeFileSync(memory, [stamp, ...known].slice(0, REMEMBERED_MAX).join('\n'), { mode: 0o600 })
  } catch {}
}
