import { asId, later, MINUTE, must } from '@mamapu/kernel'
import type { AppJob, Sweeper } from '../../events/index.js'
import { findOpenImports } from './import.queries.js'
import { retryPictures, runImport } from './run-import.js'

/** Runs one import to its end; safe to run again. At most 20,000 rows, a transaction per product. */
export const importJob: AppJob = {
  name: 'catalog.import',
  lane: 'bulk',
  ofStore: true,
  attempts: 5,
  timeoutMs: 1_800_000,
  async run(app, run) {
    const importId = asId('imp', must(run.payload.id, 'an import is named'))
    await runImport(app, must(run.storeId, 'a store is named'), importId, { signal: run.signal })
  },
}

/** Tries the missing pictures of one import again. */
export const retryPicturesJob: AppJob = {
  name: 'catalog.retry-pictures',
  lane: 'bulk',
  ofStore: true,
  attempts: 2,
  timeoutMs: 1_800_000,
  async run(app, run) {
    const importId = asId('imp', must(run.payload.id, 'an import is named'))
    await retryPictures(app, must(run.storeId, 'a store is named'), importId, { signal: run.signal })
  },
}

/** Imports whose job was lost. */
export const importSweeper: Sweeper = {
  name: 'catalog.imports',
  everyMs: 5 * MINUTE,
  job: importJob.name,
  idName: 'id',
  find: (sweep, at, limit) => findOpenImports(sweep, later(at, -5 * MINUTE), limit),
}
