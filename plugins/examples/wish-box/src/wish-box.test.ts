import { conformPlugin, createPluginShop, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region isolation
t.test('a wish is read by its own shop alone, once, until it is fulfilled', async (t) => {
  const shop = await createPluginShop(t, plugin)
  const other = await createTestStore(shop.db, shop.test.clock.now())
  await shop.switchTo(true, other)
  const [owner, theirOwner, person] = [await shop.owner(), await shop.owner(other), await shop.customer()]
  const wish = (who: typeof person | null) =>
    shop.shop('POST', '/api/store/v1/x/wish-box/wishes', who, { body: { wish: '小号围兜' } })
  t.match(await wish(null), { status: 401 })
  t.match(await wish(person), { status: 201 })
  t.match(await wish(person), { status: 409, json: { code: 'WISH_BOX_REPEATED' } })
  const { json } = await shop.console('GET', '/x/wish-box/wishes', owner)
  t.match(json, { items: [{ wish: '小号围兜' }] })
  const [{ id }] = json['items'] as [{ id: string }]
  const done = `/x/wish-box/wishes/${id}/done`
  t.match((await shop.console('GET', '/x/wish-box/wishes', theirOwner, {}, other)).json, { items: [] })
  t.match(await shop.console('POST', done, theirOwner, {}, other), { status: 404 }, 'not theirs to fulfil')
  t.match(await shop.console('POST', done, owner), { status: 200 })
  t.match(await wish(person), { status: 201 }, 'it may be wished again')
})
// #endregion
