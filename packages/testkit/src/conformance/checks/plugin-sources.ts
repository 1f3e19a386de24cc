import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CORE_MIGRATIONS } from '@mamapu/core'
import { type Blanked, blankOut, DB_MIGRATIONS, type Known, knownOf } from '@mamapu/db'
import type { Plugin } from '@mamapu/plugin-sdk'

/** A file of a plugin as it is written. */
export interface PluginSource extends Blanked {
  readonly path: string
  readonly text: string
}

const remembered = new WeakMap<Plugin, readonly PluginSource[]>()

/** Its sources, or what they were compiled to where only that is shipped; none when it names no folder of its own. */
export function sourcesOf(plugin: Plugin): readonly PluginSource[] {
  const known = remembered.get(plugin) ?? readSources(plugin)
  remembered.set(plugin, known)
  return known
}

function readSources({ migrations, locales, blocksDir }: Plugin): readonly PluginSource[] {
  const inside = migrations ?? locales ?? blocksDir
  if (!inside) return []
  const [written, compiled] = ['../src/', '../dist/'].map((folder) =>
    filesIn(fileURLToPath(new URL(folder, inside)), /(?<!\.d)\.[cm]?[jt]sx?$/),
  )
  return (written?.length ? written : (compiled ?? []))
    .filter(({ path }) => !/(?:\.test|(?:^|\/)conformance\.samples)\.[cm]?[jt]sx?$/.test(path))
    .map(({ path, text }) => ({ path, text, ...blankOut(text) }))
}

/** The SQL files of its migrations, in their order; null when it has none. */
export function migrationsOf({ migrations }: Plugin): readonly { file: string; sql: string }[] | null {
  if (!migrations) return null
  const files = filesIn(fileURLToPath(migrations), /\.sql$/)
  return files.map(({ path, text }) => ({ file: path, sql: text }))
}

let ofCore: readonly string[] | undefined

/** What the platform's migrations and the plugin's make. */
export function knownTo(plugin: Plugin): Known {
  ofCore ??= [DB_MIGRATIONS, CORE_MIGRATIONS].flatMap(({ dir }) =>
    filesIn(`${dir}/`, /\.sql$/).map(({ text }) => text),
  )
  return knownOf([...ofCore, ...(migrationsOf(plugin) ?? []).map(({ sql }) => sql)])
}

function filesIn(dir: string, named: RegExp): { path: string; text: string }[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => named.test(name))
      .sort()
      .map((path) => ({ path, text: readFileSync(`${dir}${path}`, 'utf8') }))
  } catch {
    return []
  }
}
