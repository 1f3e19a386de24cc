import { later, MINUTE } from '@mamapu/kernel'
import { poolId } from '@mamapu/plugin-sdk'
import {
  addTestSku,
  brokenOf,
  buy,
  conformPlugin,
  createPluginShop,
  makeCampaign,
  phoneHash,
} from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region race
t.test(
  'thirty families at once for five packs: five have one each, and a cancelled one is on offer again',
  async (t) => {
    const shop = await createPluginShop(t, plugin)
    const { storeId } = shop.store
    const { skuId } = await addTestSku(shop.db, storeId, shop.test.clock.now(), { priceFen: 3000 })
    const config = { skuId, priceFen: 900, units: 5 }
    const { id } = await makeCampaign(shop.test, storeId, { plugin: 'trial-pack', config })
    const startsAt = later(shop.test.clock.now(), 60 * MINUTE)
    shop.test.clock.set(startsAt)
    const counter = async () => {
      const [row] = await shop.database.admin`
      select limit_units::int as limit, taken::int from quotas
       where kind = 'trial-pack.packs' and id = ${poolId(id, skuId, '20260304T1100')}`
      return { ...row }
    }
    const byPhone = async (phone: string, seenTotalFen: number, quantity = 1) =>
      buy(shop.test, shop.store, skuId, {
        phone,
        quantity,
        seenTotalFen,
        verifiedPhoneHash: await phoneHash(shop.test, shop.store, phone),
      })
    const phones = Array.from({ length: 30 }, (_, nth) => `138000012${String(nth).padStart(2, '0')}`)
    const placed = (await Promise.all(phones.map((phone) => byPhone(phone, 900)))).flatMap((one) =>
      one.placed ? [one.orderId] : [],
    )
    t.equal(placed.length, 5)
    t.same(await counter(), { limit: 5, taken: 5 })
    await shop.cancel(placed[0] as never)
    t.same(await counter(), { limit: 5, taken: 4 })
    t.match(
      await byPhone('13900000000', 3900, 2),
      { placed: true },
      'one pack each, the second at the usual price',
    )
    t.match(await byPhone('13900000000', 3000), { placed: true }, 'who had one pays the usual price')
    t.same(await brokenOf(shop.database.admin), [], 'every unit is where the books say')
  },
)
// #endregion
