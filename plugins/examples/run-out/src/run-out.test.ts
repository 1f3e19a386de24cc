import { DAY, later } from '@mamapu/kernel'
import { addTestSku, buy, conformPlugin, createPluginShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region once
t.test('who received a parcel is reminded once, when it is time; who sent all back is not', async (t) => {
  const shop = await createPluginShop(t, plugin)
  const { clock } = shop.test
  const { skuId } = await addTestSku(shop.db, shop.store.storeId, clock.now())
  const inbox = async () => (await shop.database.admin`select 1 from messages where channel = 'inbox'`).length
  const [kept, returned] = [await shop.customer(), await shop.customer()]
  for (const { id: customerId } of [kept, returned]) {
    const placed = await buy(shop.test, shop.store, skuId, { customerId })
    if (!placed.placed) throw new Error(placed.code)
    await shop.pay(placed.orderId)
    await shop.receive(placed.orderId)
    await shop.deliver()
    if (customerId === returned.id) await shop.refund(placed.orderId)
  }
  await shop.deliver()
  const due = later(clock.now(), 25 * DAY)
  for (const [instant, messages] of [
    [later(due, -1), 0],
    [due, 1],
    [later(due, DAY), 1],
  ] as const) {
    clock.set(instant)
    await shop.runJob('send-reminders')
    t.equal(await inbox(), messages)
  }
})
// #endregion
