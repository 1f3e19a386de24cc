import { asId, DAY, later } from '@mamapu/kernel'
import { conformPlugin, earningsOf, openShop, TEST_CONTACT } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region earns
t.test(
  'a friend comes by her link and buys: she earns, by what is paid and as long as it counts',
  async (t) => {
    const shop = await openShop(t, { plugins: [plugin] })
    const regular = await shop.customer()
    const { skuId } = await shop.sku({ priceFen: 9900 })
    const { json } = await shop.shop('POST', '/api/store/v1/x/friend-thanks/link', regular)
    const browser = shop.visit()
    await browser.get(new URL(String(json['url'])).pathname)
    await browser.get('/api/store/v1/session')
    const buy = async (key: string) => {
      const { body, status } = await browser.post(
        '/api/store/v1/orders',
        {
          lines: [{ skuId, quantity: 1 }],
          contact: TEST_CONTACT,
          seenTotal: { amount: 9900, currency: 'CNY' },
        },
        { 'idempotency-key': key },
      )
      t.equal(status, 201)
      return earningsOf(shop.database.admin, asId('ord', String(body['orderId'])))
    }
    t.match(await buy('first-order'), [{ payee: regular.id, amountFen: 495, state: 'promised' }])
    shop.clock.set(later(shop.clock.now(), 15 * DAY))
    t.same(await buy('too-late-order'), [], 'fifteen days later it counts no more')
    const own = await shop.cart(skuId).by(regular).order()
    t.same(await earningsOf(shop.database.admin, own.id), [], 'nobody earns by her own')
  },
)
// #endregion
