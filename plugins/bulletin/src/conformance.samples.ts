import { DAY, later } from '@mamapu/kernel'
import type { ConformanceSamples } from '@mamapu/testkit'

const at = new Date('2026-03-04T02:00:00Z')

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: {
    latest: [
      null,
      { url: '/x/bulletin/result?id=plg_1', title: '周三秒杀 战报', publishedAt: later(at, -DAY) },
    ],
  },
}
