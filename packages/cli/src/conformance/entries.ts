import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { OutsideError } from '@mamapu/kernel'
import type { ConformanceEntry, ConformanceSamples } from '@mamapu/testkit'
import { type FoundPlugin, findIn, findPlugin } from '../plugins/find-plugin.js'
import { importPlugin } from '../plugins/import-plugin.js'
import { type PluginPlace, pluginPlace, readList } from '../plugins/plugin-list.js'

/** The plugins of plugins.json with their samples, or those named by id, by where they come from, or by folder. */
export async function loadEntries(
  wanted: readonly string[] = [],
  place: PluginPlace = pluginPlace(),
  standing: string = process.env.INIT_CWD ?? process.cwd(),
): Promise<readonly ConformanceEntry[]> {
  const all = () => Promise.all(readList(place).map((one) => entryOf(findPlugin(place, one))))
  if (wanted.length === 0) return all()
  return Promise.all(
    wanted.map(async (name) => {
      const listed = readList(place).find(({ from }) => from === name)
      const folder = folderOf(place, name, standing)
      if (listed) return entryOf(findPlugin(place, listed))
      if (folder) return entryOf(findIn(folder, name))
      const known = (await all()).find(({ plugin }) => plugin.id === name)
      if (known) return known
      throw new OutsideError(
        'PLUGIN_NOT_FOUND',
        `没有装这个插件，也没有这个目录 · no such plugin and no such folder: ${name}`,
      )
    }),
  )
}

/** Seen from where somebody stands, then from the top; an id is no folder. */
function folderOf({ root }: PluginPlace, name: string, standing: string): string | undefined {
  const paths = name.includes('/') || name === '.' ? [resolve(standing, name), resolve(root, name)] : []
  return paths.find((path) => existsSync(join(path, 'package.json')))
}

/** The samples lie beside the entry file. Where none are written less can be tried: checks of orders then say so. */
async function entryOf(found: FoundPlugin): Promise<ConformanceEntry> {
  const file = new URL('conformance.samples.js', found.entry)
  const isThere = existsSync(file)
  if (!isThere && existsSync(join(found.folder, 'src', 'conformance.samples.ts')))
    throw new OutsideError(
      'SAMPLES_NOT_COMPILED',
      `${found.name} 的样例还没有编译：npx tsc -b ${found.folder}/tsconfig.test.json · the samples of ${found.name} are not compiled: npx tsc -b ${found.folder}/tsconfig.test.json`,
    )
  const plugin = await importPlugin(found)
  if (!isThere) return { plugin, samples: {} }
  const { samples } = (await import(file.href)) as { samples: ConformanceSamples }
  return { plugin, samples }
}
