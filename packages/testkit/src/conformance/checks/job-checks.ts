import { plugins } from '@mamapu/core'
import { must } from '@mamapu/kernel'
import type { PluginJob } from '@mamapu/plugin-sdk'
import type { ConformanceCheck } from '../check.types.js'
import type { PluginShop } from '../plugin-shop.js'
import { rowsOf } from './rows.js'
import { check } from './words-of.js'

/** More rounds than this of one job with nothing new to do never end. */
const ROUNDS_MAX = 50

/** What jobs keep: they are run again whenever anybody is in doubt. */
export const JOB_CHECKS: readonly ConformanceCheck[] = [
  check(
    'jobs.twice',
    ['同一刻跑两次等于一次', 'Run twice at the same instant is run once'],
    ['先占住要做的，再做', 'Claim what is to be done before doing it'],
    async (subject) => {
      const { jobs = [] } = subject.plugin
      if (jobs.length === 0) return null
      const shop = await subject.filled()
      const faults: string[] = []
      for (const { name } of jobs) {
        await shop.runJob(name)
        const once = await rowsOf(shop)
        await shop.runJob(name)
        if ((await rowsOf(shop)) !== once) faults.push(`${name}: a second run writes more`)
      }
      return faults
    },
  ),
  check(
    'jobs.bounded',
    ['没有新事情时任务会结束', 'A job ends when there is nothing new to do'],
    ['没有剩下的就不要返回 more', 'Answer `more` only while there is more'],
    async (subject) => {
      const { jobs = [] } = subject.plugin
      if (jobs.length === 0) return null
      const shop = await subject.filled()
      const faults: string[] = []
      for (const job of jobs) {
        const rounds = await roundsOf(shop, job)
        if (rounds > ROUNDS_MAX) faults.push(`${job.name}: ${rounds} rounds and no end`)
      }
      return faults
    },
  ),
]

/** How often the job asks to be run again, each time in a transaction of its own. */
async function roundsOf({ plugin, test, store }: PluginShop, job: PluginJob): Promise<number> {
  const loaded = must(test.host.registry.find(plugin.id), 'the plugin is installed')
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const work = { loaded, hook: `job:${job.name}`, at: test.clock.now(), whileOff: true }
    const result = await plugins.runInStore(test.host, store.storeId, work, async (ctx) => job.run(ctx))
    if (!result.on || result.value !== 'more') return round
  }
  return ROUNDS_MAX + 1
}
