import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { withTenant } from '@mamapu/db'
import { parseId, type StoreId } from '@mamapu/kernel'
import { CAMPAIGN_HOOK } from '../campaigns/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import { countCutOff } from './cut-offs.queries.js'
import type { PluginHost } from './host.js'
import { listStoresWith } from './job.queries.js'
import { openBreaker } from './switch.queries.js'
import type { CutOff } from './watchdog.types.js'

/** A hook that held the main thread in so many shops holds it in any: it is cut off in all that have the plugin on. */
const SHOPS_MAX = 3
const PAGE = 500

/**
 * Turns what the watchdog noted before the process ended into breakers that stay open until the merchant switches the
 * plugin off and on. To be called before the first visitor. Gives how many notes there were.
 */
export async function applyCutOffs(host: PluginHost, file: string, at: Date): Promise<number> {
  const notes = takeNotes(file)
  for (const note of notes) {
    host.log.error({ ...note }, 'a plugin was cut off: it had held the main thread')
    const storeId = parseId('sto', note.storeId)
    if (storeId === null || !host.registry.find(note.pluginId)) continue
    await cutOff(host, storeId, note, at)
    const { pluginId } = note
    const hook = hookOfAll(note.hook)
    const { shops, here } = await countCutOff(host.db.sweep, { storeId, pluginId, hook, limit: SHOPS_MAX })
    if (shops >= SHOPS_MAX) await cutOffEverywhere(host, { ...note, hook }, at)
    else if (here >= SHOPS_MAX) await cutOff(host, storeId, { ...note, hook }, at)
  }
  return notes.length
}

/** What is asked of one campaign stands for what is asked of any: a mechanic that holds for three of them holds for more. */
const hookOfAll = (hook: string) => (hook.startsWith(`${CAMPAIGN_HOOK}:`) ? CAMPAIGN_HOOK : hook)

/** The notes, which are gone from the file: another process that starts meanwhile does not see them. */
function takeNotes(file: string): CutOff[] {
  if (!existsSync(file)) return []
  const mine = `${file}.${process.pid}`
  renameSync(file, mine)
  const lines = readFileSync(mine, 'utf8').split('\n').filter(Boolean)
  rmSync(mine)
  return lines.map((line) => JSON.parse(line) as CutOff)
}

async function cutOff(
  host: PluginHost,
  storeId: StoreId,
  { pluginId, hook, heldMs }: CutOff,
  at: Date,
): Promise<void> {
  await withTenant(host.db, storeId, async (tx) => {
    const reason = `held the main thread for ${heldMs} ms`
    await openBreaker(tx, { pluginId, hook, reason, at, stays: true })
    await raiseConfigVersion(tx)
  })
}

async function cutOffEverywhere(host: PluginHost, note: CutOff, at: Date): Promise<void> {
  let after: StoreId | null = null
  for (;;) {
    const { pluginId } = note
    const page: readonly StoreId[] = await listStoresWith(host.db.sweep, {
      pluginId,
      // Campaigns are read whether their mechanic is on or not.
      evenOff: note.hook === CAMPAIGN_HOOK,
      after,
      limit: PAGE,
    })
    for (const storeId of page) await cutOff(host, storeId, note, at)
    after = page.at(-1) ?? null
    if (page.length < PAGE) return
  }
}
