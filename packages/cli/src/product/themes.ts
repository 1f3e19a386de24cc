import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { loadTheme, type Theme } from '@mamapu/theme-engine'
import { workspaceRoot } from '../workspace.js'

const SHIPPED = ['themes/warm']

interface Loaded {
  readonly theme: Theme
  readonly stamp: string
}

const loaded = new Map<string, Loaded>()

/**
 * The themes of this installation. Those shipped were checked by their tests; whoever is writing one has it `checked`.
 * What this process has loaded before and nobody touched since is not read again.
 */
export function openThemes({ checked }: { readonly checked: boolean }): readonly Theme[] {
  return SHIPPED.map((folder) => {
    const dir = join(workspaceRoot, folder)
    const stamp = `${checked} ${stampOf(dir)}`
    const known = loaded.get(dir)
    if (known?.stamp === stamp) return known.theme
    const theme = loadTheme(dir, { checked: !checked })
    loaded.set(dir, { theme, stamp })
    return theme
  })
}

/** Which files are there and when each was written. */
function stampOf(dir: string): string {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { mtimeMs, size } = statSync(join(dir, name))
      return `${name} ${mtimeMs} ${size}`
    })
    .join('\n')
}
