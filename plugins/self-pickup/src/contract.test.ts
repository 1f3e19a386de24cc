import { checkBlocks, conformPlugin } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)
t.test('its blocks look as they did in every theme and language', async (t) =>
  t.same(checkBlocks(plugin), []),
)
