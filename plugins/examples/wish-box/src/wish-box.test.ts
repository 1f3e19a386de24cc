import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region isolation
t.test('a wish is read by its own shop alone, once, until it is fulfilled', async (t) => {
  const shop = await openShop(t, { plugins: [plugin] })
  const other = await shop.neighbour()
  await shop.switchTo(true, other)
  const [owner, theirOwner, family] = [await shop.owner(), await shop.owner(other), await shop.customer()]
  const body = { wish: '小号围兜' }
  const wish = (who: typeof family | null) =>
    shop.shop('POST', '/api/store/v1/x/wish-box/wishes', who, { body })
  t.match(await wish(null), { status: 401 })
  t.match(await wish(family), { status: 201 })
  t.match(await wish(family), { status: 409, json: { code: 'WISH_BOX_REPEATED' } })
  const { json } = await shop.console('GET', '/x/wish-box/wishes', owner)
  t.match(json, { items: [{ wish: '小号围兜' }] })
  const [{ id }] = json['items'] as [{ id: string }]
  const done = `/x/wish-box/wishes/${id}/done`
  t.match((await shop.console('GET', '/x/wish-box/wishes', theirOwner, {}, other)).json, { items: [] })
  t.match(await shop.console('POST', done, theirOwner, {}, other), { status: 404 }, 'not theirs to fulfil')
  t.match(await shop.console('POST', done, owner), { status: 200 })
  t.match(await wish(family), { status: 201 }, 'it may be wished again')
})
// #endregion
