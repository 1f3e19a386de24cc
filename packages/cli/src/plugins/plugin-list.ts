import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { OutsideError } from '@mamapu/kernel'
import { PLUGIN_SCOPES, type PluginScope } from '@mamapu/plugin-sdk'
import { workspaceRoot } from '../workspace.js'

/** One installed plugin as the operator signed it off. */
export interface ListedPlugin {
  /** A folder below the top of the repository (it has a slash), or the name of an npm package. */
  readonly from: string
  /** The exact version of an npm package. */
  readonly version?: string
  /** Where a package came from when it was not the registry: a folder or tarball. */
  readonly source?: string
  /** What a package's own files were when it was signed off; what came with it stands in plugins.lock.json. */
  readonly integrity?: string
  readonly scopes: readonly PluginScope[]
}

/** The list of an installation and the folder that holds its npm packages. */
export interface PluginPlace {
  readonly root: string
  readonly listFile: string
  /** Not in git; npm packages are installed here, below the root, so that they find our SDK by walking up. */
  readonly store: string
}

const PLUGINS_MAX = 200
const KEYS = ['from', 'version', 'source', 'integrity', 'scopes']
const PACKAGE_NAME = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/

/** `PLUGINS_FILE` names another list, below the root as well. */
export function pluginPlace(env: Readonly<Record<string, string | undefined>> = process.env): PluginPlace {
  const listFile = resolve(workspaceRoot, env.PLUGINS_FILE || 'plugins.json')
  if (!listFile.startsWith(workspaceRoot + sep))
    throw listFault('要放在本系统的目录之内', 'must lie below the top of the installation', listFile)
  return { root: workspaceRoot, listFile, store: join(dirname(listFile), '.plugins') }
}

/** Reads and checks the list; each fault is one line. */
export function readList({ listFile }: PluginPlace): readonly ListedPlugin[] {
  if (!existsSync(listFile)) throw listFault('不存在', 'is missing', listFile)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(listFile, 'utf8').replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw listFault('不是合法的 JSON', 'is no JSON', listFile, cause)
  }
  const { plugins: entries, ...more } = (content ?? {}) as Readonly<Record<string, unknown>>
  assertNoMore(more, ['plugins'], listFile)
  if (!Array.isArray(entries) || entries.length > PLUGINS_MAX)
    throw listFault(
      `应为 { "plugins": [ … ] }，最多 ${PLUGINS_MAX} 个`,
      `is { "plugins": [ … ] } with at most ${PLUGINS_MAX}`,
      listFile,
    )
  for (const entry of entries) assertEntry(entry, listFile)
  const list = entries as ListedPlugin[]
  const twice = list.find(({ from }, index) => list.findIndex((other) => other.from === from) !== index)
  if (twice) throw listFault(`${twice.from} 出现了两次`, `names ${twice.from} twice`, listFile)
  return list
}

/** Replaces the list in one step: a process that ends in between leaves the old one. */
export function writeList({ listFile }: PluginPlace, list: readonly ListedPlugin[]): void {
  const lines = list.map(({ from, version, source, integrity, scopes }) => {
    // What is undefined is left out; the order is the same whoever wrote it.
    const entry = { from, version, source, integrity, scopes }
    return `    ${JSON.stringify(entry)}`
  })
  const text =
    lines.length === 0 ? '{ "plugins": [] }\n' : `{\n  "plugins": [\n${lines.join(',\n')}\n  ]\n}\n`
  writeFileSync(`${listFile}.new`, text)
  renameSync(`${listFile}.new`, listFile)
}

/** Folders have a slash, packages are names. */
export function isPackageName(from: string): boolean {
  return PACKAGE_NAME.test(from)
}

function assertEntry(entry: unknown, listFile: string): void {
  const { from, version, source, integrity, scopes, ...more } = (entry ?? {}) as Record<string, unknown>
  assertNoMore(more, KEYS, listFile)
  if (typeof from !== 'string' || !(isPackageName(from) || isFolderBelow(from)))
    throw listFault(
      `的 from ${JSON.stringify(from)} 既不是目录（如 plugins/bundle）也不是 npm 包名`,
      `: from ${JSON.stringify(from)} is neither a folder below the top like plugins/bundle nor an npm package name`,
      listFile,
    )
  for (const text of [version, source, integrity])
    if (text !== undefined && typeof text !== 'string')
      throw listFault(
        `:${from} 的 version、source 和 integrity 是文字`,
        `: version, source and integrity of ${from} are text`,
        listFile,
      )
  if (!Array.isArray(scopes) || !scopes.every((scope) => Object.hasOwn(PLUGIN_SCOPES, String(scope))))
    throw listFault(
      `:${from} 的 scopes 是权限的列表，可用的是 ${Object.keys(PLUGIN_SCOPES).join('、')}`,
      `: scopes of ${from} is a list of ${Object.keys(PLUGIN_SCOPES).join(', ')}`,
      listFile,
    )
}

function assertNoMore(more: object, known: readonly string[], listFile: string): void {
  const key = Object.keys(more)[0]
  if (key === undefined) return
  throw listFault(
    `有未知的键 "${key}",可用的是 ${known.join('、')}`,
    `has an unknown key "${key}"; known are ${known.join(', ')}`,
    listFile,
  )
}

function isFolderBelow(from: string): boolean {
  return (
    from.includes('/') && !from.startsWith('/') && !from.startsWith('@') && !from.split('/').includes('..')
  )
}

function listFault(zh: string, en: string, listFile: string, cause?: unknown): OutsideError {
  const name = relative(workspaceRoot, listFile)
  return new OutsideError('PLUGIN_LIST_FAULT', `${name} ${zh} · ${name} ${en}`.replaceAll(' :', ':'), {
    cause,
  })
}
