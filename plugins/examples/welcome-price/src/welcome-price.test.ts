import { addTestSku, buy, conformPlugin, createPluginShop, phoneHash } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region first
t.test(
  'the first order of a phone costs less, the second does not, and neither do two at once',
  async (t) => {
    const shop = await createPluginShop(t, plugin)
    const { skuId } = await addTestSku(shop.db, shop.store.storeId, shop.test.clock.now(), {
      priceFen: 10_000,
    })
    const by = async (phone: string, seenTotalFen: number) =>
      buy(shop.test, shop.store, skuId, {
        phone,
        verifiedPhoneHash: await phoneHash(shop.test, shop.store, phone),
        seenTotalFen,
      })
    t.match(await buy(shop.test, shop.store, skuId, { seenTotalFen: 9000 }), { code: 'PHONE_CODE_REQUIRED' })
    const twins = await Promise.all([by('13800001234', 9000), by('13800001234', 9000)])
    const [first, ...more] = twins.flatMap((one) => (one.placed ? [one.orderId] : []))
    t.equal(more.length, 0, 'two orders at once are not both the first')
    await shop.pay(first as never)
    await shop.deliver()
    t.match(await by('13800001234', 9000), { code: 'TOTAL_CHANGED' })
    t.match(await by('13800001234', 10_000), { placed: true })
    t.match(await by('13900001234', 9000), { placed: true })
  },
)
// #endregion
