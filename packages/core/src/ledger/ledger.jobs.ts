import { withTenant } from '@mamapu/db'
import { MINUTE, must, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { AppJob, Sweeper } from '../events/index.js'
import { foldTail, listLongTails, listTails } from './tail.queries.js'

const FOLD_TAILS = 'ledger.fold-tails'
/** A shop's tails are left alone below this: reading so few rows costs nothing that could be noticed. */
const TAIL_ROWS = 200
const FOLD_ROWS = 5000
const ACCOUNTS_MAX = 50
const ROUNDS_MAX = 200

/**
 * Takes what has come since into the snapshots of a shop's counter-accounts, in short transactions. Whoever enters transfers
 * waits for none of them; killed anywhere, it has lost nothing.
 */
async function foldTails(app: App, storeId: StoreId, signal?: AbortSignal): Promise<void> {
  const tails = await withTenant(app.db, storeId, (tx) => listTails(tx, ACCOUNTS_MAX))
  for (const tail of tails)
    for (let round = 0; round < ROUNDS_MAX && !signal?.aborted; round += 1) {
      const bounds = { limit: FOLD_ROWS, at: app.clock.now() }
      const folded = await withTenant(app.db, storeId, (tx) => foldTail(tx, tail, bounds))
      if (folded < FOLD_ROWS) break
    }
}

export const ledgerJobs: readonly AppJob[] = [
  {
    name: FOLD_TAILS,
    lane: 'bulk',
    ofStore: true,
    run: (app, run) => foldTails(app, must(run.storeId, 'a store is named'), run.signal),
  },
]

export const ledgerSweepers: readonly Sweeper[] = [
  {
    name: 'ledger.tails',
    everyMs: MINUTE,
    job: FOLD_TAILS,
    idName: 'ledgerId',
    find: (sweep, _at, limit) => listLongTails(sweep, { rows: TAIL_ROWS, limit }),
  },
]
