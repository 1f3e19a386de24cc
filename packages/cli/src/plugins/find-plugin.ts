import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { pluginFault } from './plugin-fault.js'
import { isPackageName, type ListedPlugin, type PluginPlace } from './plugin-list.js'
import { integrityOf } from './plugin-locks.js'

/** Where a plugin lies on this machine. */
export interface FoundPlugin {
  readonly from: string
  readonly folder: string
  readonly entry: URL
  readonly name: string
  readonly version: string
}

type Exports = string | { readonly [condition: string]: Exports } | undefined

interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly main?: string
  readonly exports?: Exports
}

/** The folder and entry file of a listed plugin. A package of another version than the list's, or of other bytes, is a fault. */
export function findPlugin(place: PluginPlace, { from, version, integrity }: ListedPlugin): FoundPlugin {
  const isPackage = isPackageName(from)
  const folder = isPackage ? packageFolder(homeOf(place, from), from) : join(place.root, from)
  if (!existsSync(join(folder, 'package.json'))) throw isPackage ? notInstalled(from) : noFolder(from)
  const found = findIn(folder, from)
  if (isPackage && version !== undefined && found.version !== version)
    throw pluginFault(from, {
      'zh-CN': `装的是 ${found.version}，清单要的是 ${version}；请运行 npm run plugin:add`,
      en: `${found.version} is installed, the list names ${version}; run npm run plugin:add`,
    })
  if (isPackage && integrity !== undefined && integrityOf(folder) !== integrity)
    throw pluginFault(from, {
      'zh-CN': '装着的文件与同意安装时的不同；请运行 npm run plugin:add 装回',
      en: 'its files are not those that were signed off; run npm run plugin:add to put them back',
    })
  return found
}

/** The plugin of a folder that has a package.json, by whatever name it goes. */
export function findIn(folder: string, from: string): FoundPlugin {
  const manifest = manifestOf(from, join(folder, 'package.json'))
  const entry = entryOf(manifest.exports) ?? manifest.main ?? 'index.js'
  if (!existsSync(join(folder, entry))) throw noEntry(from, entry)
  return {
    from,
    folder,
    entry: pathToFileURL(join(folder, entry)),
    name: manifest.name ?? from,
    version: manifest.version ?? '0.0.0',
  }
}

/** Each package has a folder of its own with its own dependencies: putting one in or out touches no other. */
export function homeOf({ store }: PluginPlace, name: string): string {
  return join(store, name.replace('/', '+'))
}

export function packageFolder(home: string, name: string): string {
  return join(home, 'node_modules', name)
}

function manifestOf(from: string, file: string): Manifest {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest
  } catch (cause) {
    throw pluginFault(from, { 'zh-CN': 'package.json 不是合法的 JSON', en: 'package.json is no JSON' }, cause)
  }
}

function entryOf(exports: Exports): string | undefined {
  if (exports === undefined || typeof exports === 'string') return exports
  return entryOf(exports['.'] ?? exports['node'] ?? exports['import'] ?? exports['default'])
}

function notInstalled(from: string) {
  return pluginFault(from, {
    'zh-CN': '还没有安装；请运行 npm run plugin:add(不带名字会装回清单里的全部插件)',
    en: 'is not installed; run npm run plugin:add (without a name it puts back all that the list names)',
  })
}

function noFolder(from: string) {
  return pluginFault(from, {
    'zh-CN': `没有这个目录或其中没有 package.json；请恢复它，或运行 npm run plugin:remove -- ${from} --force`,
    en: `there is no such folder with a package.json; put it back or run npm run plugin:remove -- ${from} --force`,
  })
}

function noEntry(from: string, entry: string) {
  return pluginFault(from, {
    'zh-CN': `找不到入口文件 ${entry}；请先编译它(npm run build)`,
    en: `its entry ${entry} is missing; compile it first (npm run build)`,
  })
}
