import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region note
t.test('the note is shown until the merchant empties it', async (t) => {
  const shop = await openShop(t, { plugins: [plugin] })
  t.match((await shop.slot('home.bottom', {})).parts, [{ block: 'note', data: { opensAt: '10:00' } }])
  const settings = { note: '', opensAt: '09:00', closesAt: '18:00' }
  const body = { settings, version: 1 }
  const saved = await shop.console('PUT', '/plugins/nursing-room/settings', await shop.owner(), { body })
  t.equal(saved.status, 200)
  t.same((await shop.slot('home.bottom', {})).parts, [])
})
// #endregion
