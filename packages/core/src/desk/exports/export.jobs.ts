import { asId, MINUTE, must } from '@mamapu/kernel'
import type { AppJob, Sweeper } from '../../events/index.js'
import { findExportsDue } from './export.queries.js'
import { EXPORT_ORDERS, runExport } from './export-orders.js'

/** Writes one table of orders from where it stands; at most 50,000 orders, a transaction per 200. */
export const exportJob: AppJob = {
  name: EXPORT_ORDERS,
  lane: 'bulk',
  ofStore: true,
  attempts: 3,
  timeoutMs: 30 * MINUTE,
  async run(app, { storeId, payload, signal }) {
    const exportId = asId('oex', must(payload.exportId, 'an export is named'))
    await runExport(app, must(storeId, 'a store is named'), exportId, signal)
  },
}

/** Exports whose job was lost, and files that are too old. */
export const exportSweeper: Sweeper = {
  name: 'desk.exports',
  everyMs: MINUTE,
  job: EXPORT_ORDERS,
  idName: 'exportId',
  find: findExportsDue,
}
