import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Plugin, PluginError } from '@mamapu/plugin-sdk'

const BYTES_MAX = 512 * 1024
const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' } as const

export interface PluginAsset {
  readonly type: string
  readonly bytes: Buffer
}

/** The files of a plugin's staff pages. `hash` is of all of them, so that they find each other by their names alone. */
export interface PluginAssets {
  readonly hash: string
  readonly files: ReadonlyMap<string, PluginAsset>
}

/** Reads them once. Throws `PluginError` when one is missing or too large for a phone. */
export function loadAssets(plugin: Plugin): PluginAssets {
  const files = new Map<string, PluginAsset>()
  const hash = createHash('sha256')
  for (const [name, file] of Object.entries(plugin.assets ?? {})) {
    if (!existsSync(file)) throw new PluginError(`plugin ${plugin.id}: ${fileURLToPath(file)} is missing`)
    const bytes = readFileSync(file)
    if (bytes.length > BYTES_MAX)
      throw new PluginError(`plugin ${plugin.id}: asset "${name}" is larger than ${BYTES_MAX} bytes`)
    files.set(name, { type: name.endsWith('.css') ? TYPES.css : TYPES.js, bytes })
    hash.update(`${name}:${bytes.length}:`).update(bytes)
  }
  return { hash: hash.digest('hex').slice(0, 16), files }
}
