import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorsPage } from '../docs/errors-page.js'
import { installedPlugins } from '../product/installed-plugins.js'
import { workspaceRoot } from '../workspace.js'
import type { RunCommand } from './index.js'

/** Writes the pages that are made from code. */
export const docs: RunCommand = async () => {
  writeFileSync(join(workspaceRoot, 'docs/errors.md'), errorsPage(await installedPlugins()))
  console.log('docs/errors.md')
  return 0
}
