import { plugins } from '@mamapu/core'
import type { Plugin } from '@mamapu/plugin-sdk'

/** The plugin with its files, or why it cannot be loaded. */
export function loadOne(plugin: Plugin): plugins.LoadedPlugin | { fault: string } {
  try {
    return plugins.loadPlugins([plugin]).plugins[0] as plugins.LoadedPlugin
  } catch (error) {
    return { fault: String((error as Error).message) }
  }
}
