import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OutsideError } from '@mamapu/kernel'
import type { ConformanceEntry, ConformanceSamples } from '@mamapu/testkit'
import { type FoundPlugin, findIn, findPlugin } from '../plugins/find-plugin.js'
import { importPlugin } from '../plugins/import-plugin.js'
import { pluginPlace, readList } from '../plugins/plugin-list.js'

/** The plugins of plugins.json with their samples, or those named by id or by folder. */
export async function loadEntries(wanted: readonly string[] = []): Promise<readonly ConformanceEntry[]> {
  const place = pluginPlace()
  const listed = await Promise.all(readList(place).map((one) => entryOf(findPlugin(place, one))))
  if (wanted.length === 0) return listed
  return Promise.all(
    wanted.map(async (name) => {
      const known = listed.find(({ plugin }) => plugin.id === name)
      if (known) return known
      const folder = resolve(name)
      if (!existsSync(join(folder, 'package.json')))
        throw new OutsideError(
          'PLUGIN_NOT_FOUND',
          `没有装这个插件，也没有这个目录 · no such plugin and no such folder: ${name}`,
        )
      return entryOf(findIn(folder, name))
    }),
  )
}

/** Without samples less can be tried: checks of orders then say so. */
async function entryOf(found: FoundPlugin): Promise<ConformanceEntry> {
  const file = join(found.folder, 'dist/conformance.samples.js')
  const plugin = await importPlugin(found)
  if (!existsSync(file)) return { plugin, samples: {} }
  const { samples } = (await import(pathToFileURL(file).href)) as { samples: ConformanceSamples }
  return { plugin, samples }
}
