import { conformPlugin, openShop } from '@mamapu/testkit'
import t from 'tap'
import { samples } from './conformance.samples.js'
import plugin from './index.js'

conformPlugin(t, plugin, samples)

// #region first
t.test(
  'the first order of a phone costs less, the second does not, and neither do two at once',
  async (t) => {
    const shop = await openShop(t, { plugins: [plugin] })
    const pram = await shop.sku({ priceFen: 10_000 })
    const family = await shop.guest()
    const first = shop.cart(pram).by(family).seen(9000)
    t.match(await shop.cart(pram).seen(9000).place(), { code: 'PHONE_CODE_REQUIRED' })
    const twins = await Promise.all([first.place(), first.place()])
    const placed = twins.flatMap((one) => (one.placed ? [one.orderId] : []))
    t.equal(placed.length, 1, 'two orders at once are not both the first')
    await shop.pay(placed[0] as never)
    await shop.deliver()
    t.match(await first.place(), { code: 'TOTAL_CHANGED', data: { payableFen: 10_000 } })
    const another = await shop.guest()
    t.match(await shop.cart(pram).by(another).seen(9000).place(), { placed: true })
  },
)
// #endregion
