import type { ConformanceSamples } from '@mamapu/testkit'

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {}
