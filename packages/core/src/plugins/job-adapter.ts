import { HOUR, MINUTE, must, type StoreId } from '@mamapu/kernel'
import type { PluginJob } from '@mamapu/plugin-sdk'
import type { AppJob, AppSchedule } from '../events/index.js'
import type { PluginHost } from './host.js'
import { listStoresWith } from './job.queries.js'
import type { LoadedPlugin } from './registry.js'
import { runInStore } from './run-plugin.js'

export interface HostJobs {
  readonly jobs: readonly AppJob[]
  readonly schedules: readonly AppSchedule[]
}

const RHYTHM_MS = { '1m': MINUTE, '5m': 5 * MINUTE, '1h': HOUR, '1d': 24 * HOUR }
const PAGE = 500
/** A job with more to do than one transaction holds goes on so often in one tick; the rest waits for the next. */
const ROUNDS_MAX = 200

/**
 * The scheduled jobs of every installed plugin: at each tick one job asks for one run per store where the plugin is on
 * (where it ever was, for `whileOff`), under an id made of job, store and tick, so that a repeat does nothing.
 */
export function pluginJobs(host: PluginHost): HostJobs {
  const all = host.registry.plugins.flatMap((loaded) =>
    (loaded.plugin.jobs ?? []).map((job) => ({ loaded, job, name: `plugin.${loaded.id}.${job.name}` })),
  )
  return {
    jobs: all.flatMap(({ loaded, job, name }) => [
      tickJob(loaded, job, name),
      storeJob(host, loaded, job, name),
    ]),
    schedules: all.map(({ job, name }) => ({ job: name, everyMs: RHYTHM_MS[job.every] })),
  }
}

function tickJob(loaded: LoadedPlugin, job: PluginJob, name: string): AppJob {
  return {
    name,
    lane: 'work',
    ofStore: false,
    async run(app) {
      const tick = Math.floor(app.clock.now().getTime() / RHYTHM_MS[job.every])
      let after: StoreId | null = null
      for (;;) {
        const stores: readonly StoreId[] = await listStoresWith(app.db.sweep, {
          pluginId: loaded.id,
          evenOff: job.whileOff === true,
          after,
          limit: PAGE,
        })
        for (const storeId of stores)
          await app.jobs.send(`${name}.run`, `${name}.${storeId}.${tick}`, { storeId })
        after = stores.at(-1) ?? null
        if (stores.length < PAGE) break
      }
    },
  }
}

function storeJob(host: PluginHost, loaded: LoadedPlugin, job: PluginJob, name: string): AppJob {
  return {
    name: `${name}.run`,
    lane: 'work',
    ofStore: true,
    async run(app, { storeId }) {
      const store = must(storeId, 'a store is named')
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const at = app.clock.now()
        const work = {
          loaded,
          hook: `job:${job.name}`,
          at,
          whileOff: job.whileOff === true,
        }
        const result = await runInStore(host, store, work, async (ctx) => job.run(ctx))
        if (!result.on || result.value !== 'more') return
      }
    },
  }
}
