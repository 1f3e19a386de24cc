import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownPrefix } from '@mamapu/db'
import { type Plugin, PluginError } from '@mamapu/plugin-sdk'

/**
 * With `points` and `points-mall` installed, what is called `points_mall_…` is the longer one's. Throws `PluginError` when
 * the shorter one's migrations or error codes use such a name (docs/decisions/0018).
 */
export function assertNamesApart(installed: readonly Plugin[]): void {
  for (const plugin of installed)
    for (const other of installed) {
      const name = other.id.startsWith(`${plugin.id}-`) ? nameOfOther(plugin, other.id) : null
      if (name !== null)
        throw new PluginError(
          `plugin ${plugin.id}: it uses the name ${name}, and names beginning so belong to ${other.id}; take one of the two out or ask the author for another name`,
          `用了 ${name} 这个名字，而这样开头的名字属于 ${other.id}；请去掉其中一个，或请作者改名`,
        )
    }
}

/** A name of this plugin that is the other's by its beginning; null when there is none. */
export function nameOfOther({ migrations, errors }: Plugin, otherId: string): string | null {
  const prefix = `${ownPrefix(otherId)}_`
  const code = Object.keys(errors ?? {}).find((one) => one.toLowerCase().startsWith(prefix))
  return code ?? (migrations ? sqlNameWith(prefix, fileURLToPath(migrations)) : null)
}

/** The first name in a folder's migrations that begins so; comments do not count. */
export function sqlNameWith(prefix: string, folder: string): string | null {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  for (const file of files.sort()) {
    const sql = readFileSync(join(folder, file), 'utf8').replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    const name = sql.match(/[\w$]+/g)?.find((word) => word.toLowerCase().startsWith(prefix))
    if (name) return name
  }
  return null
}
