import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiReport, REPORTED_PACKAGES, reportPath } from '../docs/api-reports.js'
import { errorsPage } from '../docs/errors-page.js'
import { guideTables } from '../docs/guide-tables.js'
import { guideFaults, writeGuides } from '../docs/guides.js'
import { ordersPage } from '../docs/orders-page.js'
import { installedPlugins } from '../product/installed-plugins.js'
import { workspaceRoot } from '../workspace.js'
import type { RunCommand } from './index.js'

/** Writes the pages that are made from code, and the code that guides show; says what is left wrong with the guides. */
export const docs: RunCommand = async () => {
  writeFileSync(join(workspaceRoot, 'docs/errors.md'), errorsPage(await installedPlugins()))
  console.log('docs/errors.md')
  writeFileSync(join(workspaceRoot, 'docs/orders.md'), ordersPage('en'))
  writeFileSync(join(workspaceRoot, 'docs/orders.zh-CN.md'), ordersPage('zh-CN'))
  console.log('docs/orders.md\ndocs/orders.zh-CN.md')
  for (const name of REPORTED_PACKAGES) {
    writeFileSync(reportPath(name), apiReport(name))
    console.log(`packages/${name}/api-report.md`)
  }
  for (const page of writeGuides(workspaceRoot, guideTables)) console.log(page)
  const faults = guideFaults(workspaceRoot, guideTables)
  for (const fault of faults) console.error(fault)
  return faults.length === 0 ? 0 : 1
}
