import { rmSync } from 'node:fs'
import { OutsideError } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { findPlugin, homeOf } from './find-plugin.js'
import { importPlugin } from './import-plugin.js'
import { pluginFault } from './plugin-fault.js'
import { isPackageName, type ListedPlugin, type PluginPlace, readList, writeList } from './plugin-list.js'
import { writeLock } from './plugin-locks.js'

/** A plugin of the list, named by its id or by where it comes from. One that cannot be loaded has no id. */
export interface NamedPlugin {
  readonly listed: ListedPlugin
  readonly plugin: Plugin | null
}

/**
 * Finds a listed plugin to take out. One named by its `from` is found without loading any other, and by force it is not
 * loaded itself: nothing in it can keep it from being taken out.
 */
export async function findListed(
  place: PluginPlace,
  name: string,
  { isForced = false }: { readonly isForced?: boolean } = {},
): Promise<NamedPlugin> {
  const list = readList(place)
  const named = list.find(({ from }) => from === name)
  if (named) return { listed: named, plugin: isForced ? null : await tryImport(place, named) }
  for (const listed of list) {
    const plugin = await tryImport(place, listed)
    if (plugin?.id === name) return { listed, plugin }
  }
  throw new OutsideError('PLUGIN_NOT_LISTED', `plugins.json 里没有 ${name} · plugins.json has no ${name}`)
}

/** A broken plugin cannot tell what it owes, so it goes by force only. */
export function assertLoadable({ listed, plugin }: NamedPlugin): Plugin {
  if (plugin) return plugin
  throw pluginFault(listed.from, {
    'zh-CN': '载入不了，无法知道哪些店还在用它；仍要卸下请加 --force',
    en: 'cannot be loaded, so nobody knows which shops use it; to take it out all the same add --force',
  })
}

/** Takes the plugin from the list, and from the disk what npm put there. Data of shops stays. */
export function takeOut(place: PluginPlace, { from }: ListedPlugin): void {
  writeList(
    place,
    readList(place).filter((listed) => listed.from !== from),
  )
  if (!isPackageName(from)) return
  rmSync(homeOf(place, from), { recursive: true, force: true })
  writeLock(place, from, null)
}

async function tryImport(place: PluginPlace, listed: ListedPlugin): Promise<Plugin | null> {
  try {
    return await importPlugin(findPlugin(place, listed))
  } catch (error) {
    if (error instanceof OutsideError) return null
    throw error
  }
}
