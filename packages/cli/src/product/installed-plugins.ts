import type { plugins } from '@mamapu/core'
import type { Plugin } from '@mamapu/plugin-sdk'
import { assertOnlyOne, loadListed, withFiles } from '../plugins/load-listed.js'
import { type PluginPlace, pluginPlace, readList } from '../plugins/plugin-list.js'

/**
 * The mechanics this installation has, as plugins.json names them; which shop uses which is the merchant's choice. Throws
 * one line (`OutsideError`) for whatever is wrong with the list or a plugin, before anything else is touched.
 */
export async function installedPlugins(place: PluginPlace = pluginPlace()): Promise<plugins.PluginRegistry> {
  const found: Plugin[] = []
  for (const listed of readList(place)) {
    const plugin = await loadListed(place, listed)
    assertOnlyOne(listed.from, plugin, found)
    found.push(plugin)
  }
  return withFiles(found)
}
