import { withTenant } from '@mamapu/db'
import { DAY, HOUR, later, MINUTE, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { AppJob, AppSchedule } from '../events/index.js'
import { listStoreIds } from '../stores/index.js'
import { deleteOldVisits } from './link.queries.js'

const CLEAN_VISITS = 'links.clean-visits'
/** How long it is known who came by which link. */
const KEPT_MS = 30 * DAY
const STORES_PAGE = 500
const VISITS_AT_ONCE = 5000

/** Forgets who opened links more than thirty days ago: at most five thousand per store and run; the numbers stay. */
export const cleanVisitsJob: AppJob = {
  name: CLEAN_VISITS,
  lane: 'bulk',
  ofStore: false,
  timeoutMs: 10 * MINUTE,
  run: cleanVisits,
}

export const linkSchedules: readonly AppSchedule[] = [{ job: CLEAN_VISITS, everyMs: HOUR }]

async function cleanVisits(app: App, run: { signal: AbortSignal }): Promise<void> {
  const before = later(app.clock.now(), -KEPT_MS)
  let after: StoreId | null = null
  while (!run.signal.aborted) {
    const stores: readonly StoreId[] = await listStoreIds(app.db.sql, after, STORES_PAGE)
    for (const storeId of stores)
      await withTenant(app.db, storeId, (tx) => deleteOldVisits(tx, before, VISITS_AT_ONCE))
    after = stores.at(-1) ?? null
    if (stores.length < STORES_PAGE) return
  }
}
