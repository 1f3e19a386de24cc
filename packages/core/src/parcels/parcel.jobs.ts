import { asId, MINUTE, must } from '@mamapu/kernel'
import type { AppJob, Sweeper } from '../events/index.js'
import { findOpenBatches } from './batch/batch.queries.js'
import { runBatch } from './batch/run-batch.js'
import { SHIP_BATCH } from './batch/start-batch.js'
import { PURSUE_PARCEL, pursueParcel } from './follow-parcels.js'
import { notifyParcelJob } from './sandbox/carrier.js'
import { findTracksDue } from './track.queries.js'
import type { TrackingProviders } from './track.types.js'

/** Everything parcels do without a request. Each job decides by itself whether there is still anything to do. */
export function parcelJobs(providers: TrackingProviders): readonly AppJob[] {
  return [
    {
      name: PURSUE_PARCEL,
      lane: 'work',
      ofStore: true,
      async run(app, { storeId, payload }) {
        const shipmentId = asId('shp', must(payload.shipmentId, 'a parcel is named'))
        await pursueParcel(app, providers, must(storeId, 'a store is named'), shipmentId)
      },
    },
    {
      name: SHIP_BATCH,
      lane: 'bulk',
      ofStore: true,
      attempts: 5,
      timeoutMs: 30 * MINUTE,
      async run(app, { storeId, payload, signal }) {
        const batchId = asId('bat', must(payload.batchId, 'a table is named'))
        await runBatch(app, must(storeId, 'a store is named'), batchId, signal)
      },
    },
    notifyParcelJob,
  ]
}

/** What a lost job leaves behind is found here. */
export const parcelSweepers: readonly Sweeper[] = [
  {
    name: 'parcels.due',
    everyMs: MINUTE,
    job: PURSUE_PARCEL,
    idName: 'shipmentId',
    find: findTracksDue,
  },
  {
    name: 'parcels.batches',
    everyMs: 2 * MINUTE,
    job: SHIP_BATCH,
    idName: 'batchId',
    find: findOpenBatches,
  },
]
