import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PLUGIN_SCOPES, type Plugin, type PluginScope } from '@mamapu/plugin-sdk'
import { deprecatedLines } from './deprecated-lines.js'

/** Tables a plugin's migrations make, in the order of their names. */
export function tablesOf({ migrations }: Plugin): readonly string[] {
  if (!migrations) return []
  const folder = fileURLToPath(migrations)
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'))
  const names = files.flatMap((name) =>
    [
      ...readFileSync(join(folder, name), 'utf8').matchAll(
        /\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?([\w."]+)/gi,
      ),
    ].map(([, table = '']) => table),
  )
  return [...new Set(names)].sort()
}

const TRUST =
  '插件在本系统的进程里运行，请只安装信任的来源 · a plugin runs inside this process: install only what you trust'

/** What an operator reads of a package before anything of it runs: its name, its version and where it came from. */
export function originOf(
  { name, version }: { readonly name: string; readonly version: string },
  source: string,
): string {
  return `${name} ${version}  (${source})\n${TRUST}`
}

/** What an operator reads before agreeing: who it is, what it may do, what it keeps. */
export function summaryOf(plugin: Plugin, from: string, unsigned: readonly PluginScope[]): string {
  const scopes = plugin.scopes ?? []
  const tables = tablesOf(plugin)
  const lines = scopes.map((scope) => {
    const words = PLUGIN_SCOPES[scope]
    const mark = unsigned.includes(scope) ? '+' : ' '
    return `  ${mark} ${scope.padEnd(16)} ${words['zh-CN']} · ${words.en}`
  })
  return [
    `${plugin.title['zh-CN']} · ${plugin.title.en}  ${plugin.id} ${plugin.version}  (${from})`,
    `${plugin.description['zh-CN']} · ${plugin.description.en}`,
    scopes.length === 0
      ? '不要求任何权限 · it asks for no scopes'
      : '要求的权限（+ 为新增）· the scopes it asks for (+ is new):',
    ...lines,
    tables.length === 0
      ? '没有自己的数据表 · it has no tables of its own'
      : `自己的数据表 · tables of its own: ${tables.join(', ')}`,
    ...deprecatedLines([plugin]),
    TRUST,
  ].join('\n')
}
