import { withTenant } from '@mamapu/db'
import { addDays, DAY, instantOf, localDateOf, MINUTE, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { AppJob, AppSchedule } from '../events/index.js'
import { listStoreIds } from '../stores/index.js'
import { deleteOldFacts, deleteOldLows } from './old-prices.queries.js'
import { findZone } from './price-proof.queries.js'
import { KEPT_DAYS } from './price-proof.rules.js'

const CLEAN_PRICES = 'price-proof.clean'
const STORES_PAGE = 500
const ROWS_AT_ONCE = 1000
const ROUNDS_MAX = 20

/** Puts prices away that no proof looks at any more: at most 20,000 of each kind per store and run. */
export const cleanPricesJob: AppJob = {
  name: CLEAN_PRICES,
  lane: 'bulk',
  ofStore: false,
  timeoutMs: 10 * MINUTE,
  run: cleanPrices,
}

export const priceProofSchedules: readonly AppSchedule[] = [{ job: CLEAN_PRICES, everyMs: DAY }]

async function cleanPrices(app: App, { signal }: { signal: AbortSignal }): Promise<void> {
  let after: StoreId | null = null
  while (!signal.aborted) {
    const stores: readonly StoreId[] = await listStoreIds(app.db.sql, after, STORES_PAGE)
    for (const storeId of stores)
      for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round += 1)
        if (!(await cleanOnce(app, storeId))) break
    after = stores.at(-1) ?? null
    if (stores.length < STORES_PAGE) return
  }
}

/** True when there may be more. */
function cleanOnce({ db, clock }: App, storeId: StoreId): Promise<boolean> {
  return withTenant(db, storeId, async (tx) => {
    const zone = await findZone(tx)
    const day = addDays(localDateOf(clock.now(), zone), -KEPT_DAYS)
    const facts = await deleteOldFacts(tx, instantOf(day, 0, zone), ROWS_AT_ONCE)
    const lows = await deleteOldLows(tx, day, ROWS_AT_ONCE)
    return facts === ROWS_AT_ONCE || lows === ROWS_AT_ONCE
  })
}
