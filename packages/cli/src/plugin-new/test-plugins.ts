import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Test } from 'tap'
import { type PluginPlace, pluginPlace } from '../plugins/plugin-list.js'
import { workspaceRoot } from '../workspace.js'
import { writePluginFiles } from './create-plugin.js'
import { type Primitive, withNeeds } from './primitives.js'

/** For tests: a folder of its own below the top, where new plugins find the packages as they would in `plugins`. */
export interface TestPlugins {
  readonly place: PluginPlace
  /** From the top of the workspace. */
  folderOf(id: string): string
  make(id: string, primitives: readonly Primitive[]): void
  /** Puts a text into a file of a plugin. */
  write(id: string, path: string, text: string): void
}

export function testPlugins(t: Test): TestPlugins {
  const store = join(workspaceRoot, '.plugins')
  mkdirSync(store, { recursive: true })
  const top = mkdtempSync(join(store, 'test-'))
  t.teardown(() => rmSync(top, { recursive: true, force: true }))
  symlinkSync(join(workspaceRoot, 'plugins', 'flash-sale', 'node_modules'), join(top, 'node_modules'))
  const base = relative(workspaceRoot, top).split(sep).join('/')
  return {
    place: { ...pluginPlace(), listFile: join(top, 'plugins.json') },
    folderOf: (id) => `${base}/${id}`,
    make(id, primitives) {
      const names = { id, titleZh: '限时直降', titleEn: 'Price cut' }
      writePluginFiles(join(top, id), { names, wanted: withNeeds(primitives) }, '../../..')
    },
    write(id, path, text) {
      const file = join(top, id, path)
      mkdirSync(join(file, '..'), { recursive: true })
      writeFileSync(file, text)
    },
  }
}

/** A top folder with the files a new plugin is entered in, and nothing else. */
export function emptyTop(t: Test): PluginPlace {
  mkdirSync(join(workspaceRoot, '.plugins'), { recursive: true })
  const root = mkdtempSync(join(workspaceRoot, '.plugins', 'test-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  for (const file of ['plugins.json', 'tsconfig.json', 'pnpm-lock.yaml'])
    cpSync(join(workspaceRoot, file), join(root, file))
  return { root, listFile: join(root, 'plugins.json'), store: join(root, '.plugins') }
}
