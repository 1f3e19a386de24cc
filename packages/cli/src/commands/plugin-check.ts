import { existsSync } from 'node:fs'
import { OutsideError } from '@mamapu/kernel'
import { checkWholePlugin, pluginFolder } from '../plugin-check/check-plugin.js'
import { checkPage, isSound } from '../plugin-check/page.js'
import { workspaceRoot } from '../workspace.js'
import type { RunCommand } from './index.js'

/** Everything about one plugin on one page: `npm run plugin:check <id or folder>`. */
export const pluginCheck: RunCommand = async ([named]) => {
  if (named === undefined)
    throw new OutsideError(
      'PLUGIN_MISSING',
      '用法 · usage: npm run plugin:check <插件 id 或目录 · id or folder>',
    )
  const folder = pluginFolder(workspaceRoot, named, existsSync)
  const parts = await checkWholePlugin(workspaceRoot, folder)
  console.log(checkPage(folder, parts))
  return isSound(parts) ? 0 : 1
}
