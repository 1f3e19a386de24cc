import { asId, must, SECOND } from '@mamapu/kernel'
import type { AppJob, Sweeper } from '../events/index.js'
import { listDueCampaigns } from './boundary.queries.js'
import { BoundaryClock } from './boundary-clock.js'
import type { CampaignDeps } from './pass-edges.js'

const PASS_EDGES = 'campaigns.pass-edges'

/** Brings one campaign over its edges: for what no boundary clock has come to. */
export function campaignJobs(deps: CampaignDeps): readonly AppJob[] {
  return [
    {
      name: PASS_EDGES,
      lane: 'work',
      ofStore: true,
      async run(app, run) {
        const { db, clock, log } = app
        const passer = new BoundaryClock({ ...deps, db, clock, log, nudge: app.nudge })
        const id = asId('cmp', must(run.payload.campaignId, 'a campaign is named'))
        await passer.pass(must(run.storeId, 'a store is named'), [id])
      },
    },
  ]
}

/** Edges are passed within a second by the clock; what it misses is found here. */
export const campaignSweepers: readonly Sweeper[] = [
  {
    name: 'campaigns.edges',
    everyMs: 30 * SECOND,
    job: PASS_EDGES,
    idName: 'campaignId',
    find: listDueCampaigns,
  },
]
