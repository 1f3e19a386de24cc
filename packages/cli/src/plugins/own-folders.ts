import { existsSync, realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { FoundPlugin } from './find-plugin.js'
import { pluginFault } from './plugin-fault.js'

const KEYS = ['migrations', 'locales', 'blocksDir'] as const

/** Throws one line when a folder the plugin names is not its own: what it comes with is all it may bring. */
export function assertOwnFolders({ from, folder }: FoundPlugin, plugin: Plugin): void {
  for (const key of KEYS) {
    const url = plugin[key]
    if (url === undefined) continue
    if (url.protocol !== 'file:' || !isBelow(realOf(fileURLToPath(url)), realOf(folder)))
      throw pluginFault(from, {
        'zh-CN': `${key} 指到了它自己的目录之外(${url.href})；应写成 new URL('../${key}/', import.meta.url) 这样`,
        en: `${key} lies outside its own folder (${url.href}); write something like new URL('../${key}/', import.meta.url)`,
      })
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`)
}

/** Links lead where they lead; what is missing is told of elsewhere. */
function realOf(path: string): string {
  return existsSync(path) ? realpathSync(path) : path
}
