import { readConfig } from '../product/config.js'
import { openProductDatabase } from '../product/database.js'
import { installedPlugins } from '../product/installed-plugins.js'
import type { RunCommand } from './index.js'

/** Brings the structure up to date and ends; for installations that migrate apart from serving. */
export const migrateCommand: RunCommand = async () => {
  const database = await openProductDatabase(readConfig(process.env), await installedPlugins(), (line) =>
    console.log(`  ${line}`),
  )
  await database.close()
  console.log('结构已是最新 · the structure is up to date')
  return 0
}
