import { withTenant } from '@mamapu/db'
import { HOUR, MINUTE, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { AppJob, AppSchedule } from '../events/index.js'
import { listStoreIds } from '../stores/index.js'
import { deleteOldSessions } from './customer.queries.js'

const CLEAN_SESSIONS = 'customers.clean-sessions'
const STORES_PAGE = 500
const SESSIONS_AT_ONCE = 1000

/** Forgets shoppers' sessions that are over: at most a thousand per store and run. */
export const cleanSessionsJob: AppJob = {
  name: CLEAN_SESSIONS,
  lane: 'bulk',
  ofStore: false,
  timeoutMs: 10 * MINUTE,
  run: cleanSessions,
}

export const customerSchedules: readonly AppSchedule[] = [{ job: CLEAN_SESSIONS, everyMs: 6 * HOUR }]

async function cleanSessions(app: App, run: { signal: AbortSignal }): Promise<void> {
  let after: StoreId | null = null
  while (!run.signal.aborted) {
    const stores: readonly StoreId[] = await listStoreIds(app.db.sql, after, STORES_PAGE)
    for (const storeId of stores)
      await withTenant(app.db, storeId, (tx) => deleteOldSessions(tx, app.clock.now(), SESSIONS_AT_ONCE))
    after = stores.at(-1) ?? null
    if (stores.length < STORES_PAGE) return
  }
}
