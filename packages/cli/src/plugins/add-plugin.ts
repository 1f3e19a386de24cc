import { dirname, resolve } from 'node:path'
import type { Plugin } from '@mamapu/plugin-sdk'
import { type FoundPlugin, findIn, findPlugin } from './find-plugin.js'
import { importPlugin } from './import-plugin.js'
import { assertNamesApart, assertOnlyOne, assertSignedOff, unsignedScopes, withFiles } from './load-listed.js'
import { pluginFault } from './plugin-fault.js'
import { isPackageName, type ListedPlugin, type PluginPlace, readList, writeList } from './plugin-list.js'
import { integrityOf, readLock, writeLock } from './plugin-locks.js'
import { originOf, summaryOf } from './plugin-summary.js'
import type { PluginTarget } from './plugin-target.js'
import { notTheSame, type StagedPackage, stageLocked, stagePackage } from './stage-package.js'

export interface AddTalk {
  say(text: string): void
  /** Whether the operator agrees to what was just said: to load a package from outside, or to the scopes it asks for. */
  agree(to: 'load' | 'scopes'): Promise<boolean>
}

/**
 * Installs a plugin, or a new version of it, once the operator has agreed to its scopes; nothing of a package runs before
 * the operator agreed to load it. False, with nothing changed, when not.
 */
export async function addPlugin(place: PluginPlace, target: PluginTarget, talk: AddTalk): Promise<boolean> {
  const list = readList(place)
  if (target.kind === 'folder') {
    const found = findPlugin(place, { from: target.from, scopes: [] })
    return signOff(place, list, { found, entry: { from: target.from } }, talk)
  }
  const staged = stagePackage(place, target.spec)
  try {
    const found = findIn(staged.folder, staged.name)
    const { source } = target
    talk.say(originOf(found, source ?? target.spec))
    if (!(await talk.agree('load'))) return false
    const integrity = integrityOf(staged.folder)
    const entry = { from: staged.name, version: found.version, ...(source ? { source } : {}), integrity }
    return await signOff(place, list, { found, entry, staged }, talk)
  } finally {
    staged.discard()
  }
}

/** Puts back every listed package that is not here as it was signed off. Gives their names. */
export async function restorePlugins(
  place: PluginPlace,
  say: (text: string) => void,
): Promise<readonly string[]> {
  const missing = readList(place).filter((listed) => isPackageName(listed.from) && !isHere(place, listed))
  for (const listed of missing) {
    say(`  ${listed.from} ${listed.version ?? ''}`)
    await restore(place, listed)
  }
  return missing.map(({ from }) => from)
}

/** What was signed off, to the byte, or nothing: the package's own files and, by the lock, all that comes with it. */
async function restore(place: PluginPlace, listed: ListedPlugin): Promise<void> {
  const { from, version, source, integrity } = listed
  const lock = readLock(place, from)
  if (integrity !== undefined && !lock) throw noLock(from)
  const staged = lock ? stageLocked(place, from, lock) : stagePackage(place, specOf(place, listed))
  try {
    const found = findIn(staged.folder, staged.name)
    if (staged.name !== from || (version !== undefined && found.version !== version))
      throw pluginFault(from, {
        'zh-CN': `${source ?? from} 里是 ${staged.name} ${found.version}，清单要的是 ${version}；换版本请运行 npm run plugin:add -- ${source ?? from}`,
        en: `${source ?? from} holds ${staged.name} ${found.version}, the list names ${version}; to change the version run npm run plugin:add -- ${source ?? from}`,
      })
    if (integrity !== undefined && integrityOf(staged.folder) !== integrity) throw notTheSame(from)
    assertSignedOff(listed, await importPlugin(found))
    staged.keep()
  } finally {
    staged.discard()
  }
}

function noLock(from: string) {
  return pluginFault(from, {
    'zh-CN':
      'plugins.lock.json 里没有它，无法知道当时装了哪些依赖；请从 git 恢复这个文件，或用 npm run plugin:add -- <来源> 重新安装',
    en: 'plugins.lock.json has nothing of it, so nobody knows what it was installed with; put the file back from git or install it anew with npm run plugin:add -- <where it comes from>',
  })
}

function specOf({ listFile }: PluginPlace, { from, version, source }: ListedPlugin): string {
  if (source) return resolve(dirname(listFile), source)
  return version ? `${from}@${version}` : from
}

async function signOff(
  place: PluginPlace,
  list: readonly ListedPlugin[],
  added: {
    readonly found: FoundPlugin
    readonly entry: Omit<ListedPlugin, 'scopes'>
    readonly staged?: StagedPackage
  },
  { say, agree }: AddTalk,
): Promise<boolean> {
  const { found, entry, staged } = added
  const plugin = await importPlugin(found)
  withFiles([plugin])
  const rest = list.filter(({ from }) => from !== entry.from)
  const others = await soundOnes(place, rest)
  assertOnlyOne(entry.from, plugin, others)
  assertNamesApart([plugin, ...others])
  const before = list.find(({ from }) => from === entry.from)
  say(summaryOf(plugin, entry.from, unsignedScopes(before ?? { scopes: [] }, plugin)))
  if (!(await agree('scopes'))) return false
  if (staged) {
    staged.keep()
    writeLock(place, staged.name, staged.lock)
  }
  const signed = { ...entry, scopes: plugin.scopes ?? [] }
  writeList(place, before ? list.map((one) => (one === before ? signed : one)) : [...list, signed])
  return true
}

/** One broken plugin must not keep another from being mended. */
async function soundOnes(place: PluginPlace, list: readonly ListedPlugin[]): Promise<readonly Plugin[]> {
  const tried = await Promise.allSettled(list.map(async (one) => importPlugin(findPlugin(place, one))))
  return tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

function isHere(place: PluginPlace, listed: ListedPlugin): boolean {
  try {
    findPlugin(place, listed)
    return true
  } catch {
    return false
  }
}
