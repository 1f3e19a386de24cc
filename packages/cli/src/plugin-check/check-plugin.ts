import { join } from 'node:path'
import { notifications } from '@mamapu/core'
import { OutsideError, type Words } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'
import { checkFolder } from '../check/check-layers.js'
import { findPlugin } from '../plugins/find-plugin.js'
import { importPlugin } from '../plugins/import-plugin.js'
import { pluginPlace } from '../plugins/plugin-list.js'
import { checkConformance } from './conformance.js'
import { type CheckedPlugin, filesLike, type PluginFinding, placeOf, readPlugin, said } from './finding.js'
import { localeFaults } from './locales.rules.js'
import { checkMigrations } from './migrations.js'
import { checkSample } from './sample.js'
import { checkScopes } from './scopes.js'
import { checkTemplates } from './templates.js'
import { checkLint, checkTypes } from './tools.js'

/** One part of the page. */
export interface CheckedPart {
  readonly name: Words
  /** Null: it could not be looked at, because of what an earlier part found. */
  readonly findings: readonly PluginFinding[] | null
}

/** Everything about a plugin, part by part; `folder` is below the top of the workspace. */
export async function checkWholePlugin(root: string, folder: string): Promise<readonly CheckedPart[]> {
  const checked = readPlugin(root, folder)
  const types = checkTypes(checked)
  const { plugin, findings: manifest } =
    types.length === 0 ? await readManifest(checked) : { plugin: null, findings: null }
  const layers = checkLayersOf(checked)
  const migrations = checkMigrations(checked)
  // What a migration makes or touches that is not its own is told with the migrations.
  const isOfMigrations = ({ where }: PluginFinding) => /\/migrations\/[^/]+\.sql:\d+$/.test(where)
  return [
    { name: said('类型', 'types'), findings: types },
    { name: said('风格', 'lint'), findings: checkLint(checked) },
    { name: said('分层', 'layers'), findings: layers.filter((one) => !isOfMigrations(one)) },
    { name: said('清单', 'manifest'), findings: manifest },
    {
      name: said('迁移', 'migrations'),
      findings: [
        ...migrations,
        ...layers.filter(
          (one) => isOfMigrations(one) && migrations.every(({ where }) => where !== one.where),
        ),
      ],
    },
    { name: said('文字', 'locales'), findings: checkLocales(checked) },
    { name: said('权限', 'scopes'), findings: plugin ? checkScopes(checked, plugin) : null },
    { name: said('模板', 'templates'), findings: checkTemplates(checked, plugin) },
    { name: said('示例', 'sample'), findings: plugin ? checkSample(checked, plugin) : null },
    {
      name: said('一致性', 'conformance'),
      findings: plugin ? await checkConformance(checked, plugin.id) : null,
    },
  ]
}

interface Manifest {
  readonly plugin: Plugin | null
  readonly findings: readonly PluginFinding[]
}

/** What `definePlugin` and the loading of its files say. */
export async function readManifest(checked: CheckedPlugin): Promise<Manifest> {
  try {
    const found = findPlugin(pluginPlace(), { from: checked.folder, scopes: [] })
    return { plugin: await importPlugin(found), findings: [] }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    const [zh = '', en = zh] = error.message.split(' · ')
    return { plugin: null, findings: [{ where: placeOf(checked, 'src/index.ts'), words: said(zh, en) }] }
  }
}

function checkLayersOf({ root, folder }: CheckedPlugin): readonly PluginFinding[] {
  return checkFolder(root, folder).map(({ where, what, rule, remedy }) => ({
    where,
    words: said(`${what}（${rule}）：${remedy}`, `${what} (${rule}): ${remedy}`),
  }))
}

/** Both languages are whole, and what is used is there. */
export function checkLocales(checked: CheckedPlugin): readonly PluginFinding[] {
  const sources = filesLike(checked, /^(?:blocks\/.*\.hbs|src\/(?!.*\.test\.ts$).*\.ts)$/)
  const all = sources.map(([, text]) => text).join('\n')
  return localeFaults(checked.files, { sources, all, isKnownName: notifications.isKnownName }).map(
    ({ file, at, ...rest }) => ({
      where: placeOf(checked, file, checked.files.get(file), at),
      ...rest,
    }),
  )
}

/** The folder of `price-cut`, `plugins/price-cut` or an example, from the top of the workspace. */
export function pluginFolder(root: string, named: string, exists: (path: string) => boolean): string {
  const path = named.replace(/\/+$/, '').replace(/^\.\//, '')
  const places = path.includes('/') ? [path] : [`plugins/${path}`, `plugins/examples/${path}`]
  const found = places.find((place) => exists(join(root, place, 'package.json')))
  if (found !== undefined && !found.startsWith('/') && !found.split('/').includes('..')) return found
  throw new OutsideError('NO_SUCH_PLUGIN', `没有这个插件 · no such plugin: ${places.join(', ')}`)
}
