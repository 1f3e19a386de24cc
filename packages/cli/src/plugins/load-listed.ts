import { plugins } from '@mamapu/core'
import { type Plugin, PluginError } from '@mamapu/plugin-sdk'
import { findPlugin } from './find-plugin.js'
import { importPlugin } from './import-plugin.js'
import { pluginFault } from './plugin-fault.js'
import { isPackageName, type ListedPlugin, type PluginPlace } from './plugin-list.js'

/** A listed plugin with its files in order and its scopes signed off, or one line that says what is wrong. */
export async function loadListed(place: PluginPlace, listed: ListedPlugin): Promise<Plugin> {
  const plugin = await importPlugin(findPlugin(place, listed))
  assertSignedOff(listed, plugin)
  return plugin
}

/** What a plugin wants and nobody agreed to yet. */
export function unsignedScopes({ scopes }: Pick<ListedPlugin, 'scopes'>, plugin: Plugin) {
  return (plugin.scopes ?? []).filter((scope) => !scopes.includes(scope))
}

/** An update that wants more than the operator agreed to does not start. */
export function assertSignedOff(listed: ListedPlugin, plugin: Plugin): void {
  const missing = unsignedScopes(listed, plugin)
  if (missing.length === 0) return
  const { from } = listed
  const command = `npm run plugin:add -- ${askedFor(listed, plugin)}`
  throw pluginFault(from, {
    'zh-CN': `${plugin.version} 版要用未经同意的权限 ${missing.join('、')}；同意请运行 ${command}`,
    en: `version ${plugin.version} wants ${missing.join(', ')}, which nobody signed off; to agree run ${command}`,
  })
}

/** What puts in this very version again, with the question whether its scopes are agreed to. */
function askedFor({ from, version, source }: ListedPlugin, plugin: Plugin): string {
  return isPackageName(from) ? (source ?? `${from}@${version ?? plugin.version}`) : from
}

/** Two plugins of one id cannot be told apart in a shop's rows. */
export function assertOnlyOne(from: string, { id }: Plugin, others: readonly Plugin[]): void {
  if (!others.some((other) => other.id === id)) return
  throw pluginFault(from, {
    'zh-CN': `id "${id}" 已被清单里的另一个插件占用；请从 plugins.json 去掉其中一个`,
    en: `its id "${id}" belongs to another plugin of the list; take one of them out of plugins.json`,
  })
}

/** Throws one line when one of these uses names that are another's. */
export function assertNamesApart(found: readonly Plugin[]): void {
  inOneLine(() => plugins.assertNamesApart(found))
}

/** The plugins with their texts, blocks and migrations; a missing file is one line. */
export function withFiles(found: readonly Plugin[]): plugins.PluginRegistry {
  return inOneLine(() => plugins.loadPlugins(found))
}

function inOneLine<T>(look: () => T): T {
  try {
    return look()
  } catch (cause) {
    if (!(cause instanceof PluginError)) throw cause
    const [, id = '?', what = cause.message] = /^plugin ([^:]+): (.*)$/s.exec(cause.message) ?? []
    throw pluginFault(id, { 'zh-CN': cause.zh ?? `随附的文件有误(${what})`, en: what }, cause)
  }
}
