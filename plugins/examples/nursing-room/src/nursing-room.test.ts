import { conformPlugin, createPluginShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region note
t.test('the note is shown until the merchant empties it', async (t) => {
  const shop = await createPluginShop(t, plugin)
  const owner = await shop.owner()
  t.match((await shop.slot('home.bottom', {})).parts, [{ block: 'note', data: { opensAt: '10:00' } }])
  const saved = await shop.console('PUT', '/plugins/nursing-room/settings', owner, {
    body: { settings: { note: '', opensAt: '09:00', closesAt: '18:00' }, version: 1 },
  })
  t.equal(saved.status, 200)
  t.same((await shop.slot('home.bottom', {})).parts, [])
})
// #endregion
