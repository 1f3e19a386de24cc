import { plugins } from '@mamapu/core'
import { type Plugin, PluginError } from '@mamapu/plugin-sdk'
import { findPlugin } from '../plugins/find-plugin.js'
import { importPlugin } from '../plugins/import-plugin.js'
import { pluginFault } from '../plugins/plugin-fault.js'
import { type ListedPlugin, type PluginPlace, pluginPlace, readList } from '../plugins/plugin-list.js'

/**
 * The mechanics this installation has, as plugins.json names them; which shop uses which is the merchant's choice. Throws
 * one line (`OutsideError`) for whatever is wrong with the list or a plugin, before anything else is touched.
 */
export async function installedPlugins(place: PluginPlace = pluginPlace()): Promise<plugins.PluginRegistry> {
  const found: Plugin[] = []
  for (const listed of readList(place)) {
    const plugin = await importPlugin(findPlugin(place, listed))
    assertSignedOff(listed, plugin)
    assertOnlyOne(listed, plugin, found)
    found.push(plugin)
  }
  return withFiles(found)
}

/** An update that wants more than the operator agreed to does not start. */
function assertSignedOff({ from, scopes }: ListedPlugin, plugin: Plugin): void {
  const missing = (plugin.scopes ?? []).filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return
  throw pluginFault(from, {
    'zh-CN': `${plugin.version} 版要用未经同意的权限 ${missing.join('、')};同意请运行 npm run plugin:add -- ${from}`,
    en: `version ${plugin.version} wants ${missing.join(', ')}, which nobody signed off; to agree run npm run plugin:add -- ${from}`,
  })
}

function assertOnlyOne({ from }: ListedPlugin, { id }: Plugin, found: readonly Plugin[]): void {
  if (!found.some((other) => other.id === id)) return
  throw pluginFault(from, {
    'zh-CN': `id "${id}" 已被清单里的另一个插件占用;请从 plugins.json 去掉其中一个`,
    en: `its id "${id}" belongs to another plugin of the list; take one of them out of plugins.json`,
  })
}

function withFiles(found: readonly Plugin[]): plugins.PluginRegistry {
  try {
    return plugins.loadPlugins(found)
  } catch (cause) {
    if (!(cause instanceof PluginError)) throw cause
    const id = /^plugin ([^:]+):/.exec(cause.message)?.[1] ?? '?'
    const what = cause.message.replace(/^plugin [^:]+: /, '')
    throw pluginFault(id, { 'zh-CN': `随附的文件有误(${what})`, en: what }, cause)
  }
}
