import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { MIGRATION_FILE } from '@mamapu/db'
import { LOCALES, type Locale } from '@mamapu/kernel'
import { type Plugin, PluginError } from '@mamapu/plugin-sdk'
import { loadAssets, type PluginAssets } from './assets.js'
import { CORE_TABLE_WORDS } from './core-words.js'
import { assertNamesApart } from './names-apart.js'
import { fillText, isTextFile, type PluginTexts, type TextFile } from './texts.rules.js'
import type { Watch } from './watchdog.js'

/** A plugin with the files it came with, read once. */
export interface LoadedPlugin {
  readonly id: string
  readonly plugin: Plugin
  readonly texts: PluginTexts
  /** Markup of its blocks by name; the storefront compiles it. */
  readonly blocks: Readonly<Record<string, string>>
  /** What its staff pages load. */
  readonly assets: PluginAssets
}

/** Everything installed in this process, in the order of ids. */
export interface PluginRegistry {
  readonly plugins: readonly LoadedPlugin[]
  find(id: string): LoadedPlugin | null
  /** Folders of SQL for `migrate`. */
  readonly migrations: readonly { readonly name: string; readonly dir: string }[]
  /** What its plugin declares of a quota kind, for `rankOf`; undefined for kinds of core. */
  heatOf(kind: string): number | undefined
  /** Who looks at calls of what stands here; nobody when left out. */
  readonly watch?: Watch
}

/** Reads what is installed. Throws `PluginError` with one line when two share an id or a name, or a file is missing. */
export function loadPlugins(installed: readonly Plugin[]): PluginRegistry {
  const byId = new Map<string, LoadedPlugin>()
  for (const plugin of installed) {
    if (byId.has(plugin.id)) throw new PluginError(`plugin ${plugin.id}: installed twice`)
    byId.set(plugin.id, loadPlugin(plugin))
  }
  assertNamesApart(installed)
  const plugins = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  const heat = new Map(
    plugins.flatMap(({ plugin }) => (plugin.quotas ?? []).map((quota) => [quota.kind, quota.heat] as const)),
  )
  return Object.freeze({
    plugins,
    find: (id: string) => byId.get(id) ?? null,
    migrations: plugins.flatMap(({ id, plugin }) =>
      plugin.migrations ? [{ name: `plugin:${id}`, dir: fileURLToPath(plugin.migrations) }] : [],
    ),
    heatOf: (kind: string) => heat.get(kind),
  })
}

function loadPlugin(plugin: Plugin): LoadedPlugin {
  if (CORE_TABLE_WORDS.has(plugin.id))
    throw new PluginError(
      `plugin ${plugin.id}: the id is taken, tables of the system itself begin with it; it needs another id`,
      `id "${plugin.id}" 不能用:系统自己的表以它开头；请换一个 id`,
    )
  if (plugin.migrations && !existsSync(plugin.migrations))
    throw new PluginError(`plugin ${plugin.id}: ${fileURLToPath(plugin.migrations)} is missing`)
  if (plugin.migrations) assertMigrationNames(plugin.id, fileURLToPath(plugin.migrations))
  const texts = { 'zh-CN': textsOf(plugin, 'zh-CN'), en: textsOf(plugin, 'en') }
  for (const locale of LOCALES)
    for (const key of Object.keys(texts['zh-CN']).concat(Object.keys(texts.en)))
      if (!Object.hasOwn(texts[locale], key))
        throw new PluginError(`plugin ${plugin.id}: locales/${locale}.json has no text "${key}"`)
  for (const route of plugin.routes ?? [])
    if (route.form && fillText(texts, 'zh-CN', route.form.done) === null)
      throw new PluginError(`plugin ${plugin.id}: locales have no text "${route.form.done}"`)
  return Object.freeze({ id: plugin.id, plugin, texts, blocks: blocksOf(plugin), assets: loadAssets(plugin) })
}

/** A file that is never applied is a mistake that nothing else would tell. */
function assertMigrationNames(id: string, folder: string): void {
  const wrong = readdirSync(folder).find((file) => file.endsWith('.sql') && !MIGRATION_FILE.test(file))
  if (wrong !== undefined)
    throw new PluginError(
      `plugin ${id}: migrations/${wrong} would never be applied; call it like 0002_badges.sql or move it elsewhere`,
      `migrations/${wrong} 永远不会执行；请按 0002_badges.sql 这样命名，或移到别处`,
    )
}

function textsOf(plugin: Plugin, locale: Locale): TextFile {
  if (!plugin.locales) return {}
  const file = new URL(`${locale}.json`, plugin.locales)
  if (!existsSync(file)) throw new PluginError(`plugin ${plugin.id}: ${fileURLToPath(file)} is missing`)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch {
    throw new PluginError(`plugin ${plugin.id}: ${fileURLToPath(file)} is no JSON`)
  }
  if (isTextFile(content)) return content
  throw new PluginError(
    `plugin ${plugin.id}: ${fileURLToPath(file)} is texts by key, each a text or { "one": …, "other": … }`,
    `${fileURLToPath(file)} 应为键与文字的对照，每项是一段文字或 { "one": …, "other": … }`,
  )
}

function blocksOf(plugin: Plugin): Record<string, string> {
  const blocks: Record<string, string> = {}
  for (const name of Object.keys(plugin.blocks ?? {})) {
    const file = new URL(`${name}.hbs`, plugin.blocksDir)
    if (!existsSync(file)) throw new PluginError(`plugin ${plugin.id}: ${fileURLToPath(file)} is missing`)
    blocks[name] = readFileSync(file, 'utf8')
  }
  return blocks
}
