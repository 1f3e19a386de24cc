import { HOUR, later } from '@mamapu/kernel'
import { type BuyOptions, buy, type MadeCampaign, openShop, type TestSku } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const STARTS = later(at, HOUR)
t.setTimeout(120_000)

/** A shop with a sleeping bag for 120 and a bottle for 30; from eleven to twelve 30 off from 150. */
async function open(
  t: Test,
  config: object = {},
  more: (goods: { bag: TestSku; bottle: TestSku }) => Partial<MadeCampaign> = () => ({}),
) {
  const shop = await openShop(t, { plugins: [plugin], at })
  const bag = await shop.sku({ priceFen: 12_000 })
  const bottle = await shop.sku({ priceFen: 3000 })
  const campaign = await shop.campaign({
    plugin: 'full-reduction',
    label: '满减',
    config: { tiers: [{ thresholdFen: 15_000, amountFen: 3001 }], ...config },
    announceMinutes: 30,
    startsAt: STARTS,
    endsAt: later(STARTS, HOUR),
    ...more({ bag, bottle }),
  })
  return {
    shop,
    bag,
    bottle,
    campaign,
    clock: shop.clock,
    buy: (options?: BuyOptions) => buy(shop, shop.store, [bag.skuId, bottle.skuId], options),
    sound: async () => t.same(await shop.broken(), []),
  }
}

t.test('the ladder begins and ends on its second; the shares stand on the lines', async (t) => {
  const { shop, campaign, clock, buy, sound } = await open(t)
  for (const [instant, seenTotalFen] of [
    [-1, 15_000],
    [0, 11_999],
    [HOUR - 1, 11_999],
    [HOUR, 15_000],
  ] as const) {
    clock.set(later(STARTS, instant))
    t.match(await buy({ seenTotalFen }), { placed: true }, `${instant}`)
  }
  const shares = await shop.database.admin<{ fen: number; offer: string }[]>`
    select amount_fen::int as fen, offer_id as offer from order_allocations order by fen desc`
  t.same(
    shares.map(({ fen }) => fen),
    [2401, 2401, 600, 600],
    'by largest remainder',
  )
  t.ok(shares.every(({ offer }) => offer === `full-reduction:${campaign.id}`))
  await sound()
})

t.test('switched off in the middle: no reduction any more, and a refund is exact to the fen', async (t) => {
  const { shop, clock, buy, sound } = await open(t)
  clock.set(STARTS)
  const bought = await buy({ seenTotalFen: 11_999 })
  if (!bought.placed) return t.fail(bought.code)
  await shop.pay(bought.orderId)
  await shop.switchTo(false)
  await shop.snapshot()
  t.match(await buy({ seenTotalFen: 15_000 }), { placed: true })
  await shop.refund(bought.orderId)
  const [order] = await shop.database.admin<{ paid: number; refunded: number }[]>`
    select paid_fen::int as paid, refunded_fen::int as refunded from orders where paid_fen > 0`
  t.same({ ...order }, { paid: 11_999, refunded: 11_999 })
  return sound()
})

t.test('in scope only, and only what is not excluded', async (t) => {
  const nothing = { categories: [], tags: [], products: [], skus: [] }
  const tiers = [{ thresholdFen: 10_000, amountFen: 1000 }]
  const { clock, buy } = await open(t, { tiers }, ({ bag, bottle }) => ({
    scope: {
      ...nothing,
      all: false,
      skus: [bag.skuId, bottle.skuId],
      except: { ...nothing, skus: [bottle.skuId] },
    },
  }))
  clock.set(STARTS)
  const bought = await buy({ seenTotalFen: 14_000 })
  if (!bought.placed) return t.fail(bought.code)
  const other = await open(t, { tiers }, ({ bottle }) => ({
    scope: { ...nothing, all: false, products: [bottle.productId], except: nothing },
  }))
  other.clock.set(STARTS)
  t.match(await other.buy({ seenTotalFen: 15_000 }), { placed: true }, 'the bottle alone is not worth it')
  return other.sound()
})

t.test(
  'gifts set aside go with the order as lines of their own, come back, and go home at the end',
  async (t) => {
    const { shop, clock, buy, bottle, sound } = await open(t, {}, ({ bottle }) => ({
      config: {
        tiers: [{ thresholdFen: 15_000, off: 'none' }],
        gifts: [{ skuId: bottle.skuId, title: '奶瓶', stock: 'own', ownUnits: 2 }],
      },
    }))
    const given = async () => {
      const [row] = await shop.database.admin<{ limit: number; taken: number }[]>`
      select limit_units::int as limit, taken::int from quotas where kind = 'full-reduction.gift'`
      return row && { ...row }
    }
    t.same(await given(), { limit: 2, taken: 0 })
    t.same(await shop.stock(bottle), { limit: 98, taken: 0 })
    clock.set(STARTS)
    const orders = [await buy(), await buy(), await buy()]
    t.ok(
      orders.every(({ placed }) => placed),
      'the third goes without its gift',
    )
    t.same(await given(), { limit: 2, taken: 2 })
    const gifts = await shop.database
      .admin`select paid_fen::int as paid, quantity from order_lines where gift_of is not null`
    t.same(
      gifts.map((line) => ({ ...line })),
      [
        { paid: 0, quantity: 1 },
        { paid: 0, quantity: 1 },
      ],
    )
    const [first] = orders
    if (first?.placed) await shop.cancel(first.orderId)
    t.same(await given(), { limit: 2, taken: 1 })
    clock.set(later(STARTS, HOUR))
    await shop.passEdges()
    t.same(await given(), { limit: 1, taken: 1 })
    await sound()
  },
)

t.test(
  'so many times per person and round; a cancelled order counts or not, as the merchant says',
  async (t) => {
    for (const usesBack of [true, false]) {
      const { shop, clock, buy, sound } = await open(t, { usesMax: 1, usesBack })
      clock.set(STARTS)
      const me = { verifiedPhoneHash: 'ab'.repeat(32) }
      t.match(await buy({ seenTotalFen: 11_999 }), { placed: false, code: 'PHONE_CODE_REQUIRED' })
      const first = await buy({ ...me, seenTotalFen: 11_999 })
      if (!first.placed) return t.fail(first.code)
      t.match(
        await buy({ ...me, seenTotalFen: 15_000 }),
        { placed: true },
        'had it: the rest at the full price',
      )
      await shop.cancel(first.orderId)
      const again = await buy({ ...me, seenTotalFen: usesBack ? 11_999 : 15_000 })
      t.match(again, { placed: true }, usesBack ? 'the cancelled one does not count' : 'it counts')
      const takes = await shop.database.admin`
      select state from quota_takes where kind = 'full-reduction.use' order by state desc`
      t.same(
        takes.map(({ state }) => state),
        usesBack ? ['released', 'held'] : ['claimed'],
      )
      await sound()
    }
  },
)

t.test('two orders at once of somebody who may have it once: one has it', async (t) => {
  const { clock, buy, sound } = await open(t, { usesMax: 1 })
  clock.set(STARTS)
  const me = { verifiedPhoneHash: 'ab'.repeat(32), seenTotalFen: 11_999 }
  const both = await Promise.all([buy(me), buy(me)])
  t.equal(both.filter(({ placed }) => placed).length, 1)
  t.match(
    both.find(({ placed }) => !placed),
    { code: 'TOTAL_CHANGED', data: { payableFen: 15_000 } },
    'the other is asked again at the full price',
  )
  await sound()
})

t.test('home, product and page tell of it; the console lists gifts set aside', async (t) => {
  const { shop, clock, bag } = await open(t, {
    gifts: [{ skuId: `sku_${'0'.repeat(32)}`, title: '围兜', stock: 'shop' }],
  })
  const subject = {
    product: {
      id: bag.productId,
      path: '/p/bag',
      categoryIds: [],
      tags: [],
      skus: [{ id: bag.skuId, everydayFen: 12_000, unitFen: 12_000 }],
    },
  } as never
  clock.set(later(STARTS, -HOUR / 2))
  t.match((await shop.slot('product.price', subject)).parts[0]?.data, {
    offers: [],
    soon: [{ label: '满减' }],
  })
  t.same((await shop.slot('home.strip', {})).parts, [])
  clock.set(STARTS)
  t.match((await shop.slot('home.strip', {})).parts[0]?.data, {
    offers: [{ summary: '满150减30.01、送围兜×1' }],
  })
  const gifts = await shop.console('GET', '/x/full-reduction/gifts', await shop.owner())
  t.match(gifts, { status: 200, json: { items: [] } })
})
