import { verify as invariants } from '@mamapu/core'
import { startDatabaseClock } from '@mamapu/db'
import { OutsideError } from '@mamapu/kernel'
import postgres from 'postgres'
import { readConfig } from '../product/config.js'
import { assertMigrated, openProductDatabase } from '../product/database.js'
import { installedPlugins } from '../product/installed-plugins.js'
import type { RunCommand } from './index.js'

const BROKEN_SHOWN = 5

/** Checks every invariant on the database in use and prints each with its count; ends with 1 when one is broken. */
export const verify: RunCommand = async () => {
  const registry = await installedPlugins()
  const database = await openProductDatabase(readConfig(process.env), registry, () => {}, 'as-is')
  try {
    if (database.adminUrl === null)
      throw new OutsideError(
        'DATABASE_URL_REQUIRED',
        'verify 需要 DATABASE_URL · verify reads across shops and needs DATABASE_URL',
      )
    await assertMigrated(database, registry)
    const admin = postgres(database.adminUrl, { max: 1, onnotice: () => {} })
    try {
      const clock = await startDatabaseClock(database.db.sql)
      clock.stop()
      const checks = registry.plugins.flatMap(({ plugin }) => plugin.verify ?? [])
      return report(await invariants.verify(admin, { at: clock.now(), checks }))
    } finally {
      await admin.end({ timeout: 5 })
    }
  } finally {
    await database.close()
  }
}

function report(results: readonly invariants.Verified[]): number {
  for (const { name, count, broken } of results) {
    console.log(`${broken.length === 0 ? '✓' : '✗'} ${name.padEnd(52)} ${count}`)
    for (const row of broken.slice(0, BROKEN_SHOWN)) console.log(`    ${JSON.stringify(row)}`)
  }
  const broken = results.filter((result) => result.broken.length > 0).length
  console.log(broken === 0 ? '\n全部成立 · everything holds' : `\n${broken} 条不成立 · ${broken} broken`)
  return broken === 0 ? 0 : 1
}
