import { withTenant } from '@mamapu/db'
import { asId, DAY, HOUR, later, must, newId, type StoreId } from '@mamapu/kernel'
import { deleteDoneEvents, listStoresAfter } from './event.queries.js'
import type { HandlerRegistry } from './event.types.js'
import type { AppJob, AppSchedule } from './job.types.js'
import { EVENT_JOB } from './relay.js'
import { runHandlers } from './run-handlers.js'

const KEPT_MS = 7 * DAY
const DELETE_MAX = 1000
const ROUNDS_MAX = 20
const STORES_PAGE = 500

/** Delivers one event to its handlers. */
export function deliverEventJob(registry: HandlerRegistry): AppJob {
  return {
    name: EVENT_JOB,
    lane: 'events',
    ofStore: true,
    attempts: 10,
    async run(app, run) {
      const eventId = asId('evt', must(run.payload.eventId, 'an event is named'))
      await runHandlers(app, registry, must(run.storeId, 'a store is named'), eventId)
    },
  }
}

/** Deletes events a week after they were made, once they are done: at most 20,000 per store and run. */
export const cleanEventsJob: AppJob = {
  name: 'events.clean',
  lane: 'bulk',
  ofStore: false,
  timeoutMs: 600_000,
  async run(app, run) {
    const olderThan = newId('evt', later(app.clock.now(), -KEPT_MS))
    let after: StoreId | null = null
    let deleted = 0
    while (!run.signal.aborted) {
      const stores: readonly StoreId[] = await listStoresAfter(app.db.sql, after, STORES_PAGE)
      for (const storeId of stores)
        for (let round = 0; round < ROUNDS_MAX && !run.signal.aborted; round += 1) {
          const gone = await withTenant(app.db, storeId, (tx) => deleteDoneEvents(tx, olderThan, DELETE_MAX))
          deleted += gone
          if (gone < DELETE_MAX) break
        }
      after = stores.at(-1) ?? null
      if (stores.length < STORES_PAGE) break
    }
    app.log.info({ job: run.name, deleted }, 'old events deleted')
  },
}

export const eventSchedules: readonly AppSchedule[] = [{ job: cleanEventsJob.name, everyMs: HOUR }]
