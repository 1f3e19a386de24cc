import { type MigrationRule, migrationFaults, ownPrefix } from '@mamapu/db'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { ConformanceCheck } from '../check.types.js'
import { migrationsOf } from './plugin-sources.js'
import { check } from './words-of.js'

/** What its migrations keep as they are written, by the rules of `npm run plugin:check`. */
export const MIGRATION_CHECKS: readonly ConformanceCheck[] = [
  check(
    'migrations.named',
    ['迁移文件按编号命名', 'Migrations are called by numbers of their own'],
    ['0001_名字.sql、0002_…；别的文件不会执行', '0001_name.sql, 0002_…; other files are never applied'],
    ({ plugin }) => faultsOf(plugin, 'name'),
  ),
  check(
    'migrations.structure-only',
    ['迁移只改结构', 'Migrations change structure alone'],
    ['补数据用任务，分批做', 'Fill in data by a bounded job'],
    ({ plugin }) => faultsOf(plugin, 'data'),
  ),
  check(
    'migrations.no-rights',
    ['迁移不给权限、不写策略', 'Migrations give no rights and write no policies'],
    ["只用 select tenant_table('…')", "Use select tenant_table('…') alone"],
    ({ plugin }) => faultsOf(plugin, 'rights'),
  ),
  check(
    'migrations.expand-only',
    ['迁移不拆旧版本要用的东西', 'Migrations take nothing away that the version before uses'],
    ['先加新的，下一版再删旧的', 'Add first; remove in a later version'],
    ({ plugin }) => faultsOf(plugin, 'breaking'),
  ),
]

/** Where its migrations break this rule, with file and line; null when it has none. */
export function faultsOf(plugin: Plugin, rule: MigrationRule): readonly string[] | null {
  const files = migrationsOf(plugin)
  if (!files) return null
  const textOf = new Map(files.map(({ file, sql }) => [file, sql]))
  return migrationFaults(ownPrefix(plugin.id), files)
    .filter((fault) => fault.rule === rule)
    .map(({ file, at, words }) => {
      const line = textOf.get(file)?.slice(0, at).split('\n').length
      return `${file}:${line}: ${words.en}`
    })
}
